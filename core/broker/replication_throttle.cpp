#include "core/broker/replication_throttle.h"

#include <algorithm>
#include <limits>

#include "core/broker/broker_state.h"

namespace kscope {

namespace {

constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

std::int64_t throttle_clock(const BrokerStep& step) {
    return step.now.monotonic.since_start().to_millis();
}

std::int64_t bytes_of(const FetchedPartition& data) {
    std::int64_t bytes = 0;
    for (const auto& batch : data.batches) bytes += batch->size_in_bytes();
    return bytes;
}

bool holds(const std::vector<BrokerId>& brokers, BrokerId broker) {
    return std::find(brokers.begin(), brokers.end(), broker) != brokers.end();
}

void tell(BrokerStep& step, const ThrottledReplica& throttled, ReplicationQuotaManager& quota) {
    ReplicationThrottle& throttle = step.state.replication_throttle;
    if (!throttle.begins(throttled, step.now.monotonic)) return;
    if (!step.out.wants<ReplicaThrottled>()) return;
    Note& note = step.out.note(ReplicaThrottled{step.state.config.broker_id, throttled.tp,
                                                throttled.replica, throttled.as_leader});
    const auto [bytes, window_ms] = quota.measure(throttle_clock(step));
    note.rule = Rule{"its throttled replicas have had " + std::to_string(bytes * 1000 / window_ms) +
                         " bytes a second over the last " + to_string(Duration::millis(window_ms)),
                     throttled.as_leader ? "leader.replication.throttled.rate"
                                         : "follower.replication.throttled.rate",
                     std::to_string(quota.upper_bound()), ""};
}

}  // namespace

void ReplicationThrottle::configure(const BrokerConfig& config) {
    const QuotaWindows& windows = config.replication_quota_windows;
    leader_.configure(windows, config.leader_replication_throttled_rate);
    follower_.configure(windows, config.follower_replication_throttled_rate);
    measured_ = Duration::millis(windows.samples * windows.window_ms);
}

void ReplicationThrottle::reconfigure(const BrokerConfig& before, const BrokerConfig& now) {
    if (before.leader_replication_throttled_rate != now.leader_replication_throttled_rate) {
        leader_.update_quota(now.leader_replication_throttled_rate);
    }
    if (before.follower_replication_throttled_rate != now.follower_replication_throttled_rate) {
        follower_.update_quota(now.follower_replication_throttled_rate);
    }
}

void ReplicationThrottle::set_topic(const std::string& topic, const TopicConfig& config,
                                    BrokerId self) {
    leader_.mark_throttled(
        topic, parse_throttled_replicas(config.leader_replication_throttled_replicas, self));
    follower_.mark_throttled(
        topic, parse_throttled_replicas(config.follower_replication_throttled_replicas, self));
}

// ReassignPartitionsCommand: replicas that are there are throttled as leaders, new ones as
// followers (calculateLeaderThrottles, calculateFollowerThrottles; --verify: clearAllThrottles).
void ReplicationThrottle::alter(const AlterReplicationThrottle& command,
                                const std::vector<BrokerId>* current, BrokerId self) {
    const std::int64_t rate = command.bytes_per_second.value_or(no_limit);
    leader_.update_quota(rate);
    follower_.update_quota(rate);
    if (!command.bytes_per_second) {
        leader_.mark_throttled(command.tp.topic, {});
        follower_.mark_throttled(command.tp.topic, {});
        return;
    }
    if (current == nullptr || holds(*current, self)) leader_.add_throttled(command.tp);
    const bool comes =
        holds(command.targets, self) && (current == nullptr || !holds(*current, self));
    if (comes) follower_.add_throttled(command.tp);
}

bool ReplicationThrottle::begins(const ThrottledReplica& replica, Instant now) {
    const Instant* last = throttled_.find(replica);
    const bool begins = last == nullptr || *last + measured_ <= now;
    throttled_.set(replica, now);
    return begins;
}

void ReplicationThrottle::digest(Digest& d) const {
    leader_.digest(d);
    follower_.digest(d);
}

bool leader_throttles(BrokerStep& step, BrokerId follower, ReplicaSlot slot) {
    ReplicationQuotaManager& quota = step.state.replication_throttle.leader();
    if (follower == no_broker || !quota.enabled()) return false;
    const Replica& replica = step.state.replicas.replica(slot);
    if (!quota.is_throttled(replica.tp())) return false;
    const Leader* self = replica.leader_state();
    if (self == nullptr || self->isr.in_committed(follower)) return false;
    return quota.is_quota_exceeded(throttle_clock(step));
}

void throttle_as_leader(BrokerStep& step, BrokerId follower, ReplicaSlot slot,
                        FetchOutcome& outcome) {
    if (outcome.read.batches.empty() || !leader_throttles(step, follower, slot)) return;
    outcome.read.batches.clear();
    outcome.read.size_in_bytes = 0;
    tell(step, {step.state.replicas.name(slot), follower, true},
         step.state.replication_throttle.leader());
}

void record_as_leader(BrokerStep& step, const FetchResponse& response) {
    ReplicationQuotaManager& quota = step.state.replication_throttle.leader();
    std::int64_t bytes = 0;
    for (const FetchedPartition& data : response.partitions) {
        if (quota.is_throttled(data.tp)) bytes += wire_fetched_partition_bytes + bytes_of(data);
    }
    quota.record(bytes, throttle_clock(step));
}

bool follower_throttles(BrokerStep& step, ReplicaSlot slot, bool in_sync) {
    ReplicationQuotaManager& quota = step.state.replication_throttle.follower();
    if (in_sync || !quota.enabled()) return false;
    const TopicPartition& tp = step.state.replicas.name(slot);
    if (!quota.is_throttled(tp) || !quota.is_quota_exceeded(throttle_clock(step))) return false;
    tell(step, {tp, step.state.config.broker_id, false}, quota);
    return true;
}

void record_as_follower(BrokerStep& step, ReplicaSlot slot, const FetchedPartition& data) {
    ReplicationQuotaManager& quota = step.state.replication_throttle.follower();
    if (!quota.is_throttled(step.state.replicas.name(slot))) return;
    quota.record(bytes_of(data), throttle_clock(step));
}

void update_throttled_replicas(BrokerStep& step, const TopicPartition& tp,
                               const TopicConfig& before, const TopicConfig& now) {
    if (before.leader_replication_throttled_replicas == now.leader_replication_throttled_replicas &&
        before.follower_replication_throttled_replicas ==
            now.follower_replication_throttled_replicas) {
        return;
    }
    step.state.replication_throttle.set_topic(tp.topic, now, step.state.config.broker_id);
}

void alter_replication_throttle(BrokerStep& step, const AlterReplicationThrottle& command) {
    const PartitionState* known = step.state.image.partition_state(command.tp);
    step.state.replication_throttle.alter(command, known == nullptr ? nullptr : &known->replicas,
                                          step.state.config.broker_id);
}

}  // namespace kscope
