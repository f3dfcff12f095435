// The rules of topics' configurations, whoever keeps them: which values may stand, what an
// alteration makes of them, and how they are described. Pure functions; the entries of a topic are
// what is its own, sorted by key. Rules: ConfigAdminManager, ConfigHelper.describeConfigs,
// LogConfig.validate.
#pragma once

#include <optional>
#include <string>

#include "core/config/configs.h"
#include "core/metadata/broker_configs.h"
#include "core/protocol/config_messages.h"
#include "core/protocol/metadata_messages.h"

namespace kscope {

// Sets one key; the answer is empty, or Kafka's error text (InvalidConfigurationException).
std::optional<std::string> set_topic_config(TopicConfig& config, const std::string& key,
                                            const std::string& value, const Features& features);
// Empty, or why a topic cannot have all of these (likewise).
std::optional<std::string> topic_config_fault(const TopicConfig& defaults,
                                              const ConfigEntries& entries,
                                              const Features& features);
// Whether a value is a list, to which one can append.
bool is_list_config(std::string_view key);

// What the broker that is asked refuses before anybody looks at values (INVALID_REQUEST): a
// resource or key that stands twice, a value that is null. Empty: nothing of the kind.
std::optional<std::string> request_fault(const std::vector<AlteredResource>& all,
                                         std::size_t place);
std::optional<std::string> request_fault(const std::vector<WantedConfigs>& all, std::size_t place);

// A topic that is there, as such a broker sees it, of whose configuration some is dynamic; where
// each value comes from by the names of keys (ConfigHelper.createTopicConfigEntry). What is a
// default is said as of its version.
DescribedConfig describe_topic_config(const ConfigResource& resource, const BrokerConfig& broker,
                                      const ConfigEntries& entries,
                                      const DynamicBrokerConfigs& dynamic);

}  // namespace kscope
