// What a power loss leaves of the extent that was being written: the first half of its bytes.
#pragma once

#include <optional>

#include "core/border/files.h"

namespace kscope::sim {

// None: nothing readable is left of it.
std::optional<Extent> torn_half(const Extent& extent);

}  // namespace kscope::sim
