// For the test that documentation, schema and loader agree: tells which rows of the registry of
// keys were met while a scenario was read. Nothing else uses it.
#pragma once

#include <set>

#include "sim/scenario/load.h"

namespace kscope::sim {

Scenario parse_scenario_traced(const std::string& text, const std::string& file,
                               const Overrides& overrides, std::set<std::string>* seen);

}  // namespace kscope::sim
