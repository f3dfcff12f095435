// From the files that a crash left to a PartitionLog. Batches are read file after file; the first
// one that is torn, corrupt, or out of order ends the log, and what follows it is dropped
// (DiskTruncate, DiskDelete), as Kafka's LogLoader does. The epoch cache is read from its
// checkpoint, trimmed to what the log now holds, and completed from the batches; producer state is
// rebuilt from the batches. Never asks another broker: what a replica lost here it fetches again
// from its leader.
#pragma once

#include <optional>
#include <span>

#include "core/border/files.h"
#include "core/log/partition_log.h"

namespace kscope {

struct RecoveryInput {
    bool clean_shutdown = false;
    Offset recovery_point{0};       // of recovery-point-offset-checkpoint
    Offset log_start_offset{0};     // of log-start-offset-checkpoint
    std::optional<Offset> cleaned;  // of cleaner-offset-checkpoint
    WallTime now;                   // what stands for the times of the files, which a disk has not
};

// `files`: those of this partition's directory, by name. Emits LogRecovered.
PartitionLog recover_log(Ref<const LogSpec> spec, std::span<const StoredFile> files,
                         const RecoveryInput& input, Output& out);

struct LogDirectory {
    TopicPartition tp;
    std::span<const StoredFile> files;
};
// The partitions among a broker's files (sorted by name), in order of their directories' names. The
// spans point into `files`.
std::vector<LogDirectory> log_directories(std::span<const StoredFile> files);
// A file by its name; null if there is none.
const StoredFile* find_file(std::span<const StoredFile> files, std::string_view name);

}  // namespace kscope
