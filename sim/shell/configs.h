// What the parts of kafka-configs share: the changes that a command line asks for.
#pragma once

#include <string>
#include <vector>

#include "core/protocol/config_messages.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/config_entities.h"
#include "sim/shell/session.h"

namespace kscope::sim {

// --add-config, --add-config-file and --delete-config; `place` is that of the first of them.
struct WantedChanges {
    std::vector<ConfigAlteration> alterations;
    Place place;
};
WantedChanges wanted_changes(const ToolRun& run, const Options& options);

// "InvalidConfigurationException: Invalid config(s): x": what is to go must be there.
[[noreturn]] void refuse_missing_config(const Place& place, const std::string& name);

// client_quotas.cpp: users and clients.
void describe_quotas(const ToolRun& run, const ConfigEntities& entities);
void alter_quotas(const ToolRun& run, const ConfigEntities& entities, const WantedChanges& wanted);

// Topics' own keys, by the controller. Throws BadInput, at `place`.
void alter_topic_configs(AdminTool& tool, const std::string& topic,
                         std::vector<ConfigAlteration> alterations, const Place& place);

}  // namespace kscope::sim
