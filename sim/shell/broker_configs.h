// What kafka-configs asks of brokers about their configurations (KIP-226): a broker is asked about
// itself, any about what all have by default; and where each value comes from, with those that it
// hides (its synonyms), as Kafka's tool prints them. With --zookeeper it refuses while brokers run.
// Rule: kafka.admin.ConfigCommand.
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

// Of a DescribeConfigsRequest.
inline constexpr bool with_synonyms = true;

// All throw BadInput in Kafka's words.
std::vector<ConfigEntry> broker_entries(const ToolRun& run, AdminTool& tool,
                                        const ConfigEntity& entity);
void alter_broker_configs(const ToolRun& run, AdminTool& tool, const ConfigEntity& entity,
                          const WantedChanges& wanted);
[[noreturn]] void refuse_by_zookeeper(const ToolRun& run, const ConfigEntity& entity,
                                      const WantedChanges& wanted, bool alters);

// "DYNAMIC_BROKER_CONFIG:message.max.bytes=7, DEFAULT_CONFIG:message.max.bytes=1048588"
std::string synonyms_of(const ConfigEntry& entry);

}  // namespace kscope::sim
