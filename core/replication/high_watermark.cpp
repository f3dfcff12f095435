// The high watermark: below it every replica that could be elected has the records. Rule of the
// leader: Kafka's Partition.maybeIncrementLeaderHW.
#include <algorithm>

#include "core/border/border.h"
#include "core/replication/replica.h"

namespace kscope {

// The lowest log end among the leader, the maximal ISR, and those who are about to join it: a
// replica that is caught up and alive would else find the high watermark ahead of itself for ever.
// Up to KAFKA-15021 nobody asked whether it is alive: it had a new leader epoch to tell that from.
Offset Replica::lowest_awaited_log_end(const Leader& self, const ReplicaStep& step) const {
    const Offset log_end = log_.log_end_offset();
    const bool waits_for_caught_up = spec_->features.high_watermark != HighWatermarkRule::isr;
    const bool asks_who_is_alive =
        spec_->features.joins_isr_if_alive && !spec_->features.epoch_bump_on_isr_shrink;
    const auto may_join = [&](BrokerId id) {
        return !asks_who_is_alive ||
               std::binary_search(step.alive_brokers.begin(), step.alive_brokers.end(), id);
    };
    Offset lowest = log_end;
    for (const RemoteReplica& follower : self.followers) {
        if (follower.log_end_offset >= lowest) continue;
        const bool about_to_join =
            waits_for_caught_up &&
            follower.caught_up(log_end, step.now.monotonic, spec_->replica_lag_time_max) &&
            may_join(follower.broker);
        if (self.isr.in_maximal(follower.broker) || about_to_join) lowest = follower.log_end_offset;
    }
    return lowest;
}

bool Replica::maybe_increment_high_watermark(ReplicaStep& step) {
    const Leader* self = leader_state();
    if (self == nullptr) return false;
    if (spec_->features.high_watermark == HighWatermarkRule::strict_min_isr && under_min_isr()) {
        return false;
    }
    // A leader that writes to ZooKeeper itself waits for the answer, and nothing moves meanwhile.
    if (spec_->features.isr_change == IsrChange::zookeeper_write && self->isr.in_flight()) {
        return false;
    }
    const Offset lowest = lowest_awaited_log_end(*self, step);
    const bool may_fall = mutated(Mutant::falling_high_watermark) && lowest >= Offset(0);
    if (lowest == high_watermark_ || (lowest < high_watermark_ && !may_fall)) return false;
    set_high_watermark(lowest, step);
    return true;
}

void Replica::set_high_watermark(Offset to, ReplicaStep& step) {
    if (to > high_watermark_ && step.out.wants<HighWatermarkAdvanced>()) {
        step.out.note(HighWatermarkAdvanced{broker(), tp(), high_watermark_, to, is_leader()});
    }
    high_watermark_ = to;
}

}  // namespace kscope
