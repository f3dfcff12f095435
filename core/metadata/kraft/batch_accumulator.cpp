#include "core/metadata/kraft/batch_accumulator.h"

namespace kscope {

std::optional<Offset> BatchAccumulator::append(Instant now, std::vector<Record> records) {
    if (records.empty()) return std::nullopt;
    std::int32_t bytes = 0;
    const WallTime base = records.front().timestamp;
    auto delta = static_cast<std::int32_t>(current_.size());
    for (const Record& record : records) bytes += record_size(record, base, delta++);
    if (bytes > batch_max_bytes_ - RecordBatch::header_bytes) return std::nullopt;
    if (current_bytes_ + bytes > batch_max_bytes_ - RecordBatch::header_bytes) {
        complete_current();
        drain_now_ = true;
    }
    if (!linger_until_) linger_until_ = now + linger_;
    next_offset_ += static_cast<std::int64_t>(records.size());
    current_bytes_ += bytes;
    for (Record& record : records) current_.push_back(std::move(record));
    return next_offset_ - 1;
}

Offset BatchAccumulator::append_control(std::vector<Record> records) {
    complete_current();
    next_offset_ += static_cast<std::int64_t>(records.size());
    completed_.push_back(make_batch(make_record_set(std::move(records))));
    drain_now_ = true;
    return next_offset_ - 1;
}

void BatchAccumulator::complete_current() {
    if (current_.empty()) return;
    completed_.push_back(make_batch(make_record_set(std::move(current_))));
    current_.clear();
    current_bytes_ = 0;
}

Instant BatchAccumulator::drain_at() const {
    if (drain_now_) return Instant();
    return linger_until_.value_or(Instant::never());
}

std::vector<RecordBatch> BatchAccumulator::drain() {
    complete_current();
    drain_now_ = false;
    linger_until_.reset();
    return std::exchange(completed_, {});
}

}  // namespace kscope
