#include "sim/shell/describe_topics.h"

#include <algorithm>
#include <utility>

#include "sim/shell/refusal.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

constexpr Duration list_reassignments_timeout = Duration::seconds(30);

struct TopicReports {
    bool under_replicated = false;
    bool unavailable = false;
    bool under_min_isr = false;
    bool at_min_isr = false;
    bool overrides_only = false;
    bool by_zookeeper = false;
    [[nodiscard]] bool some_partitions() const {
        return under_replicated || unavailable || under_min_isr || at_min_isr;
    }
};

bool is_alive(const MetadataResponse& cluster, BrokerId broker) {
    return std::any_of(cluster.brokers.begin(), cluster.brokers.end(),
                       [&](const BrokerEndpoint& live) { return live.broker == broker; });
}

std::int64_t min_isr_of(const std::vector<ConfigEntry>& configs) {
    for (const ConfigEntry& entry : configs) {
        if (entry.name == "min.insync.replicas") {
            return whole_of({entry.value, {}}, "--min.insync.replicas");
        }
    }
    return 1;
}

const OngoingReassignment* find_reassignment(const ListPartitionReassignmentsResponse& all,
                                             const TopicPartition& tp) {
    for (const OngoingReassignment& one : all.partitions) {
        if (one.tp == tp) return &one;
    }
    return nullptr;
}

// TopicCommand.getReplicationFactor: a reassignment that is not in these replicas began or ended
// between the two answers.
std::size_t replication_factor_of(const PartitionMetadata& partition,
                                  const OngoingReassignment* moving) {
    if (moving == nullptr) return partition.replicas.size();
    const auto moves = [&](BrokerId replica) {
        const auto has = [&](const std::vector<BrokerId>& brokers) {
            return std::find(brokers.begin(), brokers.end(), replica) != brokers.end();
        };
        return has(moving->adding) || has(moving->removing);
    };
    const bool in_progress =
        std::any_of(partition.replicas.begin(), partition.replicas.end(), moves);
    return in_progress ? moving->replicas.size() - moving->adding.size()
                       : partition.replicas.size();
}

std::string eligible_text(const std::optional<std::vector<BrokerId>>& brokers) {
    return brokers ? ids_of(*brokers) : "N/A";
}

std::string partition_line(const std::string& topic, const DescribedPartition& described,
                           const OngoingReassignment* moving, bool has_elr) {
    const PartitionMetadata& partition = described.metadata;
    const bool has_leader = partition.leader != no_broker;
    std::string line =
        "\tTopic: " + topic + "\tPartition: " + std::to_string(partition.partition.value()) +
        "\tLeader: " + (has_leader ? std::to_string(partition.leader.value()) : "none") +
        "\tReplicas: " + ids_of(partition.replicas) + "\tIsr: " + ids_of(partition.isr);
    if (moving != nullptr) {
        line += "\tAdding Replicas: " + ids_of(moving->adding) +
                "\tRemoving Replicas: " + ids_of(moving->removing);
    }
    if (!has_elr) return line;
    return line + "\tElr: " + eligible_text(described.elr) +
           "\tLastKnownElr: " + eligible_text(described.last_known_elr);
}

// TopicCommand.PartitionDescription, DescribeOptions
bool is_shown(const TopicReports& reports, const PartitionMetadata& partition,
              const MetadataResponse& cluster, std::size_t replication_factor,
              std::int64_t min_isr) {
    const auto in_sync = static_cast<std::int64_t>(partition.isr.size());
    const bool has_leader = partition.leader != no_broker;
    return !reports.some_partitions() ||
           (reports.under_replicated && partition.isr.size() < replication_factor) ||
           (reports.unavailable && !(has_leader && is_alive(cluster, partition.leader))) ||
           (reports.under_min_isr && (!has_leader || in_sync < min_isr)) ||
           (reports.at_min_isr && in_sync == min_isr);
}

void describe_topic(const ToolRun& run, AdminTool& tool, const MetadataResponse& cluster,
                    const DescribedTopic& topic, const TopicReports& reports) {
    const std::vector<ConfigEntry> configs = topic_configs(tool, topic.topic);
    const auto moving = tool.controller<ListPartitionReassignmentsResponse>(
        ListPartitionReassignmentsRequest{list_reassignments_timeout, {}}, topic.topic,
        "listPartitionReassignments");
    std::string text;
    for (const ConfigEntry& entry : configs) {
        if (!is_non_default(entry, reports.by_zookeeper)) continue;
        text += (text.empty() ? "" : ",") + entry.name + "=" + entry.value;
    }
    if (reports.overrides_only && text.empty()) return;
    if (!reports.some_partitions() && !topic.partitions.empty()) {
        const PartitionMetadata& first = topic.partitions.front().metadata;
        const auto* moved = find_reassignment(moving, {topic.topic, first.partition});
        run.print("Topic: " + topic.topic +
                  "\tPartitionCount: " + std::to_string(topic.partitions.size()) +
                  "\tReplicationFactor: " + std::to_string(replication_factor_of(first, moved)) +
                  "\tConfigs: " + text);
    }
    if (reports.overrides_only) return;
    const bool has_elr = run.cluster().broker_defaults().features.describe_topic_partitions;
    for (const DescribedPartition& partition : topic.partitions) {
        const auto* moved = find_reassignment(moving, {topic.topic, partition.metadata.partition});
        const std::size_t factor = replication_factor_of(partition.metadata, moved);
        if (is_shown(reports, partition.metadata, cluster, factor, min_isr_of(configs))) {
            run.print(partition_line(topic.topic, partition, moved, has_elr));
        }
    }
}

std::vector<DescribedTopic> of_metadata(const std::vector<const TopicMetadata*>& topics) {
    std::vector<DescribedTopic> all;
    for (const TopicMetadata* topic : topics) {
        DescribedTopic& described =
            all.emplace_back(DescribedTopic{topic->error, topic->topic, topic->is_internal, {}});
        for (const PartitionMetadata& partition : topic->partitions) {
            described.partitions.push_back({partition, {}, {}});
        }
    }
    return all;
}

// One answer after the other, until there is no cursor (KafkaAdminClient
// .generateDescribeTopicsCallWithDescribeTopicPartitionsApi).
std::vector<DescribedTopic> of_descriptions(AdminTool& tool, const Options& options,
                                            const std::vector<const TopicMetadata*>& topics) {
    DescribeTopicPartitionsRequest request;
    for (const TopicMetadata* topic : topics) request.topics.push_back(topic->topic);
    if (const auto limit = options.whole_32("--partition-size-limit-per-response")) {
        request.partition_limit = *limit;
    }
    std::vector<DescribedTopic> all;
    while (!request.topics.empty()) {
        auto answer = tool.any<DescribeTopicPartitionsResponse>(request, "describeTopicPartitions");
        for (DescribedTopic& topic : answer.topics) {
            if (topic.error != ErrorCode::none) {
                refuse(options.place_of("--topic"), topic.error, "");
            }
            if (all.empty() || all.back().topic != topic.topic) {
                all.push_back(std::move(topic));
                continue;
            }
            auto& known = all.back().partitions;
            known.insert(known.end(), topic.partitions.begin(), topic.partitions.end());
        }
        if (!answer.next_cursor) break;
        const auto& next = *answer.next_cursor;
        request.topics.erase(
            request.topics.begin(),
            std::lower_bound(request.topics.begin(), request.topics.end(), next.topic));
        request.cursor.reset();
        if (next.partition > PartitionIndex(0)) request.cursor = next;
    }
    return all;
}

}  // namespace

void describe_topics(const ToolRun& run, const Options& options, AdminTool& tool,
                     const MetadataResponse& cluster,
                     const std::vector<const TopicMetadata*>& topics) {
    const TopicReports reports{
        options.has("--under-replicated-partitions"), options.has("--unavailable-partitions"),
        options.has("--under-min-isr-partitions"),    options.has("--at-min-isr-partitions"),
        options.has("--topics-with-overrides"),       options.has("--zookeeper")};
    const bool has_api = run.session.has_kraft() &&
                         run.cluster().broker_defaults().features.describe_topic_partitions;
    const auto described = has_api ? of_descriptions(tool, options, topics) : of_metadata(topics);
    for (const DescribedTopic& topic : described) {
        describe_topic(run, tool, cluster, topic, reports);
    }
}

}  // namespace kscope::sim
