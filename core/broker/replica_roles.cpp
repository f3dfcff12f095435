#include "core/broker/replica_roles.h"

#include "core/broker/broker_state.h"
#include "core/broker/coordinator_runtime.h"
#include "core/broker/replica_manager.h"

namespace kscope {

namespace {

void after_role_change(BrokerStep& step, ReplicaSlot slot, const RoleChange& change) {
    step.state.changed.mark(slot, ReplicaChange::role);
    if (change.high_watermark_advanced) {
        step.state.changed.mark(slot, ReplicaChange::high_watermark);
    }
    coordinator_role_changed(step, slot);
}

}  // namespace

ErrorCode lead_partition(BrokerStep& step, const PartitionState& state,
                         const ConfigEntries& topic_config) {
    const ReplicaSlot slot = find_or_create_replica(step, state.tp, topic_config);
    ReplicaStep replica_step = step.replica_step();
    const RoleChange change =
        step.state.replicas.edit(slot, step.out).become_leader(state, replica_step);
    if (change.error != ErrorCode::none) return change.error;
    step.state.fetchers.remove(step, slot);
    after_role_change(step, slot, change);
    return ErrorCode::none;
}

ErrorCode follow_partition(BrokerStep& step, const PartitionState& state,
                           const ConfigEntries& topic_config,
                           const std::optional<BrokerEndpoint>& leader) {
    const ReplicaSlot slot = find_or_create_replica(step, state.tp, topic_config);
    ReplicaStep replica_step = step.replica_step();
    const RoleChange change =
        step.state.replicas.edit(slot, step.out).become_follower(state, replica_step);
    if (change.error != ErrorCode::none || !change.refollow) return change.error;
    step.state.fetchers.remove(step, slot);
    if (leader) step.state.fetchers.add(step, *leader, slot);
    after_role_change(step, slot, change);
    return ErrorCode::none;
}

void stop_partition(BrokerStep& step, ReplicaSlot slot, StoppedLog log) {
    const bool deleted = log == StoppedLog::deleted;
    step.state.fetchers.remove(step, slot);
    ReplicaStep replica_step = step.replica_step();
    step.state.replicas.edit(slot, step.out).stop(deleted, replica_step);
    after_role_change(step, slot, {});
    if (deleted) step.state.replicas.remove(slot, step.out);
}

void update_partition(BrokerStep& step, ReplicaSlot slot, const PartitionState& state) {
    ReplicaStep replica_step = step.replica_step();
    const RoleChange change =
        step.state.replicas.edit(slot, step.out).take_partition_state(state, replica_step);
    if (change.error != ErrorCode::none) return;
    // Whoever waits for the ISR may go on now.
    step.state.changed.mark(slot, ReplicaChange::high_watermark);
}

}  // namespace kscope
