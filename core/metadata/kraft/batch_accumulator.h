// BatchAccumulator: records that the leader is to append, gathered into batches; the first one
// waits at most controller.quorum.append.linger.ms for others. Records that are given together stay
// in one batch, so that they are committed together; control records stand alone and wait for
// nobody. Offsets are given out at once. Rule: org.apache.kafka.raft.internals.BatchAccumulator.
#pragma once

#include <optional>
#include <vector>

#include "core/protocol/record_batch.h"

namespace kscope {

class BatchAccumulator {
public:
    BatchAccumulator() = default;
    BatchAccumulator(Offset next_offset, Duration linger, std::int32_t batch_max_bytes)
        : next_offset_(next_offset), linger_(linger), batch_max_bytes_(batch_max_bytes) {}

    // The offset of the last of them; none if they are too many for one batch, or none at all.
    std::optional<Offset> append(Instant now, std::vector<Record> records);
    // A batch of their own, drained at the next occasion. The offset of the last one.
    Offset append_control(std::vector<Record> records);

    // never(): nothing waits.
    [[nodiscard]] Instant drain_at() const;
    // All that was gathered, in order.
    std::vector<RecordBatch> drain();

    [[nodiscard]] Offset next_offset() const { return next_offset_; }
    template <class V>
    void visit(V&& v) const {
        v("next_offset", next_offset_);
        v("current", current_);
        v("completed", completed_);
        v("drain_at", drain_at());
    }

private:
    void complete_current();

    Offset next_offset_{0};
    Duration linger_;
    std::int32_t batch_max_bytes_ = 0;
    std::vector<Record> current_;
    std::int32_t current_bytes_ = 0;
    std::vector<RecordBatch> completed_;
    std::optional<Instant> linger_until_;
    bool drain_now_ = false;
};

}  // namespace kscope
