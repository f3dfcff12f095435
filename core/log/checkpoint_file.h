// The broker's checkpoint files of offsets (replication-offset-checkpoint for high watermarks,
// recovery-point-offset-checkpoint, log-start-offset-checkpoint) in Kafka's text format: "0", the
// count, then "topic partition offset" per line. Written whole, beside the old file, then renamed
// over it: a crash leaves the old or the new one (Kafka's CheckpointFile).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/flat_map.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

struct Output;
struct StoredFile;

using OffsetCheckpoint = FlatMap<TopicPartition, Offset>;

inline constexpr const char* replication_offset_checkpoint = "replication-offset-checkpoint";
inline constexpr const char* recovery_point_checkpoint = "recovery-point-offset-checkpoint";
inline constexpr const char* log_start_offset_checkpoint = "log-start-offset-checkpoint";
inline constexpr const char* cleaner_offset_checkpoint = "cleaner-offset-checkpoint";
inline constexpr const char* clean_shutdown_file = ".kafka_cleanshutdown";

std::string to_checkpoint_text(const OffsetCheckpoint& offsets);
// None if the text is not a checkpoint.
std::optional<OffsetCheckpoint> offsets_from_checkpoint(std::string_view text);

// FILE.tmp written and flushed with this token, then renamed to FILE.
void write_checkpoint_file(const std::string& file, std::string_view text, std::uint64_t token,
                           Output& out);
// The raw bytes of a file, joined.
std::string text_of(const StoredFile& file);

}  // namespace kscope
