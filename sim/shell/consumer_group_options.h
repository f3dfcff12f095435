// The flags of kafka-consumer-groups, and which of them go together
// (org.apache.kafka.tools.consumer.group.ConsumerGroupCommandOptions).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/shell/options.h"
#include "sim/shell/session.h"

namespace kscope::sim {

std::vector<Flag> consumer_group_flags(const ToolRun& run);
// Throws BadInput.
void check_group_options(const Options& options);
// --state of --list: the states that are wanted, as groups have them; empty: all. Throws BadInput.
std::set<std::string> states_of(const Options& options);

}  // namespace kscope::sim
