// kafka-create-topic and kafka-list-topic, which Kafka 0.8.0 had instead of kafka-topics
// (kafka.admin.CreateTopicCommand, ListTopicCommand).
#include <algorithm>

#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/refusal.h"
#include "sim/shell/servers.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

// The first tools knew --zookeeper alone.
std::vector<NodeId> all_brokers(const ToolRun& run, const Options& options) {
    require_zookeeper(run);
    options.required("--zookeeper");
    return bootstrap_of(run, options);
}

}  // namespace

void run_create_topic(const ToolRun& run) {
    const Options options(
        run.command, {with_value("--topic"), with_value("--zookeeper"), with_value("--partition"),
                      with_value("--replica"), with_value("--replica-assignment-list")});
    NewTopic topic;
    topic.name = options.required("--topic").text;
    AdminTool tool(run.cluster(), all_brokers(run, options), run.place());
    if (const Word* list = options.value("--replica-assignment-list")) {
        for (const std::string& partition : split(list->text, ',')) {
            auto& replicas = topic.assignments.emplace_back();
            for (const std::string& id : split(partition, ':')) {
                replicas.emplace_back(int_of({id, list->place}, "--replica-assignment-list"));
            }
        }
    } else {
        topic.partitions = options.whole_32("--partition").value_or(1);
        const std::int32_t factor = options.whole_32("--replica").value_or(1);
        topic.replication_factor = static_cast<std::int16_t>(std::clamp(factor, -1, 32'767));
    }
    const auto answer = tool.controller<CreateTopicsResponse>(
        CreateTopicsRequest{{topic}, Duration::seconds(30)}, topic.name, "createTopics");
    const CreatedTopic& created = answer.topics.at(0);
    if (created.error != ErrorCode::none) {
        refuse(options.place_of("--topic"), created.error,
               "creation failed because of " + created.message,
               created.error == ErrorCode::topic_already_exists ? "take another name" : "");
    }
    run.print("creation succeeded!");
}

void run_list_topic(const ToolRun& run) {
    const Options options(
        run.command, {with_value("--topic"), with_value("--zookeeper"),
                      flag("--under-replicated-partitions"), flag("--unavailable-partitions")});
    AdminTool tool(run.cluster(), all_brokers(run, options), run.place());
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    const std::string wanted = options.text("--topic", "");
    if (wanted.empty() && cluster.topics.empty()) return run.print("no topics exist!");
    if (!wanted.empty() && find_topic(cluster, wanted) == nullptr) {
        return run.print("topic " + wanted + " doesn't exist!");
    }
    const bool under_replicated = options.has("--under-replicated-partitions");
    const bool unavailable = options.has("--unavailable-partitions");
    for (const TopicMetadata& topic : cluster.topics) {
        if (!wanted.empty() && topic.topic != wanted) continue;
        for (const PartitionMetadata& partition : topic.partitions) {
            const bool has_leader = partition.leader != no_broker;
            const bool shown =
                (!under_replicated && !unavailable) ||
                (under_replicated && partition.isr.size() < partition.replicas.size()) ||
                (unavailable && !has_leader);
            if (!shown) continue;
            run.print(
                "topic: " + topic.topic +
                "\tpartition: " + std::to_string(partition.partition.value()) +
                "\tleader: " + (has_leader ? std::to_string(partition.leader.value()) : "none") +
                "\treplicas: " + ids_of(partition.replicas) + "\tisr: " + ids_of(partition.isr));
        }
    }
}

}  // namespace kscope::sim
