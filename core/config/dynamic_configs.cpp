#include "core/config/dynamic_configs.h"

#include <algorithm>
#include <array>

#include "core/config/config_keys.h"
#include "core/config/config_table.h"

namespace kscope {

namespace {

// Of the settings with several names only the strongest is dynamic (TOPIC_CONFIG_SYNONYMS).
constexpr std::array<std::string_view, 19> more_dynamic_keys{
    "log.retention.ms", "log.roll.ms", "log.roll.jitter.ms", "log.flush.interval.ms",
    "log.cleaner.backoff.ms", "log.message.timestamp.difference.max.ms",
    "log.message.timestamp.before.max.ms", "log.message.timestamp.after.max.ms",
    "producer.id.expiration.ms",
    // Without effect here (keys_without_effect.cpp).
    "log.cleaner.dedupe.buffer.size", "log.cleaner.io.buffer.load.factor",
    "log.cleaner.io.buffer.size", "log.cleaner.threads", "max.connections",
    "max.connections.per.ip", "num.io.threads", "num.network.threads",
    "num.recovery.threads.per.data.dir", "num.replica.fetchers"};
// These were dynamic before there were other dynamic keys (KIP-73).
constexpr std::array<std::string_view, 2> throttled_rates{"leader.replication.throttled.rate",
                                                          "follower.replication.throttled.rate"};
// DynamicLogConfig.NonReconfigrableLogConfigs: all brokers must support it.
constexpr std::string_view fixed_log_key = "log.message.format.version";

template <class Names>
bool is_one_of(std::string_view key, const Names& names) {
    return std::find(names.begin(), names.end(), key) != names.end();
}

bool is_topic_default(std::string_view key) {
    const auto& rows = config_table::broker_topic_rows();
    return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return key == row.name; });
}

bool is_broker_key(std::string_view key) {
    const auto& rows = config_table::broker_rows();
    return is_topic_default(key) ||
           std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return key == row.name; });
}

bool is_known(std::string_view key, const BrokerConfig& config) {
    return knows_key(ConfigOwner::broker, key, config.features);
}

void apply(BrokerConfig& config, const DynamicConfigs& configs) {
    for (const auto& [key, value] : configs) {
        if (update_mode(key) == UpdateMode::read_only || !is_known(key, config)) continue;
        set_config(config, key, value);
    }
}

// As Scala prints a set.
std::string set_of(const std::vector<std::string>& keys) {
    std::string text = "Set(";
    for (const std::string& key : keys) text += (&key == &keys.front() ? "" : ", ") + key;
    return text + ")";
}

}  // namespace

const char* name_of(UpdateMode mode) {
    return mode == UpdateMode::read_only ? "read-only" : "cluster-wide";
}

UpdateMode update_mode(std::string_view key) {
    const bool dynamic = (is_topic_default(key) && key != fixed_log_key) ||
                         is_one_of(key, more_dynamic_keys) || is_one_of(key, throttled_rates);
    return dynamic ? UpdateMode::cluster_wide : UpdateMode::read_only;
}

std::vector<std::string> broker_config_synonyms(std::string_view key) {
    static const std::vector<std::vector<std::string>> families{
        {"log.retention.ms", "log.retention.minutes", "log.retention.hours"},
        {"log.roll.ms", "log.roll.hours"},
        {"log.roll.jitter.ms", "log.roll.jitter.hours"},
        {"log.flush.interval.ms", "log.flush.scheduler.interval.ms"}};
    // The scheduler's interval is only the default of the other.
    if (key == "log.flush.scheduler.interval.ms") return {std::string(key)};
    for (const auto& family : families) {
        if (is_one_of(key, family)) return family;
    }
    return {std::string(key)};
}

std::string broker_config_of_topic(std::string_view topic_key) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> renamed{
        {{"segment.ms", "log.roll.ms"},
         {"segment.jitter.ms", "log.roll.jitter.ms"},
         {"flush.messages", "log.flush.interval.messages"},
         {"flush.ms", "log.flush.interval.ms"},
         {"segment.index.bytes", "log.index.size.max.bytes"},
         {"max.message.bytes", "message.max.bytes"},
         {"file.delete.delay.ms", "log.segment.delete.delay.ms"},
         {"min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio"}}};
    for (const auto& [of_topic, of_broker] : renamed) {
        if (of_topic == topic_key) return std::string(of_broker);
    }
    for (const char* prefix : {"", "log.", "log.cleaner."}) {
        std::string name = prefix + std::string(topic_key);
        if (is_broker_key(name)) return name;
    }
    return "";
}

BrokerConfig with_dynamic_configs(const BrokerConfig& fixed, const DynamicConfigs& of_all,
                                  const DynamicConfigs& own) {
    BrokerConfig config = fixed;
    apply(config, of_all);
    apply(config, own);
    config.originals = fixed.originals;  // what is dynamic stands in no file
    return config;
}

std::optional<std::string> dynamic_configs_fault(const BrokerConfig& fixed,
                                                 const DynamicConfigs& configs) {
    std::vector<std::string> read_only;
    for (const auto& [key, value] : configs) {
        if (update_mode(key) == UpdateMode::read_only && is_known(key, fixed)) {
            read_only.push_back(key);
        }
    }
    if (!read_only.empty()) return "Cannot update these configs dynamically: " + set_of(read_only);
    BrokerConfig checked = fixed;
    for (const auto& [key, value] : configs) {
        if (!is_known(key, fixed)) return "Unknown broker config name: " + key;
        if (const auto wrong = set_config(checked, key, value)) return config_exception(*wrong);
    }
    const auto wrong = validate(checked);
    if (!wrong) return std::nullopt;
    return wrong->substr(0, wrong->find("; "));  // a broker gives no advice
}

}  // namespace kscope
