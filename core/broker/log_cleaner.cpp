#include "core/broker/log_cleaner.h"

#include "core/broker/broker_state.h"
#include "core/broker/log_manager.h"

namespace kscope {

namespace {

struct Filthiest {
    ReplicaSlot slot = no_slot;
    LogToClean range;
};

bool is_compacted(const PartitionLog& log) {
    return log.spec().config_known && log.spec().config.cleanup_compact;
}

// LogCleanerManager.grabFilthiestCompactedLog.
Filthiest filthiest_log(const BrokerStep& step) {
    Filthiest found;
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        const Replica& replica = step.state.replicas.replica(slot);
        if (!is_compacted(replica.log())) continue;
        const LogToClean range = replica.to_clean(step.now.wall);
        if (!range.due(replica.log().spec().config)) continue;
        if (found.slot == no_slot || range.cleanable_ratio() > found.range.cleanable_ratio()) {
            found = {slot, range};
        }
    }
    return found;
}

bool clean_filthiest_log(BrokerStep& step) {
    const Filthiest found = filthiest_log(step);
    if (found.slot != no_slot) {
        ReplicaStep replica_step = step.replica_step();
        step.state.replicas.edit(found.slot, step.out).clean(found.range, replica_step);
        schedule_file_deletion(step, found.slot);
        step.state.checkpoints.write_cleaner_offsets(step);
    }
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        if (is_compacted(step.state.replicas.replica(slot).log())) delete_old_segments(step, slot);
    }
    return found.slot != no_slot;
}

}  // namespace

void start_log_cleaner(BrokerStep& step) {
    if (!step.state.config.log_cleaner_enable) return;
    step.state.timers.arm(step.now.monotonic + step.state.config.log_cleaner_backoff,
                          {BrokerTimerKind::log_cleaner, 0});
}

void on_cleaner_timer(BrokerStep& step) {
    while (clean_filthiest_log(step)) {
    }
    start_log_cleaner(step);
}

}  // namespace kscope
