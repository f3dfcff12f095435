// kafka-configs (kafka.admin.ConfigCommand): configurations of topics and brokers; those of users
// and clients are in client_quotas.cpp, what is asked of brokers in broker_configs.cpp.
#include "sim/shell/configs.h"

#include <algorithm>

#include "sim/scenario/java_properties.h"
#include "sim/shell/addresses.h"
#include "sim/shell/broker_configs.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

std::vector<Flag> configs_flags(const ToolRun& run) {
    std::vector<Flag> flags{flag("--describe"),
                            flag("--alter"),
                            flag("--all"),
                            with_value("--add-config"),
                            with_value("--add-config-file"),
                            with_value("--delete-config"),
                            flag("--force")};
    for (Flag& one : entity_flags()) flags.push_back(std::move(one));
    return with_bootstrap(run, std::move(flags));
}

std::vector<ConfigEntry> entries_of(const ToolRun& run, AdminTool& tool,
                                    const ConfigEntity& entity) {
    if (entity.type == ConfigResourceType::broker) return broker_entries(run, tool, entity);
    const auto answer = tool.controller<DescribeConfigsResponse>(
        DescribeConfigsRequest{{{entity.type, entity.name, {}}}}, entity.name, "describeConfigs");
    const DescribedConfig& result = answer.results.at(0);
    if (result.error != ErrorCode::none) refuse(entity.place, result.error, result.message);
    return result.entries;
}

// Those that are set for the entity itself.
ConfigSource own_source(const ConfigEntity& entity) {
    if (entity.type == ConfigResourceType::topic) return ConfigSource::dynamic_topic;
    return entity.is_default() ? ConfigSource::dynamic_default_broker
                               : ConfigSource::dynamic_broker;
}

void describe_entity(const ToolRun& run, AdminTool& tool, const ConfigEntity& entity, bool all) {
    run.print(entity.is_default()
                  ? "Default configs for " + std::string(entity.kind()) + "s in the cluster are:"
                  : std::string(all ? "All" : "Dynamic") + " configs for " + entity.kind() + " " +
                        entity.name + " are:");
    if (entity.is_default() && entity.type == ConfigResourceType::topic) return;  // none can be set
    std::vector<ConfigEntry> entries = entries_of(run, tool, entity);
    if (!all) {
        std::erase_if(entries,
                      [&](const ConfigEntry& entry) { return entry.source != own_source(entity); });
    }
    if (entries.empty()) return;
    const ConfigSynonyms synonyms(run, tool, entity);
    for (const ConfigEntry& entry : entries) {
        run.print("  " + entry.name + "=" + (entry.value.empty() ? "null" : entry.value) +
                  " sensitive=false synonyms={" + synonyms.of(entry) + "}");
    }
}

// All of them, if none is named.
void describe_configs(const ToolRun& run, const Options& options, AdminTool& tool,
                      ConfigEntity entity, bool named) {
    const bool all = options.has("--all");
    if (named) return describe_entity(run, tool, entity, all);
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    if (entity.type == ConfigResourceType::broker) {
        for (const BrokerEndpoint& broker : cluster.brokers) {
            entity.name = std::to_string(broker.broker.value());
            describe_entity(run, tool, entity, all);
        }
        entity.name.clear();
        describe_entity(run, tool, entity, all);
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

void alter_entity(const ToolRun& run, const WantedChanges& wanted, AdminTool& tool,
                  const ConfigEntity& entity) {
    const std::vector<ConfigEntry> known = entries_of(run, tool, entity);
    for (const ConfigAlteration& alteration : wanted.alterations) {
        if (alteration.operation != ConfigOperation::remove) continue;
        const bool there = std::any_of(known.begin(), known.end(), [&](const ConfigEntry& entry) {
            return entry.name == alteration.name && entry.source == own_source(entity);
        });
        if (!there) refuse_missing_config(wanted.place, alteration.name);
    }
    if (entity.type == ConfigResourceType::topic) {
        alter_topic_configs(tool, entity.name, wanted.alterations, wanted.place);
    } else {
        alter_broker_configs(run, tool, entity, wanted);
    }
    run.print(entity.is_default() ? "Completed updating default config for brokers in the cluster."
                                  : "Completed updating config for " + std::string(entity.kind()) +
                                        " " + entity.name + ".");
}

}  // namespace

WantedChanges wanted_changes(const ToolRun& run, const Options& options) {
    WantedChanges wanted{{}, options.place()};
    if (const Word* added = options.value("--add-config")) {
        wanted.place = added->place;
        for (const Word& word : added_configs(*added)) {
            const KeyValue pair = key_value_of(word);
            wanted.alterations.push_back({pair.key, ConfigOperation::set, pair.value});
        }
    }
    if (const Word* file = options.value("--add-config-file")) {
        wanted.place = file->place;
        for (const Property& property : read_properties(run.session.read_file(*file), file->text)) {
            wanted.alterations.push_back({property.key, ConfigOperation::set, property.value});
        }
    }
    if (const Word* removed = options.value("--delete-config")) {
        wanted.place = removed->place;
        for (const std::string& name : split(removed->text, ',')) {
            wanted.alterations.push_back({name, ConfigOperation::remove, ""});
        }
    }
    return wanted;
}

void refuse_missing_config(const Place& place, const std::string& name) {
    throw BadInput(place, "InvalidConfigurationException: Invalid config(s): " + name,
                   "only what was set can be deleted: see --describe");
}

void alter_topic_configs(AdminTool& tool, const std::string& topic,
                         std::vector<ConfigAlteration> alterations, const Place& place) {
    AlteredResource resource{ConfigResourceType::topic, topic, std::move(alterations)};
    const auto answer = tool.controller<IncrementalAlterConfigsResponse>(
        IncrementalAlterConfigsRequest{{std::move(resource)}}, topic, "incrementalAlterConfigs");
    const AlterConfigsResult& result = answer.results.at(0);
    if (result.error != ErrorCode::none) refuse(place, result.error, result.message);
}

void run_configs(const ToolRun& run) {
    const Options options(run.command, configs_flags(run));
    const std::string action = options.one_of({"--describe", "--alter"});
    const ConfigEntities entities = entities_of(options);
    const WantedChanges wanted = wanted_changes(run, options);
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    if (entities.has("users") || entities.has("clients")) {
        describe_cluster(tool, "describeClientQuotas");  // as the tool asks a broker for them
        if (action == "--describe") return describe_quotas(run, entities);
        return alter_quotas(run, entities, wanted);
    }
    ConfigEntity entity;
    if (entities.type() == "brokers") entity.type = ConfigResourceType::broker;
    entity.place = options.place();
    const bool named = !entities.names.empty();
    if (named) {
        entity.name = entities.names.front().text;
        entity.place = entities.names.front().place;
        if (entity.type == ConfigResourceType::topic) refuse_bad_name(entities.names.front());
    }
    if (entity.type == ConfigResourceType::broker && options.has("--zookeeper")) {
        refuse_by_zookeeper(run, entity, wanted, action == "--alter");
    }
    if (action == "--describe") {
        describe_configs(run, options, tool, entity, named);
    } else {
        alter_entity(run, wanted, tool, entity);
    }
}

}  // namespace kscope::sim
