// ElectLeaders: the preferred replica where it may lead, or, uncleanly, any live one where nobody
// leads (KafkaController.processReplicaLeaderElection).
#include <algorithm>

#include "core/metadata/controller/controller_task.h"
#include "core/metadata/controller/election.h"

namespace kscope {

namespace {

bool needs_election(const ControlledPartition& partition, ElectionType type,
                    const ControllerContext& context) {
    const PartitionState& state = partition.state;
    if (type == ElectionType::preferred) return state.leader != state.replicas.front();
    return state.leader == no_broker || !context.is_live(state.leader);
}

}  // namespace

void ElectOnRequest::begin(TaskRun& run) {
    const auto& asked = *request->get_if<ElectLeadersRequest>();
    const std::vector<TopicPartition> wanted =
        asked.partitions ? *asked.partitions : run.context.all_partitions();
    AnswerElection answer{key, request, {}, {}};
    auto& results = answer.response.partitions;
    for (const TopicPartition& tp : wanted) {
        const ControlledPartition* partition = run.context.find(tp);
        if (partition == nullptr || !partition->has_state) {
            results.push_back(
                {tp, ErrorCode::unknown_topic_or_partition, "The partition does not exist."});
        } else if (run.context.is_queued_for_deletion(tp.topic)) {
            results.push_back(
                {tp, ErrorCode::invalid_topic_exception, "The topic is being deleted"});
        } else if (needs_election(*partition, asked.type, run.context)) {
            answer.tried.push_back(tp);
        } else if (asked.partitions) {  // who asked for all did not ask for these
            results.push_back({tp, ErrorCode::election_not_needed,
                               "Leader election not needed for topic partition."});
        }
    }
    ElectLeaders election;
    election.strategy = asked.type == ElectionType::preferred ? ElectionStrategy::preferred
                                                              : ElectionStrategy::offline;
    election.asked_for = true;
    election.partitions = answer.tried;
    run.next.emplace_back(std::move(election));
    run.next.emplace_back(SendBatch{});
    run.next.emplace_back(std::move(answer));
}

void ElectOnRequest::finish(TaskRun&) {}

void AnswerElection::begin(TaskRun& run) {
    const ElectionType type = request->get_if<ElectLeadersRequest>()->type;
    for (const TopicPartition& tp : tried) {
        const ControlledPartition* partition = run.context.find(tp);
        const bool failed = partition == nullptr || needs_election(*partition, type, run.context);
        PartitionResult result{tp, ErrorCode::none, ""};
        if (failed) {
            result.error = type == ElectionType::preferred
                               ? ErrorCode::preferred_leader_not_available
                               : ErrorCode::eligible_leaders_not_available;
            result.message =
                "Failed to elect leader for partition " + to_string(tp) + " under strategy " +
                (type == ElectionType::preferred ? "PreferredReplicaPartitionLeaderElectionStrategy"
                                                 : "OfflinePartitionLeaderElectionStrategy(true)");
        }
        response.partitions.push_back(std::move(result));
    }
    for (const PartitionResult& result : response.partitions) {
        tell_refused(run, "ElectLeaders", to_string(result.tp), result.error);
    }
    run.replies.push_back({key, make_message(std::move(response))});
}

void AnswerElection::finish(TaskRun&) {}

}  // namespace kscope
