// Who holds a role now, as the cluster itself sees it: read from the brokers' own state, so that it
// follows what they know. no_node: nobody holds it at this moment.
#pragma once

#include "core/base/ids.h"
#include "sim/engine/world_spec.h"

namespace kscope::sim {

class World;

NodeId node_in_role(const World& world, const NodeByRole& who);

}  // namespace kscope::sim
