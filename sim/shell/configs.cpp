// kafka-configs (kafka.admin.ConfigCommand): configurations of topics and brokers.
#include <algorithm>

#include "core/config/config_keys.h"
#include "sim/scenario/java_properties.h"
#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

struct Entity {
    ConfigResourceType type = ConfigResourceType::topic;
    std::string name;  // empty: all of them
    Place place;
    [[nodiscard]] const char* kind() const {
        return type == ConfigResourceType::topic ? "topic" : "broker";
    }
};

std::vector<Flag> configs_flags(const ToolRun& run) {
    return with_bootstrap(
        run, {flag("--describe"), flag("--alter"), flag("--all"), with_value("--entity-type"),
              with_value("--entity-name"), flag("--entity-default"), with_value("--topic"),
              with_value("--broker"), with_value("--add-config"), with_value("--add-config-file"),
              with_value("--delete-config"), flag("--force")});
}

Entity entity_of(const Options& options) {
    Entity entity;
    entity.place = options.place();
    if (const Word* topic = options.value("--topic")) {
        entity.name = topic->text;
        entity.place = topic->place;
    } else if (const Word* broker = options.value("--broker")) {
        entity = {ConfigResourceType::broker, broker->text, broker->place};
    } else {
        const Word* type = options.value("--entity-type");
        if (type == nullptr) {
            throw BadInput(options.place(), "At least one entity type must be specified",
                           "add --entity-type topics --entity-name NAME");
        }
        if (type->text != "topics" && type->text != "brokers") {
            const bool elsewhere = type->text == "users" || type->text == "clients" ||
                                   type->text == "ips" || type->text == "broker-loggers";
            throw BadInput(type->place,
                           elsewhere ? "this cluster has no configurations of " + type->text
                                     : "Invalid entity type " + type->text,
                           "write topics or brokers");
        }
        if (type->text == "brokers") entity.type = ConfigResourceType::broker;
        if (const Word* name = options.value("--entity-name")) {
            entity.name = name->text;
            entity.place = name->place;
        }
    }
    const bool is_id = entity.name.find_first_not_of("0123456789") == std::string::npos;
    if (entity.type == ConfigResourceType::broker && !is_id) {
        throw BadInput(
            entity.place,
            "The entity name for brokers must be a valid integer broker id, but it is: " +
                entity.name,
            "write a broker.id");
    }
    return entity;
}

NodeId node_of_broker(const ToolRun& run, const Entity& entity) {
    const NodeId node =
        entity.name.size() < 9 ? run.cluster().broker(BrokerId(std::stoi(entity.name))) : no_node;
    if (node != no_node && run.cluster().alive(node)) return node;
    throw BadInput(entity.place,
                   "TimeoutException: Timed out waiting for a node assignment. Call: "
                   "describeBrokerConfigs",
                   "broker " + entity.name + " is not up: see status");
}

std::vector<ConfigEntry> entries_of(const ToolRun& run, AdminTool& tool, const Entity& entity) {
    DescribeConfigsRequest request{{{entity.type, entity.name, {}}}};
    const auto answer =
        entity.type == ConfigResourceType::topic
            ? tool.controller<DescribeConfigsResponse>(std::move(request), entity.name,
                                                       "describeConfigs")
            : tool.broker<DescribeConfigsResponse>(node_of_broker(run, entity), std::move(request),
                                                   entity.name, "describeBrokerConfigs");
    const DescribedConfig& result = answer.results.at(0);
    if (result.error != ErrorCode::none) refuse(entity.place, result.error, result.message);
    return result.entries;
}

const char* source_name(ConfigSource source) {
    switch (source) {
        case ConfigSource::dynamic_topic: return "DYNAMIC_TOPIC_CONFIG";
        case ConfigSource::static_broker: return "STATIC_BROKER_CONFIG";
        case ConfigSource::default_config: return "DEFAULT_CONFIG";
    }
    return "UNKNOWN";
}

// The defaults are those of the cluster's version.
ConfigSource source_of(const Cluster& cluster, const Entity& entity, const ConfigEntry& entry) {
    if (entry.source == ConfigSource::dynamic_topic) return entry.source;
    const BrokerConfig& defaults = cluster.broker_defaults();
    const std::string usual = entity.type == ConfigResourceType::topic
                                  ? config_text(defaults.topic_defaults, entry.name)
                                  : config_text(defaults, entry.name);
    return entry.value == usual ? ConfigSource::default_config : ConfigSource::static_broker;
}

void describe_entity(const ToolRun& run, AdminTool& tool, const Entity& entity, bool all) {
    run.print(std::string(all ? "All" : "Dynamic") + " configs for " + entity.kind() + " " +
              entity.name + " are:");
    for (const ConfigEntry& entry : entries_of(run, tool, entity)) {
        const ConfigSource source = source_of(run.cluster(), entity, entry);
        if (!all && source != ConfigSource::dynamic_topic) continue;
        run.print("  " + entry.name + "=" + (entry.value.empty() ? "null" : entry.value) +
                  " sensitive=false synonyms={" + source_name(source) + ":" + entry.name + "=" +
                  (entry.value.empty() ? "null" : entry.value) + "}");
    }
}

void describe_configs(const ToolRun& run, const Options& options, AdminTool& tool, Entity entity) {
    const bool all = options.has("--all");
    if (!entity.name.empty()) return describe_entity(run, tool, entity, all);
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    if (entity.type == ConfigResourceType::broker) {
        for (const BrokerEndpoint& broker : cluster.brokers) {
            entity.name = std::to_string(broker.broker.value());
            describe_entity(run, tool, entity, all);
        }
        return;
    }
    for (const TopicMetadata& topic : cluster.topics) {
        entity.name = topic.topic;
        describe_entity(run, tool, entity, all);
    }
}

// "a=1,b=[x,y]": brackets hold a list together.
std::vector<Word> added_configs(const Word& word) {
    std::vector<Word> parts;
    std::string part;
    bool bracket = false;
    for (const char c : word.text + ",") {
        if (c == '[' || c == ']') {
            bracket = c == '[';
        } else if (c == ',' && !bracket) {
            parts.push_back({part, word.place});
            part.clear();
        } else {
            part += c;
        }
    }
    return parts;
}

void alter_configs_of(const ToolRun& run, const Options& options, AdminTool& tool,
                      const Entity& entity) {
    if (entity.name.empty()) {
        throw BadInput(
            options.place(),
            std::string("an entity name must be specified with --alter of ") + entity.kind() + "s",
            "add --entity-name");
    }
    options.refuse_together("--add-config", {"--add-config-file"});
    AlteredResource resource{entity.type, entity.name, {}};
    Place place = options.place();
    if (const Word* added = options.value("--add-config")) {
        place = added->place;
        for (const Word& word : added_configs(*added)) {
            const KeyValue pair = key_value_of(word);
            resource.alterations.push_back({pair.key, ConfigOperation::set, pair.value});
        }
    }
    if (const Word* file = options.value("--add-config-file")) {
        place = file->place;
        for (const Property& property : read_properties(run.session.read_file(*file), file->text)) {
            resource.alterations.push_back({property.key, ConfigOperation::set, property.value});
        }
    }
    if (const Word* removed = options.value("--delete-config")) {
        place = removed->place;
        for (const std::string& name : split(removed->text, ',')) {
            resource.alterations.push_back({name, ConfigOperation::remove, ""});
        }
    }
    if (resource.alterations.empty()) {
        throw BadInput(options.place(),
                       "At least one of --add-config, --add-config-file, or --delete-config must "
                       "be specified with --alter",
                       "add one");
    }
    // What is to go must be there (ConfigCommand.alterResourceConfig).
    const std::vector<ConfigEntry> known = entries_of(run, tool, entity);
    for (const ConfigAlteration& alteration : resource.alterations) {
        if (alteration.operation != ConfigOperation::remove) continue;
        const bool there = std::any_of(known.begin(), known.end(), [&](const ConfigEntry& entry) {
            return entry.name == alteration.name && entry.source == ConfigSource::dynamic_topic;
        });
        if (!there) {
            throw BadInput(place,
                           "InvalidConfigurationException: Invalid config(s): " + alteration.name,
                           "only what was set can be deleted: see --describe");
        }
    }
    const auto answer = tool.controller<IncrementalAlterConfigsResponse>(
        IncrementalAlterConfigsRequest{{resource}}, entity.name, "incrementalAlterConfigs");
    const AlterConfigsResult& result = answer.results.at(0);
    if (result.error != ErrorCode::none) refuse(place, result.error, result.message);
    run.print(std::string("Completed updating config for ") + entity.kind() + " " + entity.name +
              ".");
}

}  // namespace

void run_configs(const ToolRun& run) {
    const Options options(run.command, configs_flags(run));
    const std::string action = options.one_of({"--describe", "--alter"});
    const Entity entity = entity_of(options);
    if (run.session.has_kraft() && entity.type == ConfigResourceType::topic) {
        throw BadInput(run.place(), "with KRaft the tool does not reach topics' configurations yet",
                       "kafka-topics --describe shows them; set them with --create --config");
    }
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    if (action == "--describe") {
        describe_configs(run, options, tool, entity);
    } else {
        alter_configs_of(run, options, tool, entity);
    }
}

}  // namespace kscope::sim
