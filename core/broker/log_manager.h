// LogManager: what a broker does with its logs on a schedule, besides writing checkpoints: it looks
// for segments that retention gives up, removes their files after file.delete.delay.ms, makes logs
// durable at flush.ms, and forgets producers that were silent for too long. Rules:
// kafka.log.LogManager, ProducerStateManager.
//
// What happens to a log at such a time PartitionLog decides. A replica of which nothing is to go is
// only looked at, never edited.
#pragma once

#include "core/broker/replica_table.h"

namespace kscope {

struct BrokerStep;

void start_log_manager(BrokerStep& step);
// Every log.flush.scheduler.interval.ms: logs whose flush.ms is over.
void on_log_flush_timer(BrokerStep& step);
// Every log.retention.check.interval.ms, for logs that are not compacted: compacted ones the
// cleaner looks after.
void on_retention_timer(BrokerStep& step);
// Every producer.id.expiration.check.interval.ms.
void on_producer_expiration_timer(BrokerStep& step);
// One log's .deleted files that are due.
void on_file_deletion_timer(BrokerStep& step, ReplicaSlot slot);

// Retention of this one log, now.
void delete_old_segments(BrokerStep& step, ReplicaSlot slot);
// The log has new .deleted files.
void schedule_file_deletion(BrokerStep& step, ReplicaSlot slot);

}  // namespace kscope
