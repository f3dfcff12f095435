// Makes the world's recipe of a scenario: node plans in the order of scenario.h, sources with the
// records of their data files, the timeline as it is. The only step that opens data files.
#pragma once

#include "sim/engine/world_spec.h"
#include "sim/scenario/scenario.h"

namespace kscope::sim {

// Throws BadInput if a data file is missing or malformed.
WorldSpec compile(const Scenario& scenario);
// Tells each broker with ZooKeeper the processes of all of them, as the world's spec has them now.
void tell_processes(WorldSpec& world);

}  // namespace kscope::sim
