#include "core/config/config_keys.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/base/check.h"
#include "core/config/config_table.h"
#include "core/config/config_value.h"
#include "core/config/key_history.h"

namespace kscope {

namespace {

using config_table::Row;

template <class C>
void apply_defaults(C& config, const std::vector<Row<C>>& rows, ConfigOwner owner,
                    const Features& features) {
    for (const Row<C>& row : rows) {
        const char* value =
            default_as_of(find_history(owner, row.name), row.default_value, features.keys_as_of);
        if (*value == '\0') continue;  // null, as the field is
        const auto wrong = config_table::set(config, row, value, features);
        KSCOPE_CHECK(!wrong, wrong.value_or(""));
    }
}

template <class C>
const Row<C>* find_row(const std::vector<Row<C>>& rows, std::string_view key) {
    const auto at =
        std::find_if(rows.begin(), rows.end(), [key](const Row<C>& r) { return key == r.name; });
    return at == rows.end() ? nullptr : &*at;
}

std::string unknown_key(std::string_view key, ConfigOwner owner) {
    std::vector<std::string> names;
    for (const ConfigKey& known : config_keys(owner)) names.push_back(known.name);
    const std::string near = nearest_name(key, names);
    std::string text = "unknown " + std::string(name_of(owner)) + " key '" + std::string(key) + "'";
    return text +
           (near.empty() ? "; `kscope list configs` names all" : "; did you mean '" + near + "'?");
}

template <class C>
std::optional<std::string> set_row(C& config, Row<C> row, ConfigOwner owner, std::string_view value,
                                   const Features& features) {
    row.least = least_as_of(owner, row.name, row.least, features.keys_as_of);
    return config_table::set(config, row, value, features);
}

template <class C>
std::optional<std::string> set_in(C& config, const std::vector<Row<C>>& rows, ConfigOwner owner,
                                  std::string_view key, std::string_view value,
                                  const Features& features) {
    const Row<C>* row = find_row(rows, key);
    return row != nullptr ? set_row(config, *row, owner, value, features) : unknown_key(key, owner);
}

std::optional<ConfigType> type_of(ConfigOwner owner, std::string_view key) {
    const auto in = [key](const auto& rows) -> std::optional<ConfigType> {
        const auto* row = find_row(rows, key);
        return row != nullptr ? std::optional<ConfigType>(row->type) : std::nullopt;
    };
    switch (owner) {
        case ConfigOwner::broker: {
            const auto type = in(config_table::broker_rows());
            return type ? type : in(config_table::broker_topic_rows());
        }
        case ConfigOwner::topic: return in(config_table::topic_rows());
        case ConfigOwner::producer: return in(config_table::producer_rows());
        case ConfigOwner::consumer: return in(config_table::consumer_rows());
        case ConfigOwner::zookeeper: return in(config_table::zookeeper_rows());
    }
    return std::nullopt;
}

template <class C>
void list_rows(std::vector<ConfigKey>& keys, const std::vector<Row<C>>& rows, ConfigOwner owner,
               std::string_view version) {
    for (const Row<C>& row : rows) {
        const KeyHistory* history = find_history(owner, row.name);
        if (!known_as_of(history, version)) continue;
        keys.push_back({row.name, row.type, default_as_of(history, row.default_value, version),
                        row.meaning, text_of(history, row.default_value)});
    }
}

}  // namespace

const char* name_of(ConfigOwner owner) {
    static constexpr std::array names{"broker", "topic", "producer", "consumer", "zookeeper"};
    return names[static_cast<std::size_t>(owner)];
}

const char* name_of(ConfigType type) {
    static constexpr std::array names{"boolean", "integer", "bytes", "ms",
                                      "seconds", "text",    "double"};
    return names[static_cast<std::size_t>(type)];
}

std::vector<ConfigKey> config_keys(ConfigOwner owner) {
    return config_keys(owner, default_version());
}

std::vector<ConfigKey> config_keys(ConfigOwner owner, std::string_view version) {
    std::vector<ConfigKey> keys;
    const auto list = [&](const auto& rows) { list_rows(keys, rows, owner, version); };
    switch (owner) {
        case ConfigOwner::broker:
            list(config_table::broker_rows());
            list(config_table::broker_topic_rows());
            break;
        case ConfigOwner::topic: list(config_table::topic_rows()); break;
        case ConfigOwner::producer: list(config_table::producer_rows()); break;
        case ConfigOwner::consumer: list(config_table::consumer_rows()); break;
        case ConfigOwner::zookeeper: list(config_table::zookeeper_rows()); break;
    }
    std::sort(keys.begin(), keys.end(),
              [](const ConfigKey& a, const ConfigKey& b) { return a.name < b.name; });
    return keys;
}

std::optional<std::string> refuse_key(ConfigOwner owner, std::string_view key,
                                      std::string_view version) {
    const KeyHistory* history = find_history(owner, key);
    if (known_as_of(history, version)) return std::nullopt;
    const std::string name(key);
    if (*history->since != '\0' && is_before(version, history->since)) {
        const bool between = *history->came != '\0';
        return name + " came with Kafka " + history->first_release() + "; take it out, or run as " +
               (between ? history->since : "that");
    }
    return name + " went after Kafka " + history->until + "; take it out, or run as that";
}

bool knows_key(ConfigOwner owner, std::string_view key, const Features& features) {
    return type_of(owner, key) && known_as_of(find_history(owner, key), features.keys_as_of);
}

std::string unknown_topic_key(std::string_view key, const Features& features) {
    const std::string name(key);
    if (is_before(features.keys_as_of, "0.10.2")) {
        return "requirement failed: Unknown configuration \"" + name + "\".";
    }
    if (is_before(features.keys_as_of, "0.11")) return "Unknown Log configuration " + name + ".";
    return "Unknown topic config name: " + name;
}

BrokerConfig default_broker_config(std::string_view version) {
    BrokerConfig config;
    config.features = features_of(version);
    apply_defaults(config, config_table::broker_rows(), ConfigOwner::broker, config.features);
    apply_defaults(config.topic_defaults, config_table::broker_topic_rows(), ConfigOwner::broker,
                   config.features);
    return config;
}

ProducerConfig default_producer_config(std::string_view version) {
    ProducerConfig config;
    config.features = features_of(version);
    apply_defaults(config, config_table::producer_rows(), ConfigOwner::producer, config.features);
    return config;
}

ConsumerConfig default_consumer_config(std::string_view version) {
    ConsumerConfig config;
    config.features = features_of(version);
    apply_defaults(config, config_table::consumer_rows(), ConfigOwner::consumer, config.features);
    return config;
}

ZooKeeperConfig default_zookeeper_config(std::string_view version) {
    ZooKeeperConfig config;
    apply_defaults(config, config_table::zookeeper_rows(), ConfigOwner::zookeeper,
                   features_of(version));
    return config;
}

std::optional<std::string> set_config(BrokerConfig& config, std::string_view key,
                                      std::string_view value) {
    const auto* row = find_row(config_table::broker_topic_rows(), key);
    auto wrong = row != nullptr ? set_row(config.topic_defaults, *row, ConfigOwner::broker, value,
                                          config.features)
                                : set_in(config, config_table::broker_rows(), ConfigOwner::broker,
                                         key, value, config.features);
    if (wrong) return wrong;
    auto& originals = config.originals;
    const auto at = std::lower_bound(originals.begin(), originals.end(), key,
                                     [](const auto& one, auto name) { return one.first < name; });
    if (at != originals.end() && at->first == key) {
        at->second = value;
    } else {
        originals.emplace(at, key, value);
    }
    return std::nullopt;
}

std::optional<std::string> set_config(TopicConfig& config, std::string_view key,
                                      std::string_view value, const Features& features) {
    return set_in(config, config_table::topic_rows(), ConfigOwner::topic, key, value, features);
}

std::optional<std::string> set_config(ProducerConfig& config, std::string_view key,
                                      std::string_view value) {
    return set_in(config, config_table::producer_rows(), ConfigOwner::producer, key, value,
                  config.features);
}

std::optional<std::string> set_config(ConsumerConfig& config, std::string_view key,
                                      std::string_view value) {
    return set_in(config, config_table::consumer_rows(), ConfigOwner::consumer, key, value,
                  config.features);
}

std::optional<std::string> set_config(ZooKeeperConfig& config, std::string_view key,
                                      std::string_view value) {
    return set_in(config, config_table::zookeeper_rows(), ConfigOwner::zookeeper, key, value,
                  Features{});
}

std::string config_exception(const std::string& wrong) {
    const std::size_t cut = wrong.rfind("; write ");
    if (cut == std::string::npos) return wrong;
    const std::string problem = wrong.substr(0, cut);
    const std::size_t name = problem.rfind(" for configuration ");
    const bool has_reason = problem.find(": ", name) != std::string::npos;
    return has_reason ? problem : problem + ": it must be " + wrong.substr(cut + 8);
}

std::string without_unit(ConfigOwner owner, std::string_view key, std::string_view value) {
    const auto type = type_of(owner, key);
    std::optional<std::int64_t> number;
    if (type == ConfigType::bytes) {
        number = parse_size(value);
    } else if (type == ConfigType::milliseconds || type == ConfigType::seconds) {
        const auto time = parse_duration(value);
        const std::int64_t unit = type == ConfigType::seconds ? 1'000'000'000 : 1'000'000;
        if (time && time->count() % unit == 0) number = time->count() / unit;
    }
    return number ? std::to_string(*number) : std::string(value);
}

std::string_view unit_example(ConfigOwner owner, std::string_view key) {
    const auto type = type_of(owner, key);
    if (type == ConfigType::bytes) return "a size such as 64KiB";
    if (type == ConfigType::milliseconds) return "a time such as 30s";
    return type == ConfigType::seconds ? "a time such as 5m" : "";
}

std::string config_text(const BrokerConfig& config, std::string_view key) {
    if (const auto* row = find_row(config_table::broker_rows(), key)) {
        return config_table::text(config, *row);
    }
    const auto* row = find_row(config_table::broker_topic_rows(), key);
    return row != nullptr ? config_table::text(config.topic_defaults, *row) : "";
}

std::string config_text(const TopicConfig& config, std::string_view key) {
    const auto* row = find_row(config_table::topic_rows(), key);
    return row != nullptr ? config_table::text(config, *row) : "";
}

std::string nearest_name(std::string_view wrong, const std::vector<std::string>& known) {
    std::string best;
    std::size_t least = wrong.size() / 3 + 2;  // further off is a guess, not help
    for (const std::string& name : known) {
        std::vector<std::size_t> row(name.size() + 1);
        std::iota(row.begin(), row.end(), std::size_t{0});
        for (std::size_t i = 1; i <= wrong.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j <= name.size(); ++j) {
                const std::size_t swap = diagonal + (wrong[i - 1] == name[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = std::min({swap, row[j] + 1, row[j - 1] + 1});
            }
        }
        if (row[name.size()] < least) {
            least = row[name.size()];
            best = name;
        }
    }
    return best;
}

}  // namespace kscope
