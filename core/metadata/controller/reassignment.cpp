// How replicas move: phases U, A and B of KafkaController.onPartitionReassignment, 3.9.
#include "core/metadata/controller/controller_task.h"
#include "core/metadata/controller/election.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

namespace {

// /brokers/topics/<t> with this assignment of one partition. Kafka does not look at its version:
// the controller's epoch guards it.
ZkSetData topic_write(const TaskRun& run, const TopicPartition& tp,
                      const ReplicaAssignment& assignment) {
    std::vector<ReplicaAssignment> all;
    for (const ControlledPartition& partition : run.context.topics.at(tp.topic).partitions) {
        all.push_back(partition.assignment());
    }
    all.at(static_cast<std::size_t>(tp.partition.value())) = assignment;
    return {TopicZNode::path(tp.topic), TopicZNode::encode(all, run.config.features), any_version};
}

void tell_changed(TaskRun& run, const ControlledPartition& partition, bool complete) {
    if (!run.out.wants<ReassignmentChanged>()) return;
    Note& note = run.out.note(ReassignmentChanged{run.config.broker_id, partition.state.tp,
                                                  partition.state.replicas, partition.adding,
                                                  partition.removing, complete});
    note.rule = Rule{complete ? "all target replicas are in the ISR"
                              : "it is complete when all target replicas are in the ISR",
                     "", "", complete ? "ReassigningPartitions -1" : "ReassigningPartitions +1"};
    note.because.push_back(
        {complete ? "the last of them has joined the ISR" : "an operator asked for it",
         run.trigger});
}

// They leave the ISR, stop, and delete what they have.
void remove_replicas(TaskRun& run, const TopicPartition& tp, const BrokerIds& gone) {
    if (gone.empty()) return;
    for (const BrokerId broker : gone) {
        run.next.emplace_back(RemoveReplicasFromIsr{broker, {tp}, {}});
    }
    run.next.emplace_back(SendBatch{});
    run.next.emplace_back(DeleteReplicas{tp, gone});
    run.next.emplace_back(SendBatch{});
}

}  // namespace

void UpdateAssignment::begin(TaskRun& run) {
    const ControlledPartition* partition = run.context.find(tp);
    if (partition == nullptr || partition->assignment() == assignment) return;
    run.ask_guarded({topic_write(run, tp, assignment)});
}

void UpdateAssignment::finish(TaskRun& run) {
    if (run.answers.empty()) return;
    if (run.answer<ZkMultiResponse>(0).error != ZkError::ok) {
        run.next.emplace_back(CheckEpoch{});
        run.next.emplace_back(UpdateAssignment{tp, assignment});
        return;
    }
    ControlledPartition& partition = *run.context.find(tp);
    const BrokerIds unneeded =
        ReplicaAssignment::difference(partition.state.replicas, assignment.replicas);
    partition.assign(assignment);
    tell_changed(run, partition, false);
    remove_replicas(run, tp, unneeded);
}

void ContinueReassignment::begin(TaskRun& run) {
    ControlledPartition* partition = run.context.find(tp);
    if (partition == nullptr || !partition->has_state) return;
    const ReplicaAssignment now = partition->assignment();
    const PartitionState& state = partition->state;
    if (!partition->reassignment_complete()) {
        run.next.emplace_back(RaiseLeaderEpoch{tp, now.adding, {}});
        run.next.emplace_back(SendBatch{});
        return;
    }
    partition->assign({now.target(), {}, {}});
    if (holds(state.replicas, state.leader) && run.context.is_live(state.leader)) {
        run.next.emplace_back(RaiseLeaderEpoch{tp, {}, {}});
    } else {
        ElectLeaders election;
        election.strategy = ElectionStrategy::reassign;
        election.partitions = {tp};
        run.next.emplace_back(std::move(election));
    }
    run.next.emplace_back(SendBatch{});
    remove_replicas(run, tp, now.removing);
    run.next.emplace_back(CompleteReassignment{tp});
    run.next.emplace_back(SendBatch{});
}

void ContinueReassignment::finish(TaskRun&) {}

void CheckReassignment::begin(TaskRun& run) {
    const ControlledPartition* partition = run.context.find(tp);
    if (partition == nullptr || !partition->assignment().being_reassigned()) return;
    if (partition->reassignment_complete()) run.next.emplace_back(ContinueReassignment{tp});
}

void CheckReassignment::finish(TaskRun&) {}

void RaiseLeaderEpoch::begin(TaskRun& run) {
    const ControlledPartition* partition = run.context.find(tp);
    if (partition == nullptr || !partition->has_state) return;
    state = partition->state;
    state.leader_epoch = state.leader_epoch.next();
    state.controller_epoch = run.context.epoch;
    run.ask_guarded(
        {ZkSetData{TopicPartitionStateZNode::path(tp), TopicPartitionStateZNode::encode(state),
                   partition->state.partition_epoch}});
}

void RaiseLeaderEpoch::finish(TaskRun& run) {
    if (run.answers.empty()) return;
    const auto& answer = run.answer<ZkMultiResponse>(0);
    if (answer.error != ZkError::ok) {
        run.next.emplace_back(CheckEpoch{});
        run.next.emplace_back(ReadStates{{tp}});
        run.next.emplace_back(RaiseLeaderEpoch{tp, adding, {}});
        return;
    }
    state.partition_epoch = answer.stats.at(1).version;
    run.context.find(tp)->state = state;
    run.batch.add_leader_and_isr(ReplicaAssignment::difference(state.replicas, adding), tp, false);
    run.batch.add_leader_and_isr(adding, tp, true);
}

void DeleteReplicas::begin(TaskRun& run) {
    const ControlledPartition* partition = run.context.find(tp);
    if (partition == nullptr) return;
    for (const BrokerId broker : brokers) run.batch.add_stop_replica(broker, *partition, true);
}

void DeleteReplicas::finish(TaskRun&) {}

void CompleteReassignment::begin(TaskRun& run) {
    const ControlledPartition* partition = run.context.find(tp);
    if (partition == nullptr) return;
    run.ask_guarded({topic_write(run, tp, partition->assignment())});
}

void CompleteReassignment::finish(TaskRun& run) {
    if (run.answers.empty()) return;
    if (run.answer<ZkMultiResponse>(0).error != ZkError::ok) {
        run.next.emplace_back(CheckEpoch{});
        run.next.emplace_back(CompleteReassignment{tp});
        return;
    }
    tell_changed(run, *run.context.find(tp), true);
    if (const auto deletion = run.context.deletions.find(tp.topic);
        deletion != run.context.deletions.end()) {
        deletion->second.halted = false;
        run.next.emplace_back(ResumeDeletions{});
    }
    run.batch.add_update_metadata({tp});
}

}  // namespace kscope
