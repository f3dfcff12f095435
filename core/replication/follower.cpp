// A follower: what it fetches, and what it does with the answer. It truncates before it learns a
// high watermark, and learns that only after the records. Rules: Kafka's ReplicaFetcherThread and
// AbstractFetcherThread.getOffsetTruncationState.
#include <algorithm>

#include "core/border/border.h"
#include "core/replication/replica.h"

namespace kscope {

FetchPartition Replica::next_fetch(std::int32_t partition_max_bytes) const {
    return {tp(),
            leader_epoch_,
            log_.log_end_offset(),
            log_.latest_epoch(),
            log_.log_start_offset(),
            partition_max_bytes};
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
    const Offset old = high_watermark_;
    const Offset most = mutated(Mutant::unclamped_high_watermark)
                            ? std::max(leader_high_watermark, log_.log_end_offset())
                            : log_.log_end_offset();
    set_high_watermark(std::clamp(leader_high_watermark, log_.log_start_offset(), most), step);
    if (leader_log_start_offset <= high_watermark_) {
        move_log_start(leader_log_start_offset,
                       "a follower's log starts no lower than its leader's", step);
    }
    return {ErrorCode::none, high_watermark_ > old};
}

// Where the leader's log and this one part. If this log does not know the leader's epoch at all, it
// goes back to the end of the next lower one it knows, and asks again by its next Fetch (KIP-279).
bool Replica::truncate_to_diverging(const EpochEnd& leader_end, ReplicaStep& step) {
    if (!is_follower() || leader_end.end_offset == no_offset) return false;
    const Offset log_end = log_.log_end_offset();
    Offset target = std::min(leader_end.end_offset, log_end);
    if (leader_end.epoch != no_leader_epoch) {
        const EpochEnd own = log_.end_offset_for_epoch(leader_end.epoch);
        if (own.end_offset != no_offset) {
            target = own.epoch != leader_end.epoch ? std::min(own.end_offset, log_end)
                                                   : std::min(target, own.end_offset);
        }
    }
    truncate(target, leader_end, step);
    return target < log_end;
}

void Replica::truncate(Offset offset, const EpochEnd& leader_end, ReplicaStep& step) {
    const Offset from = log_.log_end_offset();
    if (!log_.truncate_to(offset, step.out)) return;
    high_watermark_ = std::min(high_watermark_, log_.log_end_offset());
    if (!step.out.wants<LogTruncated>()) return;
    Note& note = step.out.note(
        LogTruncated{broker(), tp(), from, log_.log_end_offset(), leader(), leader_end.epoch});
    note.rule = Rule{"a follower drops what its leader's epochs do not have", "", "", ""};
}

void Replica::on_offset_out_of_range(Offset leader_log_start_offset, Offset leader_log_end_offset,
                                     ReplicaStep& step) {
    if (!is_follower()) return;
    if (leader_log_end_offset < log_.log_end_offset()) {
        truncate(leader_log_end_offset, EpochEnd{no_leader_epoch, leader_log_end_offset}, step);
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
