// The rules over all replicas of a broker that no single one can decide: finding, creating, the
// periodic ISR check, and what must be told to others when one changes (coordinator, purgatory,
// fetchers). What happens inside a partition is Replica's. Rule: kafka.server.ReplicaManager.
#pragma once

#include "core/broker/replica_table.h"

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

// replica.lag.time.max.ms / 2.
void on_isr_shrink_timer(BrokerStep& step);
// Tries what waits for the replicas that changed in this step, until nothing changes any more.
void settle_changes(BrokerStep& step);

}  // namespace kscope
