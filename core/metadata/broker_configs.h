// The rules of brokers' dynamic configurations, whoever keeps them (KIP-226): what an alteration
// makes of them, which may not stand, and how a broker describes its own. A resource without a name
// is what all brokers have by default. Pure functions. Rules: ConfigAdminManager (which checks at
// the broker that is asked), ControllerConfigurationValidator, ConfigHelper.describeConfigs, 3.9.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config/configs.h"
#include "core/protocol/config_messages.h"
#include "core/protocol/metadata_messages.h"

namespace kscope {

struct AlteredBrokerConfig {
    ErrorCode error = ErrorCode::none;
    std::string message;
    ConfigEntries entries;  // what is to be kept, sorted by key
};

// `fixed`: what the broker that checks was started with; `now`: what is kept.
AlteredBrokerConfig alter_broker_config(const BrokerConfig& fixed, const AlteredResource& wish,
                                        ConfigEntries now);
AlteredBrokerConfig alter_broker_config(const BrokerConfig& fixed, const WantedConfigs& wish,
                                        ConfigEntries now);

// Empty, or why this broker does not alter or tell what is of another
// (validateResourceNameIsCurrentNodeId).
std::string foreign_broker_fault(BrokerId self, const std::string& name);

// What of a broker is dynamic, and of all.
struct DynamicBrokerConfigs {
    ConfigEntries of_all;
    ConfigEntries own;
    friend bool operator==(const DynamicBrokerConfigs&, const DynamicBrokerConfigs&) = default;
};
// Where the value of a broker's key comes from, the strongest first, the default last
// (ConfigHelper.configSynonyms). `fixed`: what it was started with; `defaults`: its version's.
std::vector<ConfigSynonym> config_synonyms(std::string_view key, const BrokerConfig& fixed,
                                           const DynamicBrokerConfigs& dynamic,
                                           const BrokerConfig& defaults);
// What was not asked for is not told.
void drop_synonyms(DescribeConfigsResponse& response);

// Of a broker that was started with `fixed`, or (no name) what all brokers have. What is a default
// is said as of its version.
DescribedConfig describe_broker_config(const ConfigResource& resource, const BrokerConfig& fixed,
                                       const DynamicBrokerConfigs& dynamic);

}  // namespace kscope
