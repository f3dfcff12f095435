// The rules over all replicas of a broker that no single one can decide: finding, creating, the
// periodic ISR check, and what must be told to others when one changes (coordinator, purgatory,
// fetchers). What happens inside a partition is Replica's. Rule: kafka.server.ReplicaManager.
#pragma once

#include <optional>

#include "core/broker/replica_table.h"
#include "core/protocol/controller_messages.h"

namespace kscope {

struct BrokerStep;

// NOT_LEADER_OR_FOLLOWER if the cluster knows the partition, else UNKNOWN_TOPIC_OR_PARTITION.
ErrorCode missing_replica_error(const BrokerStep& step, const TopicPartition& tp);
// The replica that is here already, or a new one with an empty log.
ReplicaSlot find_or_create_replica(BrokerStep& step, const TopicPartition& tp,
                                   const ConfigEntries& topic_config);
// The recipe of a log; with the topic's own configuration over the broker's.
Ref<LogSpec> make_log_spec(const BrokerStep& step, const TopicPartition& tp,
                           const ConfigEntries& topic_config);

// The log of this replica starts at another offset now: its leader must hear of it by the next
// fetch, and DeleteRecords may wait for it.
void on_log_start_moved(BrokerStep& step, ReplicaSlot slot);

// What a leader here wants its ISR to be: to the controller, or (up to 2.6) to ZooKeeper.
void submit_isr_change(BrokerStep& step, ReplicaSlot slot, AlterPartitionData proposal);
// What came of it, and what that lets go on; a request that is to be sent again is returned.
std::optional<AlterPartitionData> resolve_isr_change(BrokerStep& step, ReplicaSlot slot,
                                                     const AlterPartitionData& sent,
                                                     ErrorCode error,
                                                     const AlteredPartition& answer);
// isr-expiration: every replica.lag.time.max.ms / 2; up to 0.9 every replica.lag.time.max.ms.
void arm_isr_shrink_timer(BrokerStep& step);
void on_isr_shrink_timer(BrokerStep& step);
// Tries what waits for the replicas that changed in this step, until nothing changes any more.
void settle_changes(BrokerStep& step);

}  // namespace kscope
