// An offset as the sentences of broken laws write it. Private to sim/check.
#pragma once

#include <string>

#include "core/base/ids.h"

namespace kscope::sim {

inline std::string text(Offset offset) { return std::to_string(offset.value()); }

}  // namespace kscope::sim
