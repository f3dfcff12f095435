// Until core/node has its implementation; then this file goes.
#include "sim/engine/node_process.h"

std::unique_ptr<kscope::sim::Process> kscope::sim::make_node_process(const NodePlan&) {
    return nullptr;
}
