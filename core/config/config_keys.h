// The one table of configuration keys: Kafka's name, type, default per version (key_history.h) and
// one line of meaning (server.properties, topic, producer and consumer configuration; zoo.cfg for
// ZooKeeper). It fills the typed configurations; nothing else holds a default. An unlisted
// key is an error, so that no scenario believes in a setting that does nothing; the few listed ones
// that no rule here obeys say so in their meaning (keys_without_effect.cpp).
//
// Values are read as Kafka reads them (ConfigDef.parseType): plain numbers of the key's type, in
// the unit of its name. A scenario may give a unit ("30s", "1MiB"), which without_unit() takes
// away.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/configs.h"
#include "core/config/kafka_version.h"

namespace kscope {

enum class ConfigOwner : std::uint8_t { broker, topic, producer, consumer, zookeeper };

enum class ConfigType : std::uint8_t {
    boolean,
    integer,
    bytes,
    milliseconds,
    seconds,
    text,
    real,
};

struct ConfigKey {
    std::string name;
    ConfigType type = ConfigType::text;
    std::string default_value;
    std::string meaning;
    std::string history;  // "6000 up to 2.0; since 0.11"; empty: as it always was
};

const char* name_of(ConfigOwner owner);
const char* name_of(ConfigType type);
// Those of a version (of the one that a scenario runs as if it says none), in alphabetical order.
std::vector<ConfigKey> config_keys(ConfigOwner owner);
std::vector<ConfigKey> config_keys(ConfigOwner owner, std::string_view version);

// Empty, or why this version does not know the key, and what would be right. A key that no version
// knows is set_config()'s to refuse.
std::optional<std::string> refuse_key(ConfigOwner owner, std::string_view key,
                                      std::string_view version);

// Whether the version of these features has such a key.
bool knows_key(ConfigOwner owner, std::string_view key, const Features& features);
// Kafka's words for a topic's key that it has not (LogConfig.validateNames).
std::string unknown_topic_key(std::string_view key, const Features& features);

// The defaults of a version, which must be supported.
BrokerConfig default_broker_config(std::string_view version);
ProducerConfig default_producer_config(std::string_view version);
ConsumerConfig default_consumer_config(std::string_view version);
ZooKeeperConfig default_zookeeper_config(std::string_view version);

// Sets one key, to what the version of its features takes. The answer is empty, or Kafka's words
// for what is wrong, and behind the last "; " what would be right; then the configuration is
// unchanged. A key that came later or went before is refuse_key()'s, or knows_key()'s, to find.
std::optional<std::string> set_config(BrokerConfig&, std::string_view key, std::string_view value);
std::optional<std::string> set_config(TopicConfig&, std::string_view key, std::string_view value,
                                      const Features& features);
std::optional<std::string> set_config(ProducerConfig&, std::string_view key,
                                      std::string_view value);
std::optional<std::string> set_config(ConsumerConfig&, std::string_view key,
                                      std::string_view value);
std::optional<std::string> set_config(ZooKeeperConfig&, std::string_view key,
                                      std::string_view value);

// A broker's words for what set_config() refuses: without what kscope advises (ConfigException).
std::string config_exception(const std::string& wrong);

// What a scenario's "30s" or "1MiB" is as the key's plain number. A text without a unit, or one
// that does not come out whole, stays as it is.
std::string without_unit(ConfigOwner owner, std::string_view key, std::string_view value);
// "a time such as 30s"; empty: the key takes no unit.
std::string_view unit_example(ConfigOwner owner, std::string_view key);

// Rules that bind several keys (ProducerConfig.postProcessAndValidateIdempotenceConfigs and its
// like).
std::optional<std::string> validate(const BrokerConfig&);
std::optional<std::string> validate(const ProducerConfig&);
std::optional<std::string> validate(const ConsumerConfig&);
std::optional<std::string> validate(const ZooKeeperConfig&);

// ProducerConfig.postProcessAndValidateIdempotenceConfigs: idempotence that nobody asked for gives
// way to acks, retries or in-flight settings that exclude it. Where it was asked for, those of them
// that nobody set become such as it needs (KafkaProducer.configureAcks, configureRetries,
// configureInflightRequests). To be called before validate().
using KeyIsSet = std::function<bool(const char* key)>;
void settle_idempotence(ProducerConfig&, const KeyIsSet& set_by_user);

// What a version without a key of its own takes from another: a backoff that does not grow ends
// where it begins, and poll() must come within the session's timeout. To be called before
// validate().
void settle_as_of_version(ProducerConfig&);
void settle_as_of_version(ConsumerConfig&);

// What a key is set to, as Kafka would print it: for sentences
// ("zookeeper.session.timeout.ms=18000"). Empty if there is no such key.
std::string config_text(const BrokerConfig&, std::string_view key);
std::string config_text(const TopicConfig&, std::string_view key);

// The known name closest to a mistyped one, by edit distance; empty if none is near.
std::string nearest_name(std::string_view wrong, const std::vector<std::string>& known);

}  // namespace kscope
