// The shape of the key table: a row per key, which knows its field. Private to core/config.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/config/config_keys.h"

namespace kscope::config_table {

// The type of a whole number (ConfigDef.Type).
enum class Width : std::uint8_t { int16, int32, int64 };

struct ValueType {
    ConfigType type;
    Width width;  // of whole numbers
    constexpr ValueType(ConfigType t, Width w = Width::int32) : type(t), width(w) {}
    constexpr operator ConfigType() const { return type; }
};

// Short names, so that a row fits on a line.
inline constexpr ValueType ms = ConfigType::milliseconds;
inline constexpr ValueType bytes = ConfigType::bytes;
inline constexpr ValueType integer = ConfigType::integer;
inline constexpr ValueType boolean = ConfigType::boolean;
inline constexpr ValueType long_ms{ConfigType::milliseconds, Width::int64};
inline constexpr ValueType long_bytes{ConfigType::bytes, Width::int64};
inline constexpr ValueType long_integer{ConfigType::integer, Width::int64};
inline constexpr ValueType long_seconds{ConfigType::seconds, Width::int64};
inline constexpr ValueType short_integer{ConfigType::integer, Width::int16};

// A value that is no field of its own: reads it, trimmed and of the row's type (false: refused),
// and writes it. What of it can stand may be the version's to say.
template <class C>
struct Custom {
    bool (*read)(C&, std::string_view) = nullptr;
    std::string (*write)(const C&) = nullptr;
    const char* allowed = "";                              // "one of ..."
    std::string (*allowed_to)(const Features&) = nullptr;  // in place of it
    bool (*knows)(const Features&, std::string_view) = nullptr;
};

template <class C>
using Field = std::variant<bool C::*, std::int16_t C::*, std::int32_t C::*, std::int64_t C::*,
                           Duration C::*, std::string C::*, Custom<C>>;

template <class C>
struct Row {
    const char* name;
    ValueType type;
    const char* default_value;  // of the newest version that has it; key_history.h has the earlier
    const char* meaning;
    Field<C> field;
    std::int64_t least = std::numeric_limits<std::int64_t>::min();
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

// Sets the row's field from text, as Kafka reads it (ConfigDef.parseType, then the validator); the
// answer is empty or what is wrong. A field in millionths has the type `real`.
template <class C>
std::optional<std::string> set(C& config, const Row<C>& row, std::string_view value,
                               const Features& features);
template <class C>
std::string text(const C& config, const Row<C>& row);

// What a version has of codecs and of cleanup policies, as a refusal lists them, and whether a
// value is none that only later versions have.
std::string codecs_of(const Features& features);
bool knows_codec(const Features& features, std::string_view value);
std::string cleanup_policies_of(const Features& features);
bool knows_cleanup_policy(const Features& features, std::string_view value);

const std::vector<Row<BrokerConfig>>& broker_rows();
// Those of them that are about quotas and throttles (quota_keys.cpp), and a topic's own.
std::vector<Row<BrokerConfig>> quota_rows();
std::vector<Row<BrokerConfig>> log_rows();             // log_keys.cpp
std::vector<Row<BrokerConfig>> rows_without_effect();  // keys_without_effect.cpp
std::vector<Row<TopicConfig>> throttled_replicas_rows();
// The broker keys that give topics their defaults ("log.segment.bytes").
const std::vector<Row<TopicConfig>>& broker_topic_rows();
const std::vector<Row<TopicConfig>>& topic_rows();
const std::vector<Row<ProducerConfig>>& producer_rows();
const std::vector<Row<ConsumerConfig>>& consumer_rows();
const std::vector<Row<ZooKeeperConfig>>& zookeeper_rows();

}  // namespace kscope::config_table
