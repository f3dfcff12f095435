// Until core/node and core/broker have their implementations; then this file goes.
#include "sim/engine/node_process.h"
#include "sim/engine/roles.h"

namespace kscope::sim {

std::unique_ptr<Process> make_node_process(const NodePlan&) { return nullptr; }
NodeId node_in_role(const World&, const NodeByRole&) { return no_node; }

}  // namespace kscope::sim
