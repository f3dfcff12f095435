// The reading half of PartitionLog: nothing here changes the log.
#include <algorithm>

#include "core/log/partition_log.h"

namespace kscope {

namespace {

constexpr std::size_t usual_batches = 4;  // at least, of a log that is written to

}  // namespace

const LogEntry* PartitionLog::entry_from(Offset offset) const {
    for (std::size_t s = segment_of(offset); s < segments_.size(); ++s) {
        const LogSegment& segment = *segments_[s];
        const EntryPlace place = segment.find(offset);
        if (place != segment.end()) return &segment.at(place);
    }
    return nullptr;
}

const LogEntry* PartitionLog::entry_below(Offset offset) const {
    for (std::size_t s = segment_of(offset) + 1; s-- > 0;) {
        if (const LogEntry* entry = segments_[s]->last_below(offset)) return entry;
    }
    return nullptr;
}

ErrorCode PartitionLog::read(Offset offset, std::int32_t max_bytes, Offset upper_bound,
                             bool min_one_batch, LogRead& result) const {
    if (offset < log_start_offset_ || offset > log_end_offset_) {
        return ErrorCode::offset_out_of_range;
    }
    if (offset >= upper_bound) return ErrorCode::none;
    bool first = min_one_batch;
    bool found = false;  // LocalLog.read: what a segment gives is all, though more would fit
    for (std::size_t s = segment_of(offset); s < segments_.size(); ++s) {
        const LogSegment& segment = *segments_[s];
        for (EntryPlace at = segment.find(offset); at != segment.end(); at = segment.next(at)) {
            const Ref<const RecordBatch>& batch = segment.at(at).batch;
            if (batch->next_offset() > upper_bound) return ErrorCode::none;
            const std::int32_t size = batch->size_in_bytes();
            if (!first && size > max_bytes - result.size_in_bytes) return ErrorCode::none;
            first = false;
            found = true;
            if (result.batches.empty()) result.batches.reserve(usual_batches);
            result.batches.push_back(batch);
            result.size_in_bytes += size;
        }
        if (found) break;
    }
    return ErrorCode::none;
}

std::int64_t PartitionLog::bytes_between(Offset from, Offset to) const {
    if (from >= to) return 0;
    const LogEntry* first = entry_from(from);
    if (first == nullptr) return 0;
    const LogEntry* after = to >= log_end_offset_ ? nullptr : entry_from(to);
    return (after == nullptr ? next_position_ : after->position) - first->position;
}

std::optional<TimestampAndOffset> PartitionLog::offset_for_timestamp(std::int64_t ms) const {
    for (const auto& segment : segments_) {
        for (const auto& chunk : segment->chunks()) {
            if (chunk->max_timestamp.millis() < ms) continue;
            for (const LogEntry& entry : chunk->entries) {
                const RecordBatch& batch = *entry.batch;
                if (batch.max_timestamp.millis() < ms || batch.next_offset() <= log_start_offset_) {
                    continue;
                }
                for (std::size_t i = 0; i < batch.records().size(); ++i) {
                    const Offset offset = batch.offset_of(i);
                    const WallTime t = batch.timestamp_type == TimestampType::log_append_time
                                           ? batch.max_timestamp
                                           : batch.records()[i].timestamp;
                    if (t.millis() >= ms && offset >= log_start_offset_) {
                        return TimestampAndOffset{t.millis(), offset, batch.stored_epoch()};
                    }
                }
            }
        }
    }
    return std::nullopt;
}

LeaderEpoch PartitionLog::newest_epoch() const {
    if (epochs_.latest_epoch() != no_leader_epoch) return epochs_.latest_epoch();
    const LogEntry* last = entry_below(log_end_offset_);
    return last == nullptr ? no_leader_epoch : last->batch->partition_leader_epoch;
}

std::optional<Hash128> PartitionLog::prefix_digest_at(Offset offset) const {
    if (offset < sums_from_ || offset > log_end_offset_) return std::nullopt;
    if (offset == log_end_offset_) return prefix_;
    if (offset == sums_from_) return origin_sum_;  // most comparisons begin here
    const LogEntry* last = entry_below(offset);
    if (last == nullptr || last->base_offset < sums_from_) return origin_sum_;
    if (last->batch->next_offset() > offset) return std::nullopt;
    return last->prefix;
}

Offset PartitionLog::batch_boundary_from(Offset offset) const {
    if (offset == log_end_offset_) return offset;
    const LogEntry* last = entry_below(offset);
    return last == nullptr ? offset : std::max(offset, last->batch->next_offset());
}

}  // namespace kscope
