// What kafka-configs asks of brokers about their configurations (KIP-226): a broker is asked about
// itself, any about what all have by default; and where each value comes from, with those that it
// hides (its synonyms), as Kafka's tool prints them. With --zookeeper it refuses while brokers run.
// Rule: kafka.admin.ConfigCommand, ConfigHelper.configSynonyms.
#pragma once

#include <string>
#include <vector>

#include "sim/shell/admin_tool.h"
#include "sim/shell/configs.h"
#include "sim/shell/session.h"

namespace kscope::sim {

struct ConfigEntity {
    ConfigResourceType type = ConfigResourceType::topic;
    std::string name;  // of a broker: empty is the default of all
    Place place;
    [[nodiscard]] const char* kind() const {
        return type == ConfigResourceType::topic ? "topic" : "broker";
    }
    [[nodiscard]] bool is_default() const { return name.empty(); }
};

// All throw BadInput in Kafka's words.
std::vector<ConfigEntry> broker_entries(const ToolRun& run, AdminTool& tool,
                                        const ConfigEntity& entity);
void alter_broker_configs(const ToolRun& run, AdminTool& tool, const ConfigEntity& entity,
                          const WantedChanges& wanted);
[[noreturn]] void refuse_by_zookeeper(const ToolRun& run, const ConfigEntity& entity,
                                      const WantedChanges& wanted, bool alters);

// The synonyms of an entity's values, the one that holds first.
class ConfigSynonyms {
public:
    ConfigSynonyms(const ToolRun& run, AdminTool& tool, const ConfigEntity& entity);
    // "DYNAMIC_BROKER_CONFIG:message.max.bytes=7, DEFAULT_CONFIG:message.max.bytes=1048588"
    [[nodiscard]] std::string of(const ConfigEntry& entry) const;

private:
    using Entries = std::vector<ConfigEntry>;
    ConfigEntity entity_;
    Entries own_;     // of the broker
    Entries of_all_;  // of all brokers
    BrokerConfig fixed_;
    BrokerConfig defaults_;
};

}  // namespace kscope::sim
