// The small text files of a log directory, to the byte: meta.properties (MetaProperties, written by
// java.util.Properties with a comment that has the date), partition.metadata (PartitionMetadata,
// no line end after its last line), .kafka_cleanshutdown (CleanShutdownFileHandler, JSON since
// KIP-966) and, for readers, the checkpoint files of CheckpointFile. Reading answers a flaw with
// its byte; nothing here trusts a count.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/log/format/file_flaw.h"
#include "core/log/leader_epoch_cache.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

// What is not there is not written.
struct MetaProperties {
    int version = 0;  // 0: of a ZooKeeper cluster, with broker.id; 1: of KRaft, with node.id
    std::int32_t id = 0;
    std::string cluster_id;
    std::string directory_id;
};
// In the order that Java's hash map gives these keys.
std::string meta_properties_text(const MetaProperties& properties, WallTime now);

// org.apache.kafka.common.Uuid: 16 bytes in base64 for URLs, without padding.
std::string uuid_text(std::uint64_t high, std::uint64_t low);
std::string partition_metadata_text(std::string_view topic_id);
std::string clean_shutdown_text(BrokerEpoch epoch);

// ---- reading

// Lines with "key<separator>value", in their order.
struct DecodedProperties {
    FileFlaw flaw;
    std::vector<std::pair<std::string, std::string>> values;
};
DecodedProperties read_properties(std::string_view text);
DecodedProperties read_partition_metadata(std::string_view text);
// -1: it does not say so.
BrokerEpoch read_clean_shutdown(std::string_view text);

template <class Entry>
struct DecodedCheckpoint {
    FileFlaw flaw;  // the entries before it are good
    std::vector<Entry> entries;
};
struct OffsetCheckpointEntry {
    TopicPartition tp;
    Offset offset;
};
DecodedCheckpoint<EpochEntry> read_epoch_checkpoint(std::string_view text);
DecodedCheckpoint<OffsetCheckpointEntry> read_offset_checkpoint(std::string_view text);

}  // namespace kscope
