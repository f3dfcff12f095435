// Checkpoints: what a broker writes beside its logs: high watermarks every 5 s, recovery points and
// log starts every 60 s, and in an orderly shutdown the marker that spares the next start its
// recovery; the marker comes only after every log is durable. Rules:
// ReplicaManager.checkpointHighWatermarks, LogManager.checkpointLogRecoveryOffsets,
// LogManager.shutdown.
#pragma once

#include <string>
#include <string_view>

#include "core/base/digest.h"

namespace kscope {

struct BrokerStep;

class Checkpoints {
public:
    void start(BrokerStep& step);
    void on_high_watermark_timer(BrokerStep& step);
    void on_recovery_point_timer(BrokerStep& step);
    // After each cleaning (LogCleanerManager.updateCheckpoints).
    void write_cleaner_offsets(BrokerStep& step);
    // Another small file: whole, or not at all.
    void write_whole(BrokerStep& step, const std::string& file, std::string_view text);

    // Flushes every log; finish_shutdown() follows when the last one is durable.
    void begin_shutdown(BrokerStep& step);
    // After each DiskDone and DiskFailed.
    void on_disk(BrokerStep& step);
    // The marker.
    void write_clean_shutdown(BrokerStep& step, std::string_view text);

    void digest(Digest& d) const;

private:
    void write_high_watermarks(BrokerStep& step);
    void write_recovery_points(BrokerStep& step);
    void finish_shutdown(BrokerStep& step);
    std::uint64_t next_token();

    std::uint64_t tokens_ = 0;
    bool shutting_down_ = false;
};

}  // namespace kscope
