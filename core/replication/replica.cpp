#include "core/replication/replica.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/border/border.h"

namespace kscope {

Replica::Replica(Ref<const ReplicaSpec> spec, PartitionLog log, Offset checkpointed_high_watermark)
    : spec_(std::move(spec)), log_(std::move(log)) {
    high_watermark_ =
        std::clamp(checkpointed_high_watermark, log_.log_start_offset(), log_.log_end_offset());
}

// ---- roles

bool Replica::stale(const PartitionState& state) const {
    if (mutated(Mutant::keep_leader_epoch)) return state.partition_epoch < partition_epoch_;
    return state.leader_epoch <= leader_epoch_ || state.partition_epoch < partition_epoch_;
}

RoleChange Replica::become_leader(const PartitionState& state, ReplicaStep& step) {
    if (stale(state)) return {ErrorCode::stale_controller_epoch};
    KSCOPE_CHECK(state.leader == broker());
    const bool new_leader = !is_leader();
    Leader next;
    next.epoch_start_offset = log_.log_end_offset();
    next.isr.committed = state.isr;
    for (const BrokerId id : state.replicas) {
        if (id == broker()) continue;
        const RemoteReplica* known = new_leader ? nullptr : std::get<Leader>(role_).find(id);
        RemoteReplica& follower =
            next.followers.emplace_back(known == nullptr ? RemoteReplica{id} : *known);
        follower.reset(step.now.monotonic, next.epoch_start_offset, new_leader,
                       next.isr.in_committed(id));
    }
    std::sort(next.followers.begin(), next.followers.end(),
              [](const auto& a, const auto& b) { return a.broker < b.broker; });
    if (spec_->features.epoch_begins_at_election) {
        log_.assign_epoch_start(state.leader_epoch, next.epoch_start_offset, step.out);
    }
    if (step.out.wants<BecameLeader>()) {
        step.out.note(BecameLeader{broker(), tp(), state.leader_epoch, next.epoch_start_offset,
                                   next.isr.committed});
    }
    role_ = std::move(next);
    assignment_ = state.replicas;
    leader_epoch_ = state.leader_epoch;
    partition_epoch_ = state.partition_epoch;
    return {ErrorCode::none, new_leader, false, maybe_increment_high_watermark(step)};
}

// A follower that goes on with the leader it has. Epochs that it missed matter from KIP-279 on,
// each new one from KIP-320 on.
bool Replica::same_leader_still(const PartitionState& state) const {
    const auto* now = std::get_if<Follower>(&role_);
    if (now == nullptr || now->leader != state.leader) return false;
    switch (spec_->features.refollow) {
        case Refollow::new_leader: return true;
        case Refollow::missed_epoch: return state.leader_epoch <= leader_epoch_ + 1;
        case Refollow::new_epoch: return false;
    }
    return false;
}

RoleChange Replica::become_follower(const PartitionState& state, ReplicaStep& step) {
    if (stale(state)) return {ErrorCode::stale_controller_epoch};
    KSCOPE_CHECK(state.leader != broker());
    // With ZooKeeper nothing changes on a broker without a leader that it knows to be alive
    // (ReplicaManager.makeFollowers); with KRaft all does (applyLocalFollowersDelta).
    const bool alive =
        std::binary_search(step.alive_brokers.begin(), step.alive_brokers.end(), state.leader);
    if (!alive && spec_->features.metadata == MetadataMode::zookeeper) {
        return {ErrorCode::none, false, false, false};
    }
    const bool new_role = !is_follower();
    const bool refollow = !same_leader_still(state);
    role_ = Follower{state.leader};
    assignment_ = state.replicas;
    leader_epoch_ = state.leader_epoch;
    partition_epoch_ = state.partition_epoch;
    if (step.out.wants<BecameFollower>()) {
        step.out.note(BecameFollower{broker(), tp(), leader_epoch_, state.leader});
    }
    if (refollow && spec_->features.truncation == Truncation::to_high_watermark) {
        truncate_to_high_watermark(step);
    }
    return {ErrorCode::none, new_role, refollow, false};
}

RoleChange Replica::take_partition_state(const PartitionState& state, ReplicaStep& step) {
    if (state.leader_epoch != leader_epoch_ || state.partition_epoch <= partition_epoch_) {
        return {ErrorCode::stale_controller_epoch};
    }
    assignment_ = state.replicas;
    Leader* self = std::get_if<Leader>(&role_);
    if (self == nullptr) {
        partition_epoch_ = state.partition_epoch;
        return {ErrorCode::none, false, false, false};
    }
    std::erase_if(self->followers, [&state](const RemoteReplica& follower) {
        const auto& all = state.replicas;
        return std::find(all.begin(), all.end(), follower.broker) == all.end();
    });
    for (const BrokerId id : state.replicas) {
        if (id == broker() || self->find(id) != nullptr) continue;
        const auto at = std::find_if(self->followers.begin(), self->followers.end(),
                                     [id](const RemoteReplica& f) { return id < f.broker; });
        self->followers.insert(at, RemoteReplica{id});
    }
    AlteredPartition told{tp()};
    told.isr = state.isr;
    told.partition_epoch = state.partition_epoch;
    commit_isr(*self, told, step);
    return {ErrorCode::none, false, false, maybe_increment_high_watermark(step)};
}

void Replica::stop(bool delete_log, ReplicaStep& step) {
    role_ = Offline{};
    if (delete_log) {
        log_.delete_all(step.out);
        high_watermark_ = Offset(0);
    }
    if (step.out.wants<ReplicaOffline>()) step.out.note(ReplicaOffline{broker(), tp()});
}

// ---- state

BrokerId Replica::leader() const {
    if (is_leader()) return broker();
    const auto* follower = std::get_if<Follower>(&role_);
    return follower == nullptr ? no_broker : follower->leader;
}

// Never more than there are replicas, since 3.7: a topic of one replica can be written to.
std::int32_t Replica::effective_min_isr() const {
    const Leader* self = leader_state();
    const auto replicas = self == nullptr ? assignment_.size() : self->followers.size() + 1;
    const std::int32_t asked = log_.spec().config.min_insync_replicas;
    if (spec_->features.high_watermark != HighWatermarkRule::strict_min_isr) return asked;
    return std::min(asked, static_cast<std::int32_t>(replicas));
}

bool Replica::under_min_isr() const {
    const Leader* self = leader_state();
    return self != nullptr &&
           static_cast<std::int32_t>(self->isr.committed.size()) < effective_min_isr();
}

bool Replica::under_replicated() const {
    const Leader* self = leader_state();
    return self != nullptr && self->isr.committed.size() < assignment_.size();
}

// Kafka's checkCurrentLeaderEpoch: an older asker is fenced, a newer one knows more than we do.
ErrorCode Replica::check_leader_epoch(LeaderEpoch current) const {
    if (current == no_leader_epoch || !spec_->features.fence_fetch_by_leader_epoch ||
        current == leader_epoch_) {
        return ErrorCode::none;
    }
    return current < leader_epoch_ ? ErrorCode::fenced_leader_epoch
                                   : ErrorCode::unknown_leader_epoch;
}

void Replica::digest(Digest& d) const {
    log_.digest(d);
    d.add(role_.index());
    digest_into(d, high_watermark_);
    digest_into(d, leader_epoch_);
    digest_into(d, partition_epoch_);
    digest_into(d, assignment_);
    digest_into(d, leader());
    if (const Leader* self = leader_state()) {
        digest_into(d, self->epoch_start_offset);
        digest_into(d, self->isr.committed);
        d.add(self->isr.change.index());
        if (const auto* sent = self->isr.sent()) digest_into(d, *sent);
        digest_into(d, self->followers);
    }
}

void Replica::check_invariants() const {
    log_.check_invariants();
    KSCOPE_CHECK(high_watermark_ <= log_.log_end_offset());
    KSCOPE_CHECK(log_.log_start_offset() <= high_watermark_);
    // Before KAFKA-7415 a cache keeps an epoch that a controller which was over has left behind.
    KSCOPE_CHECK(!is_leader() || !spec_->features.appends_correct_epochs ||
                 log_.latest_epoch() <= leader_epoch_);
}

}  // namespace kscope
