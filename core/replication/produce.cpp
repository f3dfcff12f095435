// The leader's side of Produce: what it appends, and when an acks=all append is acknowledged.
#include <limits>

#include "core/border/border.h"
#include "core/protocol/produce_messages.h"
#include "core/replication/replica.h"

namespace kscope {

LeaderAppend Replica::append_as_leader(const RecordBatch& batch, std::int16_t acks,
                                       AppendOrigin origin, ReplicaStep& step) {
    if (!is_leader()) return {ErrorCode::not_leader_or_follower};
    // Before the append: a record that cannot be safe must not be there at all.
    if (acks == static_cast<std::int16_t>(Acks::all) && under_min_isr()) {
        return {ErrorCode::not_enough_replicas};
    }
    const LogAppend appended =
        log_.append_as_leader(batch, epoch_to_stamp(), origin, step.now, step.out);
    if (appended.error != ErrorCode::none) return {appended.error};
    LeaderAppend result{ErrorCode::none, appended.base_offset, appended.last_offset.next(),
                        appended.duplicate, false};
    if (!appended.duplicate) note_appended(appended.base_offset, result.required_offset, step);
    // The ISR may be the leader alone.
    result.high_watermark_advanced = maybe_increment_high_watermark(step);
    return result;
}

LeaderEpoch Replica::epoch_to_stamp() const {
    const bool old = mutated(Mutant::stamp_old_epoch) && log_.log_end_offset().value() % 2 == 1 &&
                     leader_epoch_ > LeaderEpoch(0);
    return old ? leader_epoch_ - 1 : leader_epoch_;
}

ReplicasReached Replica::enough_replicas_reached(Offset required_offset) const {
    const Leader* self = leader_state();
    if (self == nullptr) return {false, ErrorCode::not_leader_or_follower};
    if (high_watermark_ < required_offset && !mutated(Mutant::acknowledge_early)) {
        return {false, ErrorCode::none};
    }
    const auto in_sync = static_cast<std::int32_t>(self->isr.maximal_size());
    return {true, effective_min_isr() <= in_sync ? ErrorCode::none
                                                 : ErrorCode::not_enough_replicas_after_append};
}

Offset Replica::most_to_acknowledge() const {
    const bool bounded = is_leader() && !mutated(Mutant::acknowledge_early);
    return bounded ? high_watermark_ : Offset(std::numeric_limits<std::int64_t>::max());
}

void Replica::note_appended(Offset base, Offset next, ReplicaStep& step) const {
    if (!step.out.wants<RecordsAppended>()) return;
    step.out.note(RecordsAppended{broker(), tp(), base, next, log_.newest_epoch(), is_leader()});
}

}  // namespace kscope
