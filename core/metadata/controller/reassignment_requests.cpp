// AlterPartitionReassignments and ListPartitionReassignments:
// KafkaController.processApiPartitionReassignment, validateReplicas, maybeBuildReassignment,
// processListPartitionReassignments, 3.9.
#include <algorithm>
#include <set>

#include "core/metadata/controller/controller_task.h"

namespace kscope {

namespace {

PartitionResult invalid(const TopicPartition& tp, std::string message) {
    return {tp, ErrorCode::invalid_replica_assignment, std::move(message)};
}

// "1,2,3", as Scala lists print.
std::string listed(const std::vector<BrokerId>& brokers) {
    std::string text;
    for (const BrokerId broker : brokers) {
        text += (text.empty() ? "" : ", ") + std::to_string(broker.value());
    }
    return text;
}

// NONE, or what is wrong with the wish.
PartitionResult validated(const TopicPartition& tp, const std::vector<BrokerId>& wish,
                          const ReplicaAssignment& now, const ControllerContext& context) {
    if (wish.empty()) {
        return invalid(tp, "Empty replica list specified in partition reassignment.");
    }
    if (std::set<BrokerId>(wish.begin(), wish.end()).size() != wish.size()) {
        return invalid(
            tp, "Duplicate replica ids in partition reassignment replica list: " + listed(wish));
    }
    if (std::any_of(wish.begin(), wish.end(), [](BrokerId b) { return b < BrokerId(0); })) {
        return invalid(tp, "Invalid broker id in replica list: " + listed(wish));
    }
    const std::vector<BrokerId> adding = now.reassign_to(wish).adding;
    if (!std::all_of(adding.begin(), adding.end(),
                     [&](BrokerId b) { return context.is_live(b); })) {
        return invalid(tp, "Replica assignment has brokers that are not alive. Replica list: " +
                               listed(adding) +
                               ", live broker list: " + listed(context.live_ids()));
    }
    return {tp, ErrorCode::none, ""};
}

// ReassignPartitionsCommand before KIP-455: what it wrote stood for all that moves, and nothing was
// added to it.
bool must_wait(const TaskRun& run) {
    if (run.config.features.reassignments_change) return false;
    const std::vector<TopicPartition> all = run.context.all_partitions();
    return std::any_of(all.begin(), all.end(), [&](const TopicPartition& tp) {
        const ControlledPartition* partition = run.context.find(tp);
        return partition != nullptr && partition->assignment().being_reassigned();
    });
}

}  // namespace

void AlterReassignments::begin(TaskRun& run) {
    const bool refused = must_wait(run);
    AnswerReassignments answer{key, request, {}};
    for (const auto& [tp, wish] :
         request->get_if<AlterPartitionReassignmentsRequest>()->partitions) {
        const ControlledPartition* partition = run.context.find(tp);
        const ReplicaAssignment now =
            partition == nullptr ? ReplicaAssignment{} : partition->assignment();
        PartitionResult result{tp, ErrorCode::none, ""};
        if (wish) result = validated(tp, *wish, now, run.context);
        if (!wish && !now.being_reassigned()) {
            result = {tp, ErrorCode::no_reassignment_in_progress,
                      "No partition reassignment is in progress."};
        } else if (result.error == ErrorCode::none &&
                   (partition == nullptr || run.context.is_queued_for_deletion(tp.topic))) {
            result = {tp, ErrorCode::unknown_topic_or_partition, "The partition does not exist."};
        }
        if (refused) {
            result = {tp, ErrorCode::reassignment_in_progress,
                      "There is an existing assignment running."};
        }
        if (result.error == ErrorCode::none) {
            run.next.emplace_back(
                UpdateAssignment{tp, now.reassign_to(wish ? *wish : now.origin())});
            run.next.emplace_back(ContinueReassignment{tp});
        }
        tell_refused(run, "AlterPartitionReassignments", to_string(tp), result.error);
        answer.response.partitions.push_back(std::move(result));
    }
    run.next.emplace_back(std::move(answer));
}

void AlterReassignments::finish(TaskRun&) {}

void AnswerReassignments::begin(TaskRun& run) {
    run.replies.push_back({key, make_message(std::move(response))});
}

void AnswerReassignments::finish(TaskRun&) {}

void ListReassignments::begin(TaskRun& run) {
    const auto& asked = *request->get_if<ListPartitionReassignmentsRequest>();
    ListPartitionReassignmentsResponse response;
    for (const TopicPartition& tp :
         asked.partitions ? *asked.partitions : run.context.all_partitions()) {
        const ControlledPartition* partition = run.context.find(tp);
        if (partition == nullptr || !partition->assignment().being_reassigned()) continue;
        response.partitions.push_back(
            {tp, partition->state.replicas, partition->adding, partition->removing});
    }
    run.replies.push_back({key, make_message(std::move(response))});
}

void ListReassignments::finish(TaskRun&) {}

}  // namespace kscope
