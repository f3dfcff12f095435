// Replicas of a broker that is gone leave the ISR, so that the leader need not wait for them. Rule:
// kafka.controller.ZkReplicaStateMachine, transition to OfflineReplica, 3.9.
#include "core/metadata/controller/controller_task.h"
#include "core/metadata/controller/election.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {
namespace {

BrokerIds others(const BrokerIds& replicas, BrokerId gone) {
    BrokerIds result = replicas;
    std::erase(result, gone);
    return result;
}

// KafkaController.removeReplicaFromIsr: the last member was not needed where anybody may lead.
LastMember last_member(const TaskRun& run, const std::string& topic) {
    const bool stays = run.config.features.keeps_last_isr_member || !unclean_allowed(run, topic);
    return stays ? LastMember::stays : LastMember::goes_too;
}

}  // namespace

void RemoveReplicasFromIsr::begin(TaskRun& run) {
    states.clear();
    for (const TopicPartition& tp : partitions) {
        const ControlledPartition* partition = run.context.find(tp);
        if (partition == nullptr) continue;
        run.batch.add_stop_replica(broker, *partition, false);
        if (!partition->has_state) {
            run.batch.add_update_metadata({tp});
            continue;
        }
        if (!holds(partition->state.isr, broker)) {
            // Nothing to write; the others hear of it all the same, as in Kafka.
            run.batch.add_leader_and_isr(others(partition->state.replicas, broker), tp, false);
            continue;
        }
        PartitionState state =
            without_replica(partition->state, broker, last_member(run, tp.topic));
        state.controller_epoch = run.context.epoch;
        run.ask_guarded(
            {ZkSetData{TopicPartitionStateZNode::path(tp), TopicPartitionStateZNode::encode(state),
                       partition->state.partition_epoch}});
        states.push_back(std::move(state));
    }
}

void RemoveReplicasFromIsr::finish(TaskRun& run) {
    std::vector<TopicPartition> refused;
    for (std::size_t i = 0; i < states.size(); ++i) {
        const auto& answer = run.answer<ZkMultiResponse>(i);
        if (answer.error != ZkError::ok) {
            refused.push_back(states[i].tp);
            continue;
        }
        states[i].partition_epoch = answer.stats.at(1).version;
        run.context.find(states[i].tp)->state = states[i];
        run.batch.add_leader_and_isr(others(states[i].replicas, broker), states[i].tp, false);
    }
    if (refused.empty()) return;
    run.next.emplace_back(CheckEpoch{});
    run.next.emplace_back(ReadStates{refused});
    run.next.emplace_back(RemoveReplicasFromIsr{broker, std::move(refused), {}});
}

}  // namespace kscope
