// The place of a node in the network's tables. Private to sim/net.
#pragma once

#include <cstddef>

#include "core/base/ids.h"

namespace kscope::sim {

inline std::size_t at(NodeId node) { return static_cast<std::size_t>(node.value()); }

}  // namespace kscope::sim
