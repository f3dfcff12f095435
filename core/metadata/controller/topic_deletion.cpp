// How a topic goes: marked in ZooKeeper, forgotten by brokers, deleted replica by replica, and last
// its znodes. Rules: kafka.controller.TopicDeletionManager, KafkaController.processTopicDeletion,
// KafkaApis.handleDeleteTopicsRequest, 3.9.
#include "core/metadata/controller/controller_task.h"
#include "core/metadata/deletion_marks.h"
#include "core/metadata/zookeeper/zk_data.h"
#include "core/quota/mutation_run.h"

namespace kscope {

namespace {

bool any_reassigned(const ControlledTopic& topic) {
    for (const ControlledPartition& partition : topic.partitions) {
        if (partition.assignment().being_reassigned()) return true;
    }
    return false;
}

bool any_offline(const ControlledTopic& topic, const ControllerContext& context) {
    for (const ControlledPartition& partition : topic.partitions) {
        for (const BrokerId replica : partition.state.replicas) {
            if (!context.is_live(replica)) return true;
        }
    }
    return false;
}

TopicDeletion queued(const ControlledTopic& topic, const ControllerContext& context, bool initial) {
    TopicDeletion deletion;
    deletion.halted = any_reassigned(topic) || (initial && any_offline(topic, context));
    for (const ControlledPartition& partition : topic.partitions) {
        for (const BrokerId replica : partition.state.replicas) {
            deletion.replicas[{partition.state.tp.partition, replica}] = ReplicaDeletion::offline;
        }
    }
    return deletion;
}

}  // namespace

void DeleteTopics::begin(TaskRun& run) {
    const auto& wishes = *request->get_if<DeleteTopicsRequest>();
    MutationRun mutations(run.mutations, run.now.monotonic, wishes.client_id);
    for (const std::string& topic : wishes.topics) {
        TopicError result{topic, ErrorCode::none, ""};
        const Features& features = run.config.features;
        if (!run.config.delete_topic_enable && features.refuses_disabled_deletion) {
            result.error = ErrorCode::topic_deletion_disabled;
            result.message = "Topic deletion is disabled.";
        } else if (!run.context.topics.contains(topic)) {
            result.error = ErrorCode::unknown_topic_or_partition;
            result.message = "This server does not host this topic-partition.";
        } else if (!mutations.may(run.context.topics.at(topic).partitions.size())) {
            result.error = ErrorCode::throttling_quota_exceeded;
            result.message = throttling_quota_exceeded_text;
        } else {
            places.push_back(response.topics.size());
            ZkCreate mark;
            mark.path = DeleteTopicsZNode::path(topic);
            run.ask(std::move(mark));  // NODEEXISTS: it is being deleted already
        }
        tell_refused(run, "DeleteTopics", topic, result.error);
        response.topics.push_back(std::move(result));
    }
    throttled_until = mutations.throttled_until();
}

void DeleteTopics::finish(TaskRun& run) {
    if (places.empty()) {
        response.throttle_time_ms = throttle_left_ms(throttled_until, run.now.monotonic);
        run.replies.push_back({key, make_message(std::move(response))});
        return;
    }
    const Duration timeout = request->get_if<DeleteTopicsRequest>()->timeout;
    run.deleting.push_back({key, timeout, throttled_until, std::move(response)});
}

void ListDeletions::begin(TaskRun& run) { run.ask(ZkGetChildren{DeleteTopicsZNode::root, true}); }

void ListDeletions::finish(TaskRun& run) {
    for (const std::string& topic : run.answer<ZkChildrenResponse>(0).children) {
        const auto known = run.context.topics.find(topic);
        if (known == run.context.topics.end() || !run.config.delete_topic_enable) {
            run.next.emplace_back(ForgetDeletion{topic});
        } else if (!run.context.is_queued_for_deletion(topic)) {
            run.context.deletions[topic] = queued(known->second, run.context, initial);
        }
    }
    if (!initial) run.next.emplace_back(ResumeDeletions{});
}

void ForgetDeletion::begin(TaskRun& run) {
    run.ask_guarded({ZkDelete{DeleteTopicsZNode::path(topic), any_version}});
}

void ForgetDeletion::finish(TaskRun&) {}

void ResumeDeletions::begin(TaskRun& run) {
    for (auto& [topic, deletion] : run.context.deletions) {
        if (deletion.all_successful()) {
            run.next.emplace_back(CompleteDeletion{topic, {}});
            continue;
        }
        if (deletion.any(ReplicaDeletion::started)) continue;
        for (auto& [replica, state] : deletion.replicas) {
            if (state == ReplicaDeletion::ineligible) state = ReplicaDeletion::offline;
        }
        if (!deletion.halted) run.next.emplace_back(StartDeletion{topic});
    }
}

void ResumeDeletions::finish(TaskRun&) {}

void StartDeletion::begin(TaskRun& run) {
    const auto found = run.context.deletions.find(topic);
    if (found == run.context.deletions.end()) return;
    TopicDeletion& deletion = found->second;
    deletion.started = true;
    std::vector<TopicPartition> partitions;
    for (ControlledPartition& partition : run.context.topics.at(topic).partitions) {
        partition.phase = PartitionPhase::offline;
        partitions.push_back(partition.state.tp);
    }
    run.batch.add_update_metadata(partitions);
    run.batch.send(run.config.broker_id, run.context, run.channels);
    for (auto& [replica, state] : deletion.replicas) {
        if (state == ReplicaDeletion::successful) continue;
        const auto& [index, broker] = replica;
        if (!run.context.is_live(broker)) {
            state = ReplicaDeletion::ineligible;
            deletion.halted = true;
            continue;
        }
        state = ReplicaDeletion::started;
        const ControlledPartition& partition = *run.context.find({topic, index});
        run.batch.add_stop_replica(broker, partition, true, epoch_during_delete);
    }
    run.batch.send(run.config.broker_id, run.context, run.channels);
}

void StartDeletion::finish(TaskRun&) {}

void FinishReplicaDeletions::begin(TaskRun& run) {
    for (const auto& [tp, error] : partitions) {
        const auto found = run.context.deletions.find(tp.topic);
        if (found == run.context.deletions.end()) continue;
        const auto replica = found->second.replicas.find({tp.partition, broker});
        if (replica == found->second.replicas.end()) continue;
        const bool ok = error == ErrorCode::none;
        replica->second = ok ? ReplicaDeletion::successful : ReplicaDeletion::ineligible;
        if (!ok) found->second.halted = true;
    }
    run.next.emplace_back(ResumeDeletions{});
}

void FinishReplicaDeletions::finish(TaskRun&) {}

void CompleteDeletion::begin(TaskRun& run) {
    const auto found = run.context.topics.find(topic);
    if (found == run.context.topics.end()) return;
    for (const ControlledPartition& partition : found->second.partitions) {
        paths.push_back(TopicPartitionStateZNode::path(partition.state.tp));
        paths.push_back(topic_partition_path(partition.state.tp));
    }
    paths.push_back(topic_partitions_path(topic));
    paths.push_back(TopicZNode::path(topic));
    paths.push_back(TopicConfigZNode::path(topic));
    paths.push_back(DeleteTopicsZNode::path(topic));
    for (const std::string& path : paths) run.ask_guarded({ZkDelete{path, any_version}});
}

void CompleteDeletion::finish(TaskRun& run) {
    if (paths.empty()) return;  // it is gone already
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const ZkError error = run.answer<ZkMultiResponse>(i).error;
        if (error == ZkError::ok || error == ZkError::no_such_node) continue;
        run.next.emplace_back(CheckEpoch{});
        run.next.emplace_back(CompleteDeletion{topic, {}});
        return;
    }
    run.context.topics.erase(topic);
    run.context.deletions.erase(topic);
    if (run.out.wants<TopicDeleted>()) {
        Note& note = run.out.note(TopicDeleted{run.config.broker_id, topic});
        note.rule = Rule{"all of its replicas have answered that they are deleted",
                         "delete.topic.enable", "true", "TopicsToDeleteCount -1"};
        note.because.push_back({"the last of its replicas is deleted", run.trigger});
    }
}

}  // namespace kscope
