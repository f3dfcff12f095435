// The leader's side of Fetch, for followers and for consumers. A follower's Fetch is also its
// report: its offset says how far its log goes. Rules: Kafka's Partition.fetchRecords and
// readRecords.
#include "core/border/border.h"
#include "core/replication/replica.h"

namespace kscope {

void Replica::read(const ReplicaFetch& fetch, FetchOutcome& outcome) const {
    outcome.error = check_leader_epoch(fetch.asked.current_leader_epoch);
    if (outcome.error != ErrorCode::none) return;
    if (!serves_fetch(fetch.replica)) {
        outcome.error = ErrorCode::not_leader_or_follower;
        return;
    }
    if (fetch.replica != no_broker && leader_state()->find(fetch.replica) == nullptr) {
        outcome.error = fetch.asked.current_leader_epoch == no_leader_epoch
                            ? ErrorCode::not_leader_or_follower
                            : ErrorCode::unknown_leader_epoch;
        return;
    }
    outcome.error = read_records(fetch, outcome);
    if (outcome.error != ErrorCode::none) {
        outcome.diverging_epoch.reset();
        return;
    }
    outcome.high_watermark = high_watermark_;
    outcome.log_start_offset = log_.log_start_offset();
    outcome.log_end_offset = log_.log_end_offset();
}

void Replica::fetch(const ReplicaFetch& fetch, FetchOutcome& outcome, ReplicaStep& step) {
    read(fetch, outcome);
    if (fetch.replica == no_broker || outcome.error != ErrorCode::none) return;
    // A log that diverges says nothing about how much of *this* log the follower has.
    if (outcome.diverging_epoch) return;
    RemoteReplica* follower = std::get<Leader>(role_).find(fetch.replica);
    update_follower_fetch_state(*follower, fetch.asked, outcome, step);
}

ErrorCode Replica::read_records(const ReplicaFetch& fetch, FetchOutcome& outcome) const {
    const FetchPartition& asked = fetch.asked;
    if (asked.last_fetched_epoch != no_leader_epoch && !mutated(Mutant::no_divergence_check)) {
        const ErrorCode error = check_divergence(asked, outcome);
        if (error != ErrorCode::none || outcome.diverging_epoch) return error;
    }
    const Offset bound = read_bound(fetch.replica);
    return log_.read(asked.fetch_offset, fetch.max_bytes, bound, fetch.min_one_batch, outcome.read);
}

// KIP-595: the last epoch that the follower has, and where it ends here.
ErrorCode Replica::check_divergence(const FetchPartition& asked, FetchOutcome& outcome) const {
    const EpochEnd end = log_.end_offset_for_epoch(asked.last_fetched_epoch);
    if (end.end_offset == no_offset || end.epoch == no_leader_epoch ||
        asked.fetch_offset < log_.log_start_offset()) {
        return ErrorCode::offset_out_of_range;
    }
    if (end.epoch < asked.last_fetched_epoch || end.end_offset < asked.fetch_offset) {
        outcome.diverging_epoch = end;
    }
    return ErrorCode::none;
}

void Replica::update_follower_fetch_state(RemoteReplica& follower, const FetchPartition& asked,
                                          FetchOutcome& outcome, ReplicaStep& step) {
    outcome.high_watermark_is_news = owes_high_watermark(follower.broker);
    if (spec_->features.sends_high_watermark_at_once) {
        follower.last_sent_high_watermark = outcome.high_watermark;
    }
    const Offset before = follower.log_end_offset;
    follower.update_fetch_state(asked.fetch_offset, asked.log_start_offset, step.now.monotonic,
                                log_.log_end_offset());
    follower.last_fetch_event = step.now.event;
    outcome.alter_partition = maybe_expand_isr(follower, step);
    if (follower.log_end_offset != before) {
        outcome.high_watermark_advanced = maybe_increment_high_watermark(step);
    }
}

void Replica::take_resting_fetch(BrokerId follower, Instant at, EventId event) {
    auto* leader = std::get_if<Leader>(&role_);
    RemoteReplica* known = leader == nullptr ? nullptr : leader->find(follower);
    if (known == nullptr) return;
    known->last_fetch_time = std::max(known->last_fetch_time, at);
    known->last_caught_up_time = std::max(known->last_caught_up_time, at);
    known->last_fetch_event = std::max(known->last_fetch_event, event);
}

// Of KIP-392, until KAFKA-9952 took it back: consumers at a follower wait for its high watermark.
// What goes out when a parked fetch completes does not count as sent, so the next is answered at
// once too (ReplicaManager.fetchMessages, DelayedFetch.tryComplete case H).
bool Replica::owes_high_watermark(BrokerId follower) const {
    if (!spec_->features.sends_high_watermark_at_once) return false;
    const Leader* leader = leader_state();
    const RemoteReplica* known = leader == nullptr ? nullptr : leader->find(follower);
    return known != nullptr && known->last_sent_high_watermark < high_watermark_;
}

// FetchParams.fetchOnlyLeader, Partition.localLogWithEpochOrThrow.
bool Replica::serves_fetch(BrokerId replica) const {
    return is_leader() ||
           (is_follower() && replica == no_broker && spec_->features.consumers_read_followers);
}

// Consumers see what is committed, replicas all there is.
Offset Replica::read_bound(BrokerId replica) const {
    const bool committed_only =
        replica == no_broker && !mutated(Mutant::serve_beyond_high_watermark);
    return committed_only ? high_watermark_ : log_.log_end_offset();
}

std::int64_t Replica::bytes_available(Offset fetch_offset, BrokerId replica) const {
    const Offset end = read_bound(replica);
    return fetch_offset > end ? -1 : log_.bytes_between(fetch_offset, end);
}

}  // namespace kscope
