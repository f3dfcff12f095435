#include "core/metadata/topic_configs.h"

#include <algorithm>

#include "core/config/config_keys.h"
#include "core/config/config_value.h"
#include "core/config/dynamic_configs.h"

namespace kscope {

namespace {

const std::string& key_of(const ConfigAlteration& alteration) { return alteration.name; }
const std::string& key_of(const std::pair<std::string, std::string>& entry) { return entry.first; }

bool is_null(const ConfigAlteration& alteration) {
    return alteration.operation != ConfigOperation::remove && alteration.value.empty();
}
bool is_null(const std::pair<std::string, std::string>& entry) { return entry.second.empty(); }

const auto& changes_of(const AlteredResource& resource) { return resource.alterations; }
const auto& changes_of(const WantedConfigs& resource) { return resource.configs; }

template <class Resource>
std::optional<std::string> fault_of(const std::vector<Resource>& all, std::size_t place) {
    const Resource& resource = all[place];
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i == place || all[i].type != resource.type || all[i].name != resource.name) continue;
        return "Each resource must appear at most once.";
    }
    const auto& changes = changes_of(resource);
    std::vector<std::string> keys;
    std::string null_keys;
    for (const auto& change : changes) {
        if (std::find(keys.begin(), keys.end(), key_of(change)) != keys.end()) {
            return "Error due to duplicate config keys";
        }
        keys.push_back(key_of(change));
        if (is_null(change)) null_keys += (null_keys.empty() ? "" : ", ") + key_of(change);
    }
    if (!null_keys.empty()) return "Null value not supported for : " + null_keys;
    return std::nullopt;
}

const std::string* own_value(const ConfigEntries& entries, const std::string& key) {
    for (const auto& [name, value] : entries) {
        if (name == key) return &value;
    }
    return nullptr;
}

// As it is described: a number and a boolean as they were read, of a list the words (ConfigDef's
// convertToString). `config` is what the topic has.
std::string shown(const TopicConfig& config, const ConfigKey& key, const std::string& own) {
    if (key.type != ConfigType::text) return config_text(config, key.name);
    std::string text(trimmed(own));
    if (!is_list_config(key.name)) return text;
    for (std::size_t comma = text.find(','); comma != std::string::npos;) {
        const std::string before(trimmed(text.substr(0, comma)));
        text = before + "," + std::string(trimmed(text.substr(comma + 1)));
        comma = text.find(',', before.size() + 1);
    }
    return text;
}

}  // namespace

std::optional<std::string> set_topic_config(TopicConfig& config, const std::string& key,
                                            const std::string& value, const Features& features) {
    if (!knows_key(ConfigOwner::topic, key, features)) return unknown_topic_key(key, features);
    const auto wrong = set_config(config, key, value, features);
    return wrong ? std::optional(config_exception(*wrong)) : std::nullopt;
}

std::optional<std::string> topic_config_fault(const TopicConfig& defaults,
                                              const ConfigEntries& entries,
                                              const Features& features) {
    for (const auto& [key, value] : entries) {  // LogConfig.validateNames
        if (!knows_key(ConfigOwner::topic, key, features)) return unknown_topic_key(key, features);
    }
    TopicConfig checked = defaults;
    for (const auto& [key, value] : entries) {
        if (auto wrong = set_topic_config(checked, key, value, features)) return wrong;
    }
    if (checked.min_compaction_lag <= checked.max_compaction_lag) return std::nullopt;
    return "conflict topic config setting min.compaction.lag.ms (" +
           config_text(checked, "min.compaction.lag.ms") + ") > max.compaction.lag.ms (" +
           config_text(checked, "max.compaction.lag.ms") + ")";
}

bool is_list_config(std::string_view key) {
    return key == "cleanup.policy" || key == "leader.replication.throttled.replicas" ||
           key == "follower.replication.throttled.replicas";
}

std::optional<std::string> request_fault(const std::vector<AlteredResource>& all,
                                         std::size_t place) {
    return fault_of(all, place);
}
std::optional<std::string> request_fault(const std::vector<WantedConfigs>& all, std::size_t place) {
    return fault_of(all, place);
}

DescribedConfig describe_topic_config(const ConfigResource& resource, const BrokerConfig& broker,
                                      const ConfigEntries& entries,
                                      const DynamicBrokerConfigs& dynamic) {
    DescribedConfig result{ErrorCode::none, "", resource.type, resource.name, {}};
    const Features& features = broker.features;
    TopicConfig config = broker.topic_defaults;
    for (const auto& [key, value] : entries) set_config(config, key, value, features);
    const BrokerConfig defaults = default_broker_config(features.keys_as_of);
    for (const ConfigKey& key : config_keys(ConfigOwner::topic, features.keys_as_of)) {
        const auto& wanted = resource.keys;
        if (wanted && std::find(wanted->begin(), wanted->end(), key.name) == wanted->end()) {
            continue;
        }
        ConfigEntry entry{
            key.name, config_text(config, key.name), false, ConfigSource::default_config, {}};
        if (features.dynamic_broker_configs) {  // before KIP-226 a topic's own was all that counted
            entry.synonyms =
                config_synonyms(broker_config_of_topic(key.name), broker, dynamic, defaults);
        }
        if (const std::string* own = own_value(entries, key.name)) {
            entry.value = shown(config, key, *own);
            entry.synonyms.insert(entry.synonyms.begin(),
                                  {key.name, entry.value, ConfigSource::dynamic_topic});
        }
        if (!entry.synonyms.empty()) entry.source = entry.synonyms.front().source;
        result.entries.push_back(std::move(entry));
    }
    return result;
}

}  // namespace kscope
