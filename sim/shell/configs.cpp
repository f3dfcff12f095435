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
        DescribeConfigsRequest{{{entity.type, entity.name, {}}}, with_synonyms}, entity.name,
        "describeConfigs");
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
    for (const ConfigEntry& entry : entries) {
        run.print("  " + entry.name + "=" + (entry.value.empty() ? "null" : entry.value) +
                  " sensitive=false synonyms={" + synonyms_of(entry) + "}");
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

// Of "a=1,b=[x,y]" at commas, and at equals signs: brackets hold a list together, but only those
// that are closed (ConfigCommand.parseConfigsToBeAdded).
std::vector<std::string> split_outside_brackets(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t closed = text.find(']', at + 1);
        const bool inside = closed != std::string::npos && text.find('[', at + 1) > closed;
        if (text[at] == separator && !inside) {
            parts.emplace_back();
        } else {
            parts.back() += text[at];
        }
    }
    return parts;
}

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string::npos) return "";
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

KeyValue added_config(const std::string& part, const Word& whole) {
    const std::vector<std::string> pair = split_outside_brackets(part, '=');
    const bool open = whole.text.rfind('[') != std::string::npos &&
                      whole.text.find(']', whole.text.rfind('[')) == std::string::npos;
    if (pair.size() != 2 || trimmed(pair[0]).empty()) {
        throw BadInput(whole.place,
                       "Invalid config " + quoted(part) +
                           ": all configs to be added must be in the format \"key=val\"",
                       open ? "close the bracket: key=[val,val]" : "write key=val");
    }
    std::string value = pair[1];
    std::erase_if(value, [](char c) { return c == '[' || c == ']'; });
    return {trimmed(pair[0]), trimmed(value), whole.place};
}

// The last one counts (Properties.setProperty).
void set_config(std::vector<ConfigAlteration>& alterations, const std::string& key,
                const std::string& value) {
    const auto same = [&](const ConfigAlteration& one) { return one.name == key; };
    const auto found = std::find_if(alterations.begin(), alterations.end(), same);
    if (found != alterations.end()) {
        found->value = value;
    } else {
        alterations.push_back({key, ConfigOperation::set, value});
    }
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
    if (const Word* file = options.value("--add-config-file")) {
        wanted.place = file->place;
        for (const Property& property : read_properties(run.session.read_file(*file), file->text)) {
            set_config(wanted.alterations, property.key, property.value);
        }
    }
    if (const Word* added = options.value("--add-config")) {
        wanted.place = added->place;
        std::vector<std::string> parts = split_outside_brackets(added->text, ',');
        while (parts.size() > 1 && parts.back().empty()) parts.pop_back();  // as String.split does
        for (const std::string& part : parts) {
            const KeyValue pair = added_config(part, *added);
            set_config(wanted.alterations, pair.key, pair.value);
        }
    }
    for (const Word& removed : options.values("--delete-config")) {
        wanted.place = removed.place;
        for (const std::string& name : split(removed.text, ',')) {
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
