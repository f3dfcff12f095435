// The .snapshot file of a partition: what its log knows of each producer at the offset that is the
// file's name (ProducerStateManager.writeSnapshot, version 1): version, CRC-32C of what follows it,
// the number of entries, and 48 bytes for each. Kafka writes one when a segment is rolled and in an
// orderly shutdown. Only the last batch of a producer is kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/log/format/file_flaw.h"
#include "core/log/producer_state.h"

namespace kscope {

struct ProducerSnapshotEntry {
    ProducerId producer_id = no_producer_id;
    ProducerEpoch producer_epoch = no_producer_epoch;
    Sequence last_sequence = no_sequence;
    Offset last_offset = no_offset;  // no_offset: it wrote no batch that is known
    std::int32_t offset_delta = 0;   // of the last batch: last - first
    std::int64_t timestamp_ms = -1;
    std::int32_t coordinator_epoch = -1;
    Offset current_txn_first_offset = no_offset;
    friend bool operator==(const ProducerSnapshotEntry&, const ProducerSnapshotEntry&) = default;
};

// In the order of producer ids.
std::vector<ProducerSnapshotEntry> snapshot_of(const ProducerTable& producers);
std::string encode_producer_snapshot(const std::vector<ProducerSnapshotEntry>& entries);

struct DecodedProducerSnapshot {
    FileFlaw flaw;  // then there are no entries
    std::vector<ProducerSnapshotEntry> entries;
};
DecodedProducerSnapshot decode_producer_snapshot(std::string_view bytes);

}  // namespace kscope
