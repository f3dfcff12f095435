// kafka-topics (org.apache.kafka.tools.TopicCommand; kafka.admin.TopicCommand for --zookeeper).
#include <algorithm>
#include <limits>

#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/describe_topics.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_chooser.h"
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
                                with_value("--partition-size-limit-per-response"),
                                flag("--if-exists"),
                                flag("--if-not-exists"),
                                flag("--force"),
                                flag("--disable-rack-aware")});
}

// --describe shows some partitions only, or topics without their partitions.
template <class OnlyWith>
void refuse_reports(const ToolRun& run, const Options& options, OnlyWith only_with) {
    const std::vector<std::string> reports{"--under-replicated-partitions",
                                           "--unavailable-partitions", "--under-min-isr-partitions",
                                           "--at-min-isr-partitions"};
    const bool combine = run.cluster().broker_defaults().features.topic_reports_combine;
    for (const std::string& report : reports) {
        only_with(report.c_str(), {"--describe"});
        options.refuse_together(report, {"--topics-with-overrides"});
        if (combine) continue;
        std::vector<std::string> others = reports;
        std::erase(others, report);
        options.refuse_together(report, others);
    }
    only_with("--topics-with-overrides", {"--describe"});
    options.refuse_together("--under-min-isr-partitions", {"--zookeeper"});
    options.refuse_together("--at-min-isr-partitions", {"--zookeeper"});
}

// TopicCommandOptions.checkInvalidArgs
void refuse_misfits(const ToolRun& run, const Options& options) {
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
    only_with("--delete-config", {"--alter"});
    only_with("--if-exists", {"--alter", "--delete", "--describe"});
    only_with("--if-not-exists", {"--create"});
    only_with("--exclude-internal", {"--list", "--describe"});
    refuse_reports(run, options, only_with);
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
        const KeyValue pair = topic_config_of(config);
        // The last one counts (Properties.setProperty).
        std::erase_if(topic.configs, [&](const auto& one) { return one.first == pair.key; });
        topic.configs.emplace_back(pair.key, pair.value);
    }
    std::sort(topic.configs.begin(), topic.configs.end());
    const auto answer = tool.controller<CreateTopicsResponse>(
        CreateTopicsRequest{{topic}, request_timeout}, topic.name, "createTopics");
    const CreatedTopic& created = answer.topics.at(0);
    if (created.error == ErrorCode::none) return run.print("Created topic " + topic.name + ".");
    const bool fine =
        created.error == ErrorCode::topic_already_exists && options.has("--if-not-exists");
    if (fine) return;
    // INVALID_REQUEST: __cluster_metadata.
    refuse(options.place_of("--topic"), created.error, created.message,
           created.error == ErrorCode::invalid_request ? "take another name" : "");
}

// What --topic names; throws if there is nothing, unless --if-exists is there.
std::vector<const TopicMetadata*> chosen(const Options& options, const MetadataResponse& cluster) {
    const Word* named = options.value("--topic");
    const TopicChooser chooser(named);
    std::vector<const TopicMetadata*> found;
    for (const TopicMetadata& topic : cluster.topics) {
        if (topic.is_internal && options.has("--exclude-internal")) continue;
        if (named != nullptr && named->text.empty()) continue;  // an empty one is no topic's name
        if (chooser.matches(topic.topic)) found.push_back(&topic);
    }
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

void describe(const ToolRun& run, const Options& options, AdminTool& tool) {
    const MetadataResponse cluster = describe_cluster(tool, "describeTopics");
    describe_topics(run, options, tool, cluster, chosen(options, cluster));
}

// ---- alter and delete

void alter_configs(const ToolRun& run, const Options& options, AdminTool& tool,
                   const TopicMetadata& topic) {
    AlteredResource resource{ConfigResourceType::topic, topic.topic, {}};
    for (const Word& config : options.values("--config")) {
        const KeyValue pair = topic_config_of(config);
        std::erase_if(resource.alterations,
                      [&](const ConfigAlteration& one) { return one.name == pair.key; });
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
        if (by_zookeeper && topic->is_internal) {
            throw BadInput(options.place_of("--partitions"),
                           "The number of partitions for the internal topic " + topic->topic +
                               " cannot be changed",
                           "take another topic");
        }
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
    const bool spares_internal =
        marks && run.cluster().broker_defaults().features.spares_internal_topics;
    for (const TopicMetadata* topic : chosen(options, cluster)) {
        if (spares_internal && topic->is_internal) {
            throw BadInput(options.place_of("--topic"),
                           "Topic " + topic->topic +
                               " is a kafka internal topic and is not allowed to be marked for "
                               "deletion",
                           "take another topic");
        }
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
    refuse_misfits(run, options);
    const bool describes_if_exists = action == "--describe" && options.has("--if-exists");
    if (action == "--create" || action == "--delete" || describes_if_exists) {
        options.required("--topic");
    }
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    if (action == "--list") list(run, options, tool);
    if (action == "--describe") describe(run, options, tool);
    if (action == "--create") create(run, options, tool);
    if (action == "--alter") alter(run, options, tool);
    if (action == "--delete") remove(run, options, tool);
}

}  // namespace kscope::sim
