// The processes of real worlds: a Node made from the plan's spec.
#pragma once

#include "sim/engine/process.h"

namespace kscope::sim {

std::unique_ptr<Process> make_node_process(const NodePlan& plan);

}  // namespace kscope::sim
