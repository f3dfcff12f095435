// Which keys of a broker can be changed while it runs (KIP-226), and what it obeys then: its own
// dynamic value, or that of all brokers, or what it was started with, or the default. All of them
// may be set for one broker or for all ("cluster-wide" in Kafka's documentation); the keys that
// Kafka has per broker only are those of listeners and security, which are not here. Pure
// functions. Rule: kafka.server.DynamicBrokerConfig (DynamicLogConfig, LogCleaner,
// DynamicProducerStateManagerConfig) and DynamicConfig.Broker, 3.9.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/configs.h"

namespace kscope {

using DynamicConfigs = std::vector<std::pair<std::string, std::string>>;  // sorted by key

enum class UpdateMode : std::uint8_t { read_only, cluster_wide };
const char* name_of(UpdateMode mode);

// Of a key that no broker here has: read_only.
UpdateMode update_mode(std::string_view key);

// The names that stand for one setting, the strongest first: "log.retention.ms", then ".minutes",
// then ".hours". Of most keys it is the only one.
std::vector<std::string> broker_config_synonyms(std::string_view key);

// The broker's strongest key for what a topic's key says: "log.roll.ms" for "segment.ms"
// (ServerTopicConfigSynonyms). Empty: there is none.
std::string broker_config_of_topic(std::string_view topic_key);

// What a broker that was started with `fixed` obeys. A value that could not stand is left out, as
// one is that comes from a version which knew more.
BrokerConfig with_dynamic_configs(const BrokerConfig& fixed, const DynamicConfigs& of_all,
                                  const DynamicConfigs& own);

// Empty, or why a broker refuses to have all of these dynamically (DynamicBrokerConfig.validate):
// Kafka's error text.
std::optional<std::string> dynamic_configs_fault(const BrokerConfig& fixed,
                                                 const DynamicConfigs& configs);

}  // namespace kscope
