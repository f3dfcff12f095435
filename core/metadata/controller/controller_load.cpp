// Reading the cluster from ZooKeeper, at the failover and after a change of /brokers/topics:
// KafkaController.initializeControllerContext, processTopicChange, 3.9.
#include <algorithm>

#include "core/metadata/controller/controller_task.h"
#include "core/metadata/controller/election.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

void ListTopics::begin(TaskRun& run) { run.ask(ZkGetChildren{TopicsZNode::path, true}); }

void ListTopics::finish(TaskRun& run) {
    ReadTopics read{initial, {}};
    // Children come sorted, so both lists are walked once.
    auto known = run.context.topics.begin();
    for (const std::string& topic : run.answer<ZkChildrenResponse>(0).children) {
        while (known != run.context.topics.end() && known->first < topic) ++known;
        const bool is_known = known != run.context.topics.end() && known->first == topic;
        if (!is_known) read.topics.push_back(topic);
    }
    if (initial || !read.topics.empty()) run.next.emplace_back(std::move(read));
}

void ReadTopics::begin(TaskRun& run) {
    for (const std::string& topic : topics) {
        run.ask(ZkGetData{TopicZNode::path(topic), false});
        run.ask(ZkGetData{TopicConfigZNode::path(topic), false});
    }
}

void ReadTopics::finish(TaskRun& run) {
    ReadStates states;
    for (std::size_t i = 0; i < topics.size(); ++i) {
        const auto& data = run.answer<ZkDataResponse>(2 * i);
        const auto& config = run.answer<ZkDataResponse>(2 * i + 1);
        const auto assignments = TopicZNode::decode(data.data);
        if (data.error != ZkError::ok || !assignments) continue;
        ControlledTopic& topic = run.context.topics[topics[i]];
        if (config.error == ZkError::ok) {
            topic.config = TopicConfigZNode::decode(config.data).value_or(ConfigEntries{});
        }
        for (std::size_t p = 0; p < assignments->size(); ++p) {
            ControlledPartition partition;
            partition.state.tp = {topics[i], PartitionIndex(static_cast<std::int32_t>(p))};
            partition.assign((*assignments)[p]);
            partition.state.leader_epoch = no_leader_epoch;
            states.partitions.push_back(partition.state.tp);
            topic.partitions.push_back(std::move(partition));
        }
        if (!initial && run.out.wants<TopicCreated>() && !assignments->empty()) {
            run.out
                .note(TopicCreated{run.config.broker_id, topics[i],
                                   static_cast<std::int32_t>(assignments->size()),
                                   static_cast<std::int32_t>(assignments->front().replicas.size())})
                .because.push_back({"/brokers/topics has a new child", run.trigger});
        }
    }
    if (initial) {
        run.next.emplace_back(std::move(states));
        run.next.emplace_back(ListDeletions{true});
        run.next.emplace_back(StartStateMachines{});
    } else {
        run.next.emplace_back(InitializePartitions{std::move(states.partitions), {}});
        run.next.emplace_back(SendBatch{});
    }
}

namespace {

// PartitionReassignmentIsrChangeHandler is registered: leaders do not tell who joins.
bool watches_state(const TaskRun& run, const TopicPartition& tp) {
    if (run.config.features.isr_change != IsrChange::zookeeper_write) return false;
    const ControlledPartition* partition = run.context.find(tp);
    return partition != nullptr && partition->assignment().being_reassigned();
}

// None of Kafka's writing: what was known stays, or nobody leads; the next write replaces it.
void take_unreadable(ControlledPartition& partition, const ZkStat& stat) {
    partition.state.partition_epoch = stat.version;
    if (partition.has_state) return;
    partition.has_state = true;
    partition.state.leader_epoch = LeaderEpoch(0);
    partition.phase = PartitionPhase::offline;
}

}  // namespace

void ReadStates::begin(TaskRun& run) {
    for (const TopicPartition& tp : partitions) {
        run.ask(ZkGetData{TopicPartitionStateZNode::path(tp), watches_state(run, tp)});
    }
}

void ReadStates::finish(TaskRun& run) {
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        const auto& data = run.answer<ZkDataResponse>(i);
        ControlledPartition* partition = run.context.find(partitions[i]);
        if (data.error != ZkError::ok || partition == nullptr) continue;
        auto state = TopicPartitionStateZNode::decode(data.data, data.stat);
        if (!state) {
            take_unreadable(*partition, data.stat);
            continue;
        }
        state->tp = partition->state.tp;
        state->replicas = partition->state.replicas;
        partition->state = std::move(*state);
        partition->has_state = true;
        if (partition->phase == PartitionPhase::new_partition) {
            partition->phase = run.context.is_live(partition->state.leader)
                                   ? PartitionPhase::online
                                   : PartitionPhase::offline;
        }
    }
}

void StartStateMachines::begin(TaskRun& run) {
    const std::vector<BrokerId> live = run.context.live_ids();
    for (const auto& [id, broker] : run.context.live_brokers) {
        run.channels.add(broker);
        run.batch.expect_full(id);
    }
    // Brokers need the live ones before LeaderAndIsr, so this goes out first.
    run.batch.add_update_metadata({});
    run.batch.send(run.config.broker_id, run.context, run.channels);
    std::vector<BrokerId> dead;
    for (const TopicPartition& tp : run.context.all_partitions()) {
        const ControlledPartition& partition = *run.context.find(tp);
        std::vector<BrokerId> online;
        for (const BrokerId replica : partition.state.replicas) {
            if (holds(live, replica)) {
                online.push_back(replica);
            } else if (!holds(dead, replica)) {
                dead.push_back(replica);
            }
        }
        if (partition.has_state) run.batch.add_leader_and_isr(online, tp, false);
    }
    run.batch.send(run.config.broker_id, run.context, run.channels);
    std::sort(dead.begin(), dead.end());
    const Features& features = run.config.features;
    if (features.takes_out_dead_at_failover) {
        for (const BrokerId broker : dead) {
            run.next.emplace_back(
                RemoveReplicasFromIsr{broker, run.context.partitions_on(broker), {}});
        }
        if (!dead.empty()) run.next.emplace_back(SendBatch{});
    }
    run.next.emplace_back(TriggerOnline{});
    resume_reassignments(run, [](const ReplicaAssignment&) { return true; });
    run.next.emplace_back(ResumeDeletions{});
    if (features.isr_change == IsrChange::zookeeper_write && features.tells_isr_changes) {
        run.next.emplace_back(ListIsrChanges{});
    }
}

void StartStateMachines::finish(TaskRun&) {}

}  // namespace kscope
