#include "sim/shell/offset_queries.h"

#include "sim/shell/refusal.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

BrokerId leader_in(const MetadataResponse& cluster, const TopicPartition& tp) {
    for (const TopicMetadata& topic : cluster.topics) {
        if (topic.topic != tp.topic) continue;
        for (const PartitionMetadata& partition : topic.partitions) {
            if (partition.partition == tp.partition) return partition.leader;
        }
    }
    return no_broker;
}

NodeId node_in(const MetadataResponse& cluster, BrokerId broker) {
    for (const BrokerEndpoint& endpoint : cluster.brokers) {
        if (endpoint.broker == broker) return endpoint.node;
    }
    return no_node;
}

constexpr Duration retry_backoff = Duration::millis(100);

using OffsetAnswers = std::map<TopicPartition, OffsetAnswer>;

// Each leader once.
void ask_leaders(AdminTool& tool, const MetadataResponse& cluster,
                 const std::vector<TopicPartition>& partitions, std::int64_t timestamp_ms,
                 OffsetAnswers& answers) {
    std::map<NodeId, ListOffsetsRequest> requests;
    for (const TopicPartition& tp : partitions) {
        const NodeId node = node_in(cluster, leader_in(cluster, tp));
        if (node == no_node) {
            answers[tp].error = ErrorCode::leader_not_available;
        } else {
            requests[node].partitions.push_back({tp, no_leader_epoch, timestamp_ms});
        }
    }
    for (auto& [node, request] : requests) {
        const auto answer =
            tool.broker<ListOffsetsResponse>(node, std::move(request), "", "listOffsets");
        for (const ListedOffset& listed : answer.partitions) {
            answers[listed.tp] = {listed.error, listed.offset};
        }
    }
}

std::vector<TopicPartition> to_ask_again(const OffsetAnswers& answers) {
    std::vector<TopicPartition> partitions;
    for (const auto& [tp, answer] : answers) {
        if (is_retriable(answer.error)) partitions.push_back(tp);
    }
    return partitions;
}

}  // namespace

std::map<TopicPartition, OffsetAnswer> list_offsets(AdminTool& tool,
                                                    const MetadataResponse& cluster,
                                                    const std::vector<TopicPartition>& partitions,
                                                    std::int64_t timestamp_ms, Duration most) {
    const Instant deadline = tool.cluster().now() + most;
    OffsetAnswers answers;
    ask_leaders(tool, cluster, partitions, timestamp_ms, answers);
    for (;;) {
        const std::vector<TopicPartition> again = to_ask_again(answers);
        if (again.empty()) return answers;
        if (tool.cluster().now() + retry_backoff > deadline) {
            for (const TopicPartition& tp : again) answers[tp].error = ErrorCode::request_timed_out;
            return answers;
        }
        tool.cluster().advance(retry_backoff);
        ask_leaders(tool, describe_cluster(tool, "listOffsets"), again, timestamp_ms, answers);
    }
}

BrokerEndpoint find_coordinator(AdminTool& tool, const std::string& group) {
    constexpr int attempts = 50;
    FindCoordinatorResponse answer;
    for (int i = 0; i < attempts; ++i) {
        answer = tool.broker<FindCoordinatorResponse>(no_node, FindCoordinatorRequest{group}, group,
                                                      "findCoordinator");
        if (answer.error == ErrorCode::none) return answer.coordinator;
        if (answer.error != ErrorCode::coordinator_not_available) break;
        tool.cluster().advance(Duration::millis(100));
    }
    refuse(tool.place(), answer.error, "");
}

}  // namespace kscope::sim
