#include "core/broker/log_manager.h"

#include "core/broker/broker_state.h"
#include "core/broker/replica_manager.h"

namespace kscope {

void start_log_manager(BrokerStep& step) {
    const BrokerConfig& config = step.state.config;
    BrokerTimers& timers = step.state.timers;
    timers.arm(step.now.monotonic + config.log_initial_task_delay,
               {BrokerTimerKind::log_retention, 0});
    timers.arm(step.now.monotonic + config.producer_id_expiration_check_interval,
               {BrokerTimerKind::producer_expiration, 0});
    if (config.log_flush_scheduler_interval == Duration::forever()) return;
    timers.arm(step.now.monotonic + config.log_initial_task_delay, {BrokerTimerKind::log_flush, 0});
}

void on_log_flush_timer(BrokerStep& step) {
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        if (!step.state.replicas.replica(slot).log().flush_is_due(step.now.wall)) continue;
        step.state.replicas.edit(slot, step.out).flush_on_schedule(step.now.wall, step.out);
    }
    step.state.timers.arm(step.now.monotonic + step.state.config.log_flush_scheduler_interval,
                          {BrokerTimerKind::log_flush, 0});
}

void on_retention_timer(BrokerStep& step) {
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        const TopicConfig& config = step.state.replicas.replica(slot).log().spec().config;
        if (!config.cleanup_compact) delete_old_segments(step, slot);
    }
    step.state.timers.arm(step.now.monotonic + step.state.config.log_retention_check_interval,
                          {BrokerTimerKind::log_retention, 0});
}

void delete_old_segments(BrokerStep& step, ReplicaSlot slot) {
    const Replica& known = step.state.replicas.replica(slot);
    if (!known.log().spec().config_known || !known.has_old_segments(step.now.wall)) return;
    const Offset start = known.log_start_offset();
    ReplicaStep replica_step = step.replica_step();
    Replica& replica = step.state.replicas.edit(slot, step.out);
    replica.delete_old_segments(replica_step);
    schedule_file_deletion(step, slot);
    if (replica.log_start_offset() != start) on_log_start_moved(step, slot);
}

void schedule_file_deletion(BrokerStep& step, ReplicaSlot slot) {
    const Instant due = step.state.replicas.replica(slot).log().last_file_deletion();
    if (!due.is_never()) step.state.timers.arm(due, {BrokerTimerKind::file_deletion, slot});
}

void on_file_deletion_timer(BrokerStep& step, ReplicaSlot slot) {
    if (step.state.replicas.deleted(slot)) return;
    step.state.replicas.edit(slot, step.out).delete_due_files(step.now.monotonic, step.out);
}

void on_producer_expiration_timer(BrokerStep& step) {
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        if (!step.state.replicas.replica(slot).log().has_expired_producers(step.now.wall)) continue;
        step.state.replicas.edit(slot, step.out).remove_expired_producers(step.now.wall);
    }
    step.state.timers.arm(
        step.now.monotonic + step.state.config.producer_id_expiration_check_interval,
        {BrokerTimerKind::producer_expiration, 0});
}

}  // namespace kscope
