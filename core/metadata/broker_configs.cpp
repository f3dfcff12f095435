#include "core/metadata/broker_configs.h"

#include <algorithm>

#include "core/config/config_keys.h"
#include "core/config/dynamic_configs.h"

namespace kscope {

namespace {

bool is_whole_number(const std::string& name) {
    const std::size_t digits = name.starts_with('-') ? 1 : 0;
    return name.size() > digits && name.size() < 11 &&
           name.find_first_not_of("0123456789", digits) == std::string::npos;
}

// ControllerConfigurationValidator.validateBrokerName
std::string broker_name_fault(const std::string& name) {
    if (name.empty()) return "";
    if (!is_whole_number(name)) return "Unable to parse broker name as a base 10 number.";
    return name.starts_with('-') ? "Invalid negative broker ID." : "";
}

const std::string* value_of(const ConfigEntries& entries, const std::string& key) {
    const auto at = std::find_if(entries.begin(), entries.end(),
                                 [&](const auto& entry) { return entry.first == key; });
    return at == entries.end() ? nullptr : &at->second;
}

void set_entry(ConfigEntries& entries, const std::string& key, std::string value) {
    std::erase_if(entries, [&](const auto& entry) { return entry.first == key; });
    entries.emplace_back(key, std::move(value));
}

// The words of a list without or with one more.
std::string with_word(const std::string& list, const std::string& word, bool present) {
    std::string text;
    const auto add = [&text](const std::string& one) { text += (text.empty() ? "" : ",") + one; };
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        const std::string one = list.substr(at, comma - at);
        if (!one.empty() && one != word) add(one);
        at = comma + 1;
    }
    if (present) add(word);
    return text;
}

AlteredBrokerConfig refused(ErrorCode error, std::string message) {
    return {error, std::move(message), {}};
}

AlteredBrokerConfig checked(const BrokerConfig& fixed, ConfigEntries entries) {
    std::sort(entries.begin(), entries.end());
    if (auto wrong = dynamic_configs_fault(fixed, entries)) {
        return refused(ErrorCode::invalid_request, std::move(*wrong));
    }
    return {ErrorCode::none, "", std::move(entries)};
}

// AdminManager of 1.0: there was nothing to alter of a broker before KIP-226.
AlteredBrokerConfig name_checked(const BrokerConfig& fixed, const std::string& name) {
    if (!fixed.features.dynamic_broker_configs) {
        return refused(ErrorCode::invalid_request,
                       "AlterConfigs is only supported for topics, but resource type is BROKER");
    }
    std::string wrong = broker_name_fault(name);
    return wrong.empty() ? AlteredBrokerConfig{}
                         : refused(ErrorCode::invalid_request, std::move(wrong));
}

}  // namespace

AlteredBrokerConfig alter_broker_config(const BrokerConfig& fixed, const AlteredResource& wish,
                                        ConfigEntries now) {
    AlteredBrokerConfig verdict = name_checked(fixed, wish.name);
    if (verdict.error != ErrorCode::none) return verdict;
    for (const ConfigAlteration& alteration : wish.alterations) {
        const std::string& key = alteration.name;
        if (alteration.operation == ConfigOperation::remove) {
            std::erase_if(now, [&](const auto& entry) { return entry.first == key; });
        } else if (alteration.operation == ConfigOperation::set) {
            set_entry(now, key, alteration.value);
        } else if (key != "log.cleanup.policy") {
            return refused(ErrorCode::invalid_config,
                           "Config value append is not allowed for config key: " + key);
        } else {
            const std::string* own = value_of(now, key);
            const bool append = alteration.operation == ConfigOperation::append;
            set_entry(now, key,
                      with_word(own != nullptr ? *own : config_text(fixed, key), alteration.value,
                                append));
        }
    }
    return checked(fixed, std::move(now));
}

AlteredBrokerConfig alter_broker_config(const BrokerConfig& fixed, const WantedConfigs& wish,
                                        ConfigEntries) {
    AlteredBrokerConfig verdict = name_checked(fixed, wish.name);
    if (verdict.error != ErrorCode::none) return verdict;
    return checked(fixed, wish.configs);
}

std::string foreign_broker_fault(BrokerId self, const std::string& name) {
    const std::string own = std::to_string(self.value());
    if (name.empty() || name == own) return "";
    if (!is_whole_number(name)) return "Node id must be an integer, but it is: " + name;
    return "Unexpected broker id, expected " + own + ", but received " + name;
}

std::vector<ConfigSynonym> config_synonyms(std::string_view key, const BrokerConfig& fixed,
                                           const DynamicBrokerConfigs& dynamic,
                                           const BrokerConfig& defaults) {
    std::vector<ConfigSynonym> synonyms;
    const std::vector<std::string> names = broker_config_synonyms(key);
    const auto add = [&](const std::string& name, const std::string& value, ConfigSource source) {
        // What is stronger than the key itself says nothing of it.
        if (value.empty() || (synonyms.empty() && name != key)) return;
        synonyms.push_back({name, value, source});
    };
    const auto add_all = [&](const ConfigEntries& entries, ConfigSource source) {
        for (const std::string& name : names) {
            if (const std::string* value = value_of(entries, name)) add(name, *value, source);
        }
    };
    add_all(dynamic.own, ConfigSource::dynamic_broker);
    add_all(dynamic.of_all, ConfigSource::dynamic_default_broker);
    add_all(fixed.originals, ConfigSource::static_broker);
    for (const std::string& name : names) {
        add(name, config_text(defaults, name), ConfigSource::default_config);
    }
    return synonyms;
}

void drop_synonyms(DescribeConfigsResponse& response) {
    for (DescribedConfig& result : response.results) {
        for (ConfigEntry& entry : result.entries) entry.synonyms.clear();
    }
}

DescribedConfig describe_broker_config(const ConfigResource& resource, const BrokerConfig& fixed,
                                       const DynamicBrokerConfigs& dynamic) {
    DescribedConfig result{ErrorCode::none, "", resource.type, resource.name, {}};
    const auto is_wanted = [&resource](const std::string& key) {
        const auto& wanted = resource.keys;
        return !wanted || std::find(wanted->begin(), wanted->end(), key) != wanted->end();
    };
    const std::string_view version = fixed.features.keys_as_of;
    const BrokerConfig defaults = default_broker_config(version);
    if (resource.name.empty()) {
        for (const auto& [key, value] : dynamic.of_all) {
            if (!is_wanted(key)) continue;
            constexpr auto of_all = ConfigSource::dynamic_default_broker;
            ConfigEntry entry{key, value, false, of_all,
                              config_synonyms(key, fixed, dynamic, defaults)};
            std::erase_if(entry.synonyms, [](const auto& one) { return one.source != of_all; });
            result.entries.push_back(std::move(entry));
        }
        return result;
    }
    const std::string self = std::to_string(fixed.broker_id.value());
    if (resource.name != self) {
        result.error = ErrorCode::invalid_request;
        result.message = "Unexpected broker id, expected " + self +
                         " or empty string, but received " + resource.name;
        return result;
    }
    const BrokerConfig config = with_dynamic_configs(fixed, dynamic.of_all, dynamic.own);
    for (const ConfigKey& key : config_keys(ConfigOwner::broker, version)) {
        if (!is_wanted(key.name)) continue;
        const bool read_only = !fixed.features.dynamic_broker_configs ||
                               update_mode(key.name) == UpdateMode::read_only;
        ConfigEntry entry{key.name, config_text(config, key.name), read_only,
                          ConfigSource::default_config,
                          config_synonyms(key.name, fixed, dynamic, defaults)};
        if (!entry.synonyms.empty()) entry.source = entry.synonyms.front().source;
        result.entries.push_back(std::move(entry));
    }
    return result;
}

}  // namespace kscope
