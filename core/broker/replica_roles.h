// Giving a replica of this broker its role: what follows when it becomes a leader, a follower, or
// stops. Who decides the roles is another's matter: the ZooKeeper controller's requests, or the
// metadata log. Rule: ReplicaManager.makeLeaders, makeFollowers, stopPartitions.
#pragma once

#include <optional>

#include "core/broker/replica_table.h"

namespace kscope {

struct BrokerStep;

ErrorCode lead_partition(BrokerStep& step, const PartitionState& state,
                         const ConfigEntries& topic_config);
// `leader` none: nobody leads, or it is not known where.
ErrorCode follow_partition(BrokerStep& step, const PartitionState& state,
                           const ConfigEntries& topic_config,
                           const std::optional<BrokerEndpoint>& leader);
enum class StoppedLog : bool { kept, deleted };
void stop_partition(BrokerStep& step, ReplicaSlot slot, StoppedLog log);
// Within the leader epoch: another ISR, or other replicas.
void update_partition(BrokerStep& step, ReplicaSlot slot, const PartitionState& state);

}  // namespace kscope
