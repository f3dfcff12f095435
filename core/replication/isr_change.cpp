// ISR shrink and expand, and the controller's answer (KIP-497). Rules: Kafka's
// Partition.maybeShrinkIsr, maybeExpandIsr and submitAlterPartition.
#include <algorithm>

#include "core/border/border.h"
#include "core/replication/replica.h"

namespace kscope {

namespace {

Isr with(Isr isr, BrokerId broker) {
    isr.push_back(broker);
    return isr;
}

Isr without(Isr isr, const Isr& leaving) {
    std::erase_if(isr, [&](BrokerId member) {
        return std::find(leaving.begin(), leaving.end(), member) != leaving.end();
    });
    return isr;
}

bool same_request(const AlterPartitionData& a, const AlterPartitionData& b) {
    return a.leader_epoch == b.leader_epoch && a.partition_epoch == b.partition_epoch &&
           a.new_isr == b.new_isr;
}

}  // namespace

AlterPartitionData Replica::proposal(Isr isr) const {
    return {tp(), leader_epoch_, std::move(isr), partition_epoch_};
}

// In ZooKeeper mode a replica may join if its broker is alive, and the controller refuses one that
// is shutting down (KIP-841; before, whatever its broker did).
std::optional<AlterPartitionData> Replica::maybe_expand_isr(const RemoteReplica& follower,
                                                            ReplicaStep& step) {
    Leader& self = std::get<Leader>(role_);
    const Features& features = spec_->features;
    const bool in_sync =
        mutated(Mutant::expand_isr_early) || (follower.log_end_offset >= high_watermark_ &&
                                              (!features.joins_isr_from_epoch_start ||
                                               follower.log_end_offset >= self.epoch_start_offset));
    const auto alive = [&] {
        return std::binary_search(step.alive_brokers.begin(), step.alive_brokers.end(),
                                  follower.broker);
    };
    if (!in_sync || self.isr.in_flight() || self.isr.in_committed(follower.broker) ||
        (features.joins_isr_if_alive && !alive())) {
        return std::nullopt;
    }
    note_expand(self, follower, step);
    AlterPartitionData data = proposal(with(self.isr.committed, follower.broker));
    self.isr.change = PendingExpandIsr{follower.broker, data};
    return data;
}

Isr Replica::out_of_sync_replicas(const Leader& self, Instant now) const {
    Isr result;
    for (const BrokerId id : self.isr.committed) {
        if (id == broker()) continue;
        const RemoteReplica* follower = self.find(id);
        if (follower == nullptr || lags(*follower, now)) result.push_back(id);
    }
    return result;
}

// Before KIP-16 a follower was slow by messages, and stuck if it had not fetched at all. From then
// on up to 2.0 who had not fetched lagged too, though it had all there was (getOutOfSyncReplicas).
bool Replica::lags(const RemoteReplica& follower, Instant now) const {
    const Features& features = spec_->features;
    const Duration max_lag = spec_->replica_lag_time_max;
    if (!features.lag_counts_messages) {
        return features.in_sync_at_log_end
                   ? !follower.caught_up(log_.log_end_offset(), now, max_lag)
                   : !follower.caught_up_lately(now, max_lag);
    }
    const Instant fetched = std::max(follower.last_fetch_time, follower.last_caught_up_time);
    const bool stuck = now - fetched > max_lag;
    const bool slow =
        follower.log_end_offset != no_offset &&
        log_.log_end_offset() - follower.log_end_offset > spec_->replica_lag_max_messages;
    return stuck || slow;
}

std::optional<AlterPartitionData> Replica::maybe_shrink_isr(ReplicaStep& step) {
    Leader* self = std::get_if<Leader>(&role_);
    if (self == nullptr || self->isr.in_flight()) return std::nullopt;
    Isr leaving = out_of_sync_replicas(*self, step.now.monotonic);
    if (leaving.empty()) return std::nullopt;
    note_shrink(*self, leaving, step);
    AlterPartitionData data = proposal(without(self->isr.committed, leaving));
    if (mutated(Mutant::shrink_isr_at_once)) self->isr.committed = data.new_isr;
    self->isr.change = PendingShrinkIsr{std::move(leaving), data};
    return data;
}

AlterPartitionOutcome Replica::on_alter_partition_response(const AlterPartitionData& sent,
                                                           ErrorCode error,
                                                           const AlteredPartition& answer,
                                                           ReplicaStep& step) {
    Leader* self = std::get_if<Leader>(&role_);
    if (self == nullptr || self->isr.sent() == nullptr || !same_request(*self->isr.sent(), sent)) {
        return {};  // an election came first: this answer is out of date
    }
    // ZooKeeper's refusal is for certain too: the ISR stays, and the next check tries again.
    if (spec_->features.isr_change == IsrChange::zookeeper_write && error != ErrorCode::none) {
        self->isr.change = CommittedIsr{};
        return {maybe_increment_high_watermark(step), false, std::nullopt};
    }
    switch (error) {
        case ErrorCode::none:
            if (answer.leader_epoch != leader_epoch_ || answer.partition_epoch < partition_epoch_) {
                return {};
            }
            commit_isr(*self, answer, step);
            // The ISR may be the leader alone now.
            return {maybe_increment_high_watermark(step), true, std::nullopt};
        case ErrorCode::ineligible_replica:
            // The one refusal that says for certain: the request was not, and will not be, applied.
            self->isr.change = CommittedIsr{};
            return {};
        case ErrorCode::unknown_topic_or_partition:
        case ErrorCode::fenced_leader_epoch:
        case ErrorCode::invalid_update_version:
        case ErrorCode::invalid_request:
        case ErrorCode::new_leader_elected:
            // The controller knows better; LeaderAndIsr will say what. Until then, stay careful.
            return {};
        default: return {false, false, *self->isr.sent()};
    }
}

void Replica::commit_isr(Leader& self, const AlteredPartition& answer, ReplicaStep& step) {
    Isr next = answer.isr;
    const bool told = !self.isr.in_flight();  // by the metadata log: it was not asked for
    const bool shrunk = told ? next.size() < self.isr.committed.size()
                             : std::holds_alternative<PendingShrinkIsr>(self.isr.change);
    if (step.out.wants<IsrChanged>() && !(told && next == self.isr.committed)) {
        Note& note = step.out.note(IsrChanged{broker(), tp(), self.isr.committed, next, shrunk});
        const bool own = spec_->features.isr_change == IsrChange::zookeeper_write;
        note.rule = Rule{own ? "the leader has written the new ISR to ZooKeeper"
                             : "the controller has written the new ISR",
                         "", "", shrunk ? "IsrShrinksPerSec +1" : "IsrExpandsPerSec +1"};
    }
    self.isr.committed = std::move(next);
    self.isr.change = CommittedIsr{};
    partition_epoch_ = answer.partition_epoch;
}

// ---- notes

void Replica::note_expand(const Leader& self, const RemoteReplica& follower,
                          ReplicaStep& step) const {
    if (step.out.wants<FollowerCaughtUp>()) {
        step.out.note(FollowerCaughtUp{broker(), tp(), follower.broker, follower.log_end_offset});
    }
    if (!step.out.wants<IsrChangeProposed>()) return;
    const std::string name = "broker " + std::to_string(follower.broker.value());
    Note& note = step.out.note(IsrChangeProposed{broker(), tp(), self.isr.committed,
                                                 with(self.isr.committed, follower.broker),
                                                 follower.broker});
    note.because.push_back({name + " is alive", no_event});
    note.because.push_back(
        {name + " fetched from offset " + std::to_string(follower.log_end_offset.value()) +
             ", at or above the high watermark " + std::to_string(high_watermark_.value()),
         step.now.event});
    note.rule = Rule{
        "a follower joins the ISR when its log reaches the high watermark and the start of the "
        "leader's epoch",
        "", "", "IsrExpandsPerSec +1"};
}

void Replica::note_shrink(const Leader& self, const Isr& leaving, ReplicaStep& step) const {
    if (!step.out.wants<IsrChangeProposed>()) return;
    for (const BrokerId id : leaving) {
        const std::string name = "broker " + std::to_string(id.value());
        Note& note = step.out.note(IsrChangeProposed{broker(), tp(), self.isr.committed,
                                                     without(self.isr.committed, leaving), id});
        Missing missing{"a Fetch from " + name + " that reaches the log's end"};
        if (const RemoteReplica* follower = self.find(id)) {
            missing.last_seen = follower->last_fetch_event;
            if (follower->last_fetch_time != long_ago) {
                missing.last_seen_at = follower->last_fetch_time;
            }
        }
        note.missing = std::move(missing);
        note.rule = Rule{
            "a follower leaves the ISR when it has not been caught up for replica.lag.time.max.ms",
            "replica.lag.time.max.ms", std::to_string(spec_->replica_lag_time_max.to_millis()),
            "IsrShrinksPerSec +1"};
    }
}

}  // namespace kscope
