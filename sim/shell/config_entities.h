// Whose configuration kafka-configs is about: entity types, and a name or the default for each, by
// --entity-type, --entity-name and --entity-default or the flags of one type (--topic, --user,
// --client-defaults). What does not go together is refused in Kafka's words. Rule:
// kafka.admin.ConfigCommand.ConfigCommandOptions.
#pragma once

#include <string>
#include <vector>

#include "sim/shell/options.h"

namespace kscope::sim {

struct ConfigEntities {
    std::vector<Word> types;  // "topics"; never empty
    std::vector<Word> names;  // empty text: the default
    [[nodiscard]] const std::string& type() const { return types.front().text; }
    [[nodiscard]] bool has(const std::string& type) const;
};

std::vector<Flag> entity_flags();
// Throws BadInput.
ConfigEntities entities_of(const Options& options);

}  // namespace kscope::sim
