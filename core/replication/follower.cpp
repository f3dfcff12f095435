// A follower: what it fetches, and what it does with the answer. It truncates (truncation.cpp)
// before it learns a high watermark, and learns that only after the records. Rules: Kafka's
// ReplicaFetcherThread.
#include <algorithm>

#include "core/border/border.h"
#include "core/replication/replica.h"

namespace kscope {

void Replica::next_fetch(std::int32_t partition_max_bytes, FetchPartition& ask) const {
    const Features& features = spec_->features;
    const bool leader_tells = features.truncation == Truncation::diverging_epoch_in_fetch;
    ask.tp = tp();
    ask.current_leader_epoch =
        features.fence_fetch_by_leader_epoch ? leader_epoch_ : no_leader_epoch;
    ask.fetch_offset = log_.log_end_offset();
    ask.last_fetched_epoch = leader_tells ? log_.latest_epoch() : no_leader_epoch;
    ask.log_start_offset = log_.log_start_offset();
    ask.partition_max_bytes = partition_max_bytes;
}

FollowerAppend Replica::append_as_follower(const std::vector<Ref<const RecordBatch>>& batches,
                                           Offset leader_high_watermark,
                                           Offset leader_log_start_offset, ReplicaStep& step) {
    if (!is_follower()) return {ErrorCode::not_leader_or_follower};
    for (const Ref<const RecordBatch>& batch : batches) {
        // An empty log may have to begin below its start: the leader's start lies inside a batch.
        if (log_.log_end_offset() == log_.log_start_offset() &&
            batch->base_offset < log_.log_end_offset() &&
            batch->next_offset() > log_.log_end_offset()) {
            log_.truncate_fully_and_start_at(batch->base_offset, step.out);
            high_watermark_ = batch->base_offset;
        }
        const ErrorCode error = log_.append_as_follower(batch, step.now, step.out);
        if (error != ErrorCode::none) return {error};
    }
    if (!batches.empty()) {
        note_appended(batches.front()->base_offset, log_.log_end_offset(), step);
    }
    const bool advanced = take_high_watermark(leader_high_watermark, step);
    if (leader_log_start_offset <= high_watermark_) {
        move_log_start(leader_log_start_offset,
                       "a follower's log starts no lower than its leader's", step);
    }
    return {ErrorCode::none, advanced};
}

bool Replica::take_high_watermark(Offset leader_high_watermark, ReplicaStep& step) {
    const Offset old = high_watermark_;
    const Offset most = mutated(Mutant::unclamped_high_watermark)
                            ? std::max(leader_high_watermark, log_.log_end_offset())
                            : log_.log_end_offset();
    set_high_watermark(std::clamp(leader_high_watermark, log_.log_start_offset(), most), step);
    return high_watermark_ > old;
}

void Replica::on_offset_out_of_range(Offset leader_log_start_offset, Offset leader_log_end_offset,
                                     ReplicaStep& step) {
    if (!is_follower()) return;
    if (leader_log_end_offset < log_.log_end_offset()) {
        truncate(leader_log_end_offset, EpochEnd{no_leader_epoch, leader_log_end_offset},
                 "a follower's log is never longer than its leader's", step);
    } else if (leader_log_start_offset > log_.log_end_offset()) {
        const Offset from = log_.log_end_offset();
        log_.truncate_fully_and_start_at(leader_log_start_offset, step.out);
        high_watermark_ = leader_log_start_offset;
        if (step.out.wants<LogTruncated>()) {
            step.out.note(LogTruncated{broker(), tp(), from, leader_log_start_offset, leader(),
                                       no_leader_epoch});
        }
    }
}

}  // namespace kscope
