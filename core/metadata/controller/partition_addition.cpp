// CreatePartitions: a topic gets more partitions, never fewer. The new assignment is written to
// /brokers/topics/<t>; from there on they are like the partitions of a new topic. Rules:
// ZkAdminManager.createPartitions, AdminZkClient.addPartitions, 3.9.
#include <set>

#include "core/metadata/controller/controller_task.h"
#include "core/metadata/replica_placement.h"
#include "core/metadata/zookeeper/zk_data.h"
#include "core/quota/mutation_run.h"

namespace kscope {

namespace {

using Lists = std::vector<std::vector<BrokerId>>;

TopicError refused_addition(const std::string& topic, ErrorCode error, std::string message) {
    return {topic, error, std::move(message)};
}

// AdminZkClient.validateReplicaAssignment and what createPartitions asks before.
TopicError check_lists(const MorePartitions& wish, const ControlledTopic& topic, const Lists& lists,
                       const ControllerContext& context) {
    const std::size_t more = static_cast<std::size_t>(wish.count) - topic.partitions.size();
    const auto wrong = [&](std::string why) {
        return refused_addition(wish.topic, ErrorCode::invalid_replica_assignment, std::move(why));
    };
    if (lists.size() != more) {
        return wrong("Increasing the number of partitions by " + std::to_string(more) + " but " +
                     std::to_string(lists.size()) + " assignments provided.");
    }
    const std::size_t factor = topic.partitions.front().state.replicas.size();
    for (const auto& list : lists) {
        if (std::set<BrokerId>(list.begin(), list.end()).size() != list.size()) {
            return wrong("Duplicate brokers not allowed in replica assignment");
        }
        if (list.size() != factor) {
            return wrong("Inconsistent replication factor between partitions");
        }
        for (const BrokerId broker : list) {
            if (context.live_brokers.contains(broker)) continue;
            return wrong(
                "Unknown broker(s) in replica assignment: " + std::to_string(broker.value()) + ".");
        }
    }
    return {wish.topic, ErrorCode::none, ""};
}

// The verdict; where it is none, the lists of the new partitions.
TopicError plan_addition(const MorePartitions& wish, TaskRun& run, Lists& lists) {
    const auto found = run.context.topics.find(wish.topic);
    if (found == run.context.topics.end()) {
        return refused_addition(wish.topic, ErrorCode::unknown_topic_or_partition,
                                "The topic '" + wish.topic + "' does not exist.");
    }
    if (run.context.is_queued_for_deletion(wish.topic)) {
        return refused_addition(wish.topic, ErrorCode::invalid_topic_exception,
                                "The topic is queued for deletion.");
    }
    const auto& partitions = found->second.partitions;
    for (const ControlledPartition& partition : partitions) {
        if (!partition.assignment().being_reassigned()) continue;
        return refused_addition(
            wish.topic, ErrorCode::reassignment_in_progress,
            "A partition reassignment is in progress for the topic '" + wish.topic + "'.");
    }
    const auto now = static_cast<std::int32_t>(partitions.size());
    if (wish.count <= now) {
        return refused_addition(wish.topic, ErrorCode::invalid_partitions,
                                wish.count == now
                                    ? "Topic already has " + std::to_string(now) + " partitions."
                                    : "Topic currently has " + std::to_string(now) +
                                          " partitions, which is higher than the requested " +
                                          std::to_string(wish.count) + ".");
    }
    if (wish.assignments) {
        lists = *wish.assignments;
        return check_lists(wish, found->second, lists, run.context);
    }
    std::vector<PlacementBroker> brokers;
    for (const auto& [id, broker] : run.context.live_brokers) brokers.push_back({id, broker.rack});
    const auto& first = partitions.front().state.replicas;
    const PlacementStart start =
        PlacementStart::after(brokers, first.front(), static_cast<std::uint32_t>(now));
    Placement placement = place_replicas(std::move(brokers), wish.count - now,
                                         static_cast<std::int32_t>(first.size()), start);
    lists = std::move(placement.assignments);
    return {wish.topic, placement.error, std::move(placement.message)};
}

}  // namespace

void CreatePartitions::begin(TaskRun& run) {
    const auto& wishes = *request->get_if<CreatePartitionsRequest>();
    MutationRun mutations(run.mutations, run.now.monotonic, wishes.client_id);
    for (const MorePartitions& wish : wishes.topics) {
        Lists lists;
        TopicError verdict = plan_addition(wish, run, lists);
        if (verdict.error == ErrorCode::none && !mutations.may(lists.size())) {
            verdict = refused_addition(wish.topic, ErrorCode::throttling_quota_exceeded,
                                       throttling_quota_exceeded_text);
        }
        tell_refused(run, "CreatePartitions", wish.topic, verdict.error);
        if (verdict.error == ErrorCode::none) {
            std::vector<ReplicaAssignment> all;
            for (const auto& partition : run.context.topics.at(wish.topic).partitions) {
                all.push_back(partition.assignment());
            }
            for (ReplicaAssignment& added : ReplicaAssignment::at_rest(std::move(lists))) {
                all.push_back(std::move(added));
            }
            places.push_back(response.topics.size());
            run.ask_guarded({ZkSetData{TopicZNode::path(wish.topic),
                                       TopicZNode::encode(all, run.config.features), any_version}});
            assignments.push_back(std::move(all));
        }
        response.topics.push_back(std::move(verdict));
    }
    throttled_until = mutations.throttled_until();
}

void CreatePartitions::finish(TaskRun& run) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (run.answer<ZkMultiResponse>(i).error == ZkError::ok) continue;
        run.next.emplace_back(CheckEpoch{});
        run.next.emplace_back(CreatePartitions{key, request, {}, {}, {}, {}});
        return;
    }
    InitializePartitions fresh;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::string& name = response.topics[places[i]].topic;
        ControlledTopic& topic = run.context.topics.at(name);
        const std::size_t from = topic.partitions.size();
        for (std::size_t p = from; p < assignments[i].size(); ++p) {
            ControlledPartition partition;
            partition.state.tp = {name, PartitionIndex(static_cast<std::int32_t>(p))};
            partition.state.leader_epoch = no_leader_epoch;
            partition.assign(assignments[i][p]);
            fresh.partitions.push_back(partition.state.tp);
            topic.partitions.push_back(std::move(partition));
        }
        if (run.out.wants<PartitionsAdded>()) {
            run.out
                .note(PartitionsAdded{run.config.broker_id, name, static_cast<std::int32_t>(from),
                                      static_cast<std::int32_t>(topic.partitions.size())})
                .because.push_back({"an operator asked for it", run.trigger});
        }
    }
    response.throttle_time_ms = throttle_left_ms(throttled_until, run.now.monotonic);
    run.next.emplace_back(std::move(fresh));
    run.next.emplace_back(SendBatch{});
    run.next.emplace_back(Reply{key, request, make_message(std::move(response))});
}

void Reply::begin(TaskRun& run) { run.replies.push_back({key, answer}); }

void Reply::finish(TaskRun&) {}

}  // namespace kscope
