// ReplicationThrottle: how a broker keeps throttled replicas from being copied too fast, as their
// leader and as their follower (KIP-73). While the quota of a side is used up, a throttled replica
// that is not in sync gets no records (leader), or is left out of the fetch (follower). One in sync
// is never held up, but counts. Without throttled replicas it does nothing.
// Rules: kafka.server.ReplicaManager.shouldLeaderThrottle, RemoteLeaderEndPoint
// .shouldFollowerThrottle, TopicConfigHandler.updateThrottledList.
#pragma once

#include <vector>

#include "core/base/flat_map.h"
#include "core/broker/delayed_fetch.h"
#include "core/quota/replication_quota_manager.h"

namespace kscope {

struct AlterReplicationThrottle;
struct BrokerConfig;
struct BrokerStep;
struct TopicConfig;

// A replica that had to wait lately: for notes and for the window, no rule looks at it.
struct ThrottledReplica {
    TopicPartition tp;
    BrokerId replica;
    bool as_leader = false;
    friend auto operator<=>(const ThrottledReplica&, const ThrottledReplica&) = default;
};

class ReplicationThrottle {
public:
    void configure(const BrokerConfig& config);
    // Dynamic rates (BrokerConfigHandler); one that stays keeps what a reassignment made of it.
    void reconfigure(const BrokerConfig& before, const BrokerConfig& now);
    // The topic's configuration names other throttled replicas than before.
    void set_topic(const std::string& topic, const TopicConfig& config, BrokerId self);
    // `current`: the replicas that the partition has; null if this broker knows of none.
    void alter(const AlterReplicationThrottle& command, const std::vector<BrokerId>* current,
               BrokerId self);

    ReplicationQuotaManager& leader() { return leader_; }
    ReplicationQuotaManager& follower() { return follower_; }
    [[nodiscard]] const ReplicationQuotaManager& leader() const { return leader_; }
    [[nodiscard]] const ReplicationQuotaManager& follower() const { return follower_; }
    [[nodiscard]] bool enabled() const { return leader_.enabled() || follower_.enabled(); }

    // True if it did not have to wait in the time before, by which rates are measured.
    bool begins(const ThrottledReplica& replica, Instant now);
    // Since when each has last had to wait.
    [[nodiscard]] const FlatMap<ThrottledReplica, Instant>& throttled() const { return throttled_; }
    void digest(Digest& d) const;

private:
    ReplicationQuotaManager leader_;
    ReplicationQuotaManager follower_;
    Duration measured_;
    FlatMap<ThrottledReplica, Instant> throttled_;
};

// What a follower's fetch gets of this partition, which has been read for it: all, or no record.
void throttle_as_leader(BrokerStep& step, BrokerId follower, ReplicaSlot slot,
                        FetchOutcome& outcome);
[[nodiscard]] bool leader_throttles(BrokerStep& step, BrokerId follower, ReplicaSlot slot);
void record_as_leader(BrokerStep& step, const FetchResponse& response);
[[nodiscard]] bool follower_throttles(BrokerStep& step, ReplicaSlot slot, bool in_sync);
void record_as_follower(BrokerStep& step, ReplicaSlot slot, const FetchedPartition& data);
// The topic configuration of one of its replicas has come, or has changed.
void update_throttled_replicas(BrokerStep& step, const TopicPartition& tp,
                               const TopicConfig& before, const TopicConfig& now);
void alter_replication_throttle(BrokerStep& step, const AlterReplicationThrottle& command);

}  // namespace kscope
