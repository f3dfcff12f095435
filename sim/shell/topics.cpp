// kafka-topics (org.apache.kafka.tools.TopicCommand; kafka.admin.TopicCommand for --zookeeper).
#include <algorithm>
#include <limits>

#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

const std::vector<std::string> actions{"--list", "--describe", "--create", "--alter", "--delete"};
constexpr Duration request_timeout = Duration::seconds(30);

std::vector<Flag> topics_flags(const ToolRun& run) {
    return with_bootstrap(run, {flag("--list"),
                                flag("--describe"),
                                flag("--create"),
                                flag("--alter"),
                                flag("--delete"),
                                with_value("--topic"),
                                with_value("--partitions"),
                                with_value("--replication-factor"),
                                with_value("--replica-assignment"),
                                with_value("--config"),
                                with_value("--delete-config"),
                                flag("--under-replicated-partitions"),
                                flag("--unavailable-partitions"),
                                flag("--under-min-isr-partitions"),
                                flag("--at-min-isr-partitions"),
                                flag("--topics-with-overrides"),
                                flag("--exclude-internal"),
                                flag("--if-exists"),
                                flag("--if-not-exists"),
                                flag("--force"),
                                flag("--disable-rack-aware")});
}

void refuse_misfits(const Options& options) {
    const auto only_with = [&](const char* name, const std::vector<std::string>& allowed) {
        std::vector<std::string> others;
        for (const std::string& action : actions) {
            const bool fits = std::find(allowed.begin(), allowed.end(), action) != allowed.end();
            if (!fits) others.push_back(action);
        }
        options.refuse_together(name, others);
    };
    only_with("--partitions", {"--create", "--alter"});
    only_with("--replication-factor", {"--create"});
    only_with("--replica-assignment", {"--create", "--alter"});
    only_with("--config", {"--create", "--alter"});
    only_with("--if-not-exists", {"--create"});
    for (const char* view :
         {"--under-replicated-partitions", "--unavailable-partitions", "--under-min-isr-partitions",
          "--at-min-isr-partitions", "--topics-with-overrides"}) {
        only_with(view, {"--describe"});
    }
    if (options.has("--create")) {
        options.refuse_together("--replica-assignment", {"--partitions", "--replication-factor"});
    }
}

// "1:2,2:3": the replicas of each partition.
std::vector<std::vector<BrokerId>> read_assignment_of(const Word& word) {
    std::vector<std::vector<BrokerId>> all;
    if (word.text.empty()) throw BadInput(word.place, "no replica is named", "write 1:2,2:3");
    for (const std::string& partition : split(word.text, ',')) {
        std::vector<BrokerId> replicas;
        for (const std::string& id : split(partition, ':')) {
            replicas.emplace_back(int_of({id, word.place}, "--replica-assignment"));
        }
        all.push_back(std::move(replicas));
    }
    return all;
}

std::int32_t number_within(const Options& options, const std::string& name, std::int32_t most,
                           const std::string& message) {
    const std::int32_t number = *options.whole_32(name);
    if (number < 1 || number > most) {
        throw BadInput(options.value(name)->place, message, "write a number from 1");
    }
    return number;
}

// As many as a scenario may have; Kafka has no limit of its own here.
std::int32_t bounded_partitions(const Options& options) {
    constexpr std::int32_t most = 100'000;
    const std::int32_t number = *options.whole_32("--partitions");
    if (number <= most) return number;
    throw BadInput(options.value("--partitions")->place,
                   std::to_string(number) + " partitions are more than fit here",
                   "write a number up to " + std::to_string(most));
}

void create(const ToolRun& run, const Options& options, AdminTool& tool) {
    NewTopic topic;
    topic.name = options.required("--topic").text;
    if (topic.name.find_first_of("._") != std::string::npos) {
        run.print(
            "WARNING: Due to limitations in metric names, topics with a period ('.') or "
            "underscore ('_') could collide. To avoid issues it is best to use either, but "
            "not both.");
    }
    if (options.has("--partitions")) {
        topic.partitions = bounded_partitions(options);
        if (topic.partitions < 1) {
            throw BadInput(options.value("--partitions")->place,
                           "The partitions must be greater than 0", "write a number from 1");
        }
    }
    if (options.has("--replication-factor")) {
        topic.replication_factor = static_cast<std::int16_t>(
            number_within(options, "--replication-factor", std::numeric_limits<std::int16_t>::max(),
                          "The replication factor must be between 1 and 32767 inclusive"));
    }
    if (const Word* assignment = options.value("--replica-assignment")) {
        topic.assignments = read_assignment_of(*assignment);
    }
    for (const Word& config : options.values("--config")) {
        const KeyValue pair = key_value_of(config);
        topic.configs.emplace_back(pair.key, pair.value);
    }
    std::sort(topic.configs.begin(), topic.configs.end());
    const auto answer = tool.controller<CreateTopicsResponse>(
        CreateTopicsRequest{{topic}, request_timeout}, topic.name, "createTopics");
    const CreatedTopic& created = answer.topics.at(0);
    if (created.error == ErrorCode::none) return run.print("Created topic " + topic.name + ".");
    const bool fine =
        created.error == ErrorCode::topic_already_exists && options.has("--if-not-exists");
    if (!fine) refuse(options.place_of("--topic"), created.error, created.message);
}

// What --topic names; throws if there is nothing, unless --if-exists is there.
std::vector<const TopicMetadata*> chosen(const Options& options, const MetadataResponse& cluster) {
    const TopicChooser chooser(options.text("--topic", ""));
    std::vector<const TopicMetadata*> found;
    for (const TopicMetadata& topic : cluster.topics) {
        if (topic.is_internal && options.has("--exclude-internal")) continue;
        if (chooser.matches(topic.topic)) found.push_back(&topic);
    }
    const Word* named = options.value("--topic");
    if (!found.empty() || named == nullptr || options.has("--if-exists") || options.has("--list")) {
        return found;
    }
    std::vector<std::string> names;
    for (const TopicMetadata& topic : cluster.topics) names.push_back(topic.topic);
    throw BadInput(named->place, "Topic '" + named->text + "' does not exist as expected",
                   names.empty() ? "there is none yet: create one" : suggest(named->text, names));
}

void list(const ToolRun& run, const Options& options, AdminTool& tool) {
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    for (const TopicMetadata* topic : chosen(options, cluster)) run.print(topic->topic);
}

// ---- describe

struct View {
    bool under_replicated = false;
    bool unavailable = false;
    bool under_min_isr = false;
    bool at_min_isr = false;
    bool overrides_only = false;
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

std::string partition_line(const TopicMetadata& topic, const PartitionMetadata& partition,
                           const OngoingReassignment* moving, bool has_elr) {
    const bool has_leader = partition.leader != no_broker;
    std::string line =
        "\tTopic: " + topic.topic + "\tPartition: " + std::to_string(partition.partition.value()) +
        "\tLeader: " + (has_leader ? std::to_string(partition.leader.value()) : "none") +
        "\tReplicas: " + ids_of(partition.replicas) + "\tIsr: " + ids_of(partition.isr);
    if (moving != nullptr) {
        line += "\tAdding Replicas: " + ids_of(moving->adding) +
                "\tRemoving Replicas: " + ids_of(moving->removing);
    }
    return has_elr ? line + "\tElr: N/A\tLastKnownElr: N/A" : line;
}

void describe_topic(const ToolRun& run, AdminTool& tool, const MetadataResponse& cluster,
                    const TopicMetadata& topic, const View& view) {
    const std::vector<ConfigEntry> configs = topic_configs(tool, topic.topic);
    const auto moving = tool.controller<ListPartitionReassignmentsResponse>(
        ListPartitionReassignmentsRequest{request_timeout, {}}, topic.topic,
        "listPartitionReassignments");
    std::string text;
    for (const ConfigEntry& entry : configs) {
        if (!is_non_default(run.cluster(), entry)) continue;
        text += (text.empty() ? "" : ",") + entry.name + "=" + entry.value;
    }
    if (view.overrides_only && text.empty()) return;
    if (!view.some_partitions() && !topic.partitions.empty()) {
        const PartitionMetadata& first = topic.partitions.front();
        const auto* moved = find_reassignment(moving, {topic.topic, first.partition});
        const std::size_t factor =
            first.replicas.size() - (moved == nullptr ? 0 : moved->adding.size());
        run.print("Topic: " + topic.topic +
                  "\tPartitionCount: " + std::to_string(topic.partitions.size()) +
                  "\tReplicationFactor: " + std::to_string(factor) + "\tConfigs: " + text);
    }
    if (view.overrides_only) return;
    const auto features = run.cluster().broker_defaults().features;
    const bool has_elr = features.high_watermark == HighWatermarkRule::strict_min_isr;
    for (const PartitionMetadata& partition : topic.partitions) {
        const auto* moved = find_reassignment(moving, {topic.topic, partition.partition});
        const std::size_t factor =
            partition.replicas.size() - (moved == nullptr ? 0 : moved->adding.size());
        const auto in_sync = static_cast<std::int64_t>(partition.isr.size());
        const bool shown = !view.some_partitions() ||
                           (view.under_replicated && partition.isr.size() < factor) ||
                           (view.unavailable && !is_alive(cluster, partition.leader)) ||
                           (view.under_min_isr && in_sync < min_isr_of(configs)) ||
                           (view.at_min_isr && in_sync == min_isr_of(configs));
        if (shown) run.print(partition_line(topic, partition, moved, has_elr));
    }
}

void describe(const ToolRun& run, const Options& options, AdminTool& tool) {
    const View view{options.has("--under-replicated-partitions"),
                    options.has("--unavailable-partitions"),
                    options.has("--under-min-isr-partitions"),
                    options.has("--at-min-isr-partitions"), options.has("--topics-with-overrides")};
    const MetadataResponse cluster = describe_cluster(tool, "describeTopics");
    for (const TopicMetadata* topic : chosen(options, cluster)) {
        describe_topic(run, tool, cluster, *topic, view);
    }
}

// ---- alter and delete

void alter_configs(const ToolRun& run, const Options& options, AdminTool& tool,
                   const TopicMetadata& topic) {
    AlteredResource resource{ConfigResourceType::topic, topic.topic, {}};
    for (const Word& config : options.values("--config")) {
        const KeyValue pair = key_value_of(config);
        resource.alterations.push_back({pair.key, ConfigOperation::set, pair.value});
    }
    for (const Word& name : options.values("--delete-config")) {
        resource.alterations.push_back({name.text, ConfigOperation::remove, ""});
    }
    const auto answer = tool.controller<IncrementalAlterConfigsResponse>(
        IncrementalAlterConfigsRequest{{resource}}, topic.topic, "incrementalAlterConfigs");
    const AlterConfigsResult& result = answer.results.at(0);
    if (result.error != ErrorCode::none) {
        const bool sets = options.has("--config");
        refuse(options.place_of(sets ? "--config" : "--delete-config"), result.error,
               result.message);
    }
    run.print("Updated config for topic " + topic.topic + ".");
}

void alter(const ToolRun& run, const Options& options, AdminTool& tool) {
    const bool by_zookeeper = options.has("--zookeeper");
    const bool of_configs = options.has("--config") || options.has("--delete-config");
    options.required("--topic");
    if (of_configs && !by_zookeeper) {
        const char* name = options.has("--config") ? "--config" : "--delete-config";
        throw BadInput(
            options.place_of(name),
            std::string("Option \"[alter]\" can't be used with option \"[") + (name + 2) + "]\"",
            "kafka-configs --alter --entity-type topics changes configurations");
    }
    if (!of_configs) options.required("--partitions");
    const MetadataResponse cluster = describe_cluster(tool, "describeTopics");
    for (const TopicMetadata* topic : chosen(options, cluster)) {
        if (of_configs) {
            run.print(
                "WARNING: Altering topic configuration from this script has been deprecated "
                "and may be removed in future releases.");
            run.print("         Going forward, please use kafka-configs.sh for this functionality");
            alter_configs(run, options, tool, *topic);
        }
        if (!options.has("--partitions")) continue;
        MorePartitions more{topic->topic, bounded_partitions(options), {}};
        if (const Word* assignment = options.value("--replica-assignment")) {
            auto lists = read_assignment_of(*assignment);
            const std::size_t known = std::min(lists.size(), topic->partitions.size());
            lists.erase(lists.begin(), lists.begin() + static_cast<std::ptrdiff_t>(known));
            more.assignments = std::move(lists);
        }
        if (by_zookeeper) {
            run.print(
                "WARNING: If partitions are increased for a topic that has a key, the "
                "partition logic or ordering of the messages will be affected");
        }
        const auto answer = tool.controller<CreatePartitionsResponse>(
            CreatePartitionsRequest{{more}, request_timeout}, topic->topic, "createPartitions");
        const TopicError& result = answer.topics.at(0);
        if (result.error != ErrorCode::none) {
            refuse(options.place_of("--partitions"), result.error, result.message);
        }
        if (by_zookeeper) run.print("Adding partitions succeeded!");
    }
}

void remove(const ToolRun& run, const Options& options, AdminTool& tool) {
    options.required("--topic");
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    const bool marks = options.has("--zookeeper");  // and does not wait for what comes of it
    for (const TopicMetadata* topic : chosen(options, cluster)) {
        const auto answer = tool.controller<DeleteTopicsResponse>(
            DeleteTopicsRequest{{topic->topic}, marks ? Duration() : request_timeout}, topic->topic,
            "deleteTopics");
        const TopicError& result = answer.topics.at(0);
        const bool marked = marks && result.error == ErrorCode::request_timed_out;
        if (result.error != ErrorCode::none && !marked) {
            refuse(options.place_of("--topic"), result.error, result.message);
        }
        if (!marks) continue;
        run.print("Topic " + topic->topic + " is marked for deletion.");
        run.print("Note: This will have no impact if delete.topic.enable is not set to true.");
    }
}

}  // namespace

void run_topics(const ToolRun& run) {
    const Options options(run.command, topics_flags(run));
    const std::string action = options.one_of(actions);
    refuse_misfits(options);
    if (action == "--create" || action == "--delete") options.required("--topic");
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    if (action == "--list") list(run, options, tool);
    if (action == "--describe") describe(run, options, tool);
    if (action == "--create") create(run, options, tool);
    if (action == "--alter") alter(run, options, tool);
    if (action == "--delete") remove(run, options, tool);
}

}  // namespace kscope::sim
