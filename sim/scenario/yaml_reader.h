// YAML text to a Tree; the only user of the YAML library. Refuses what a scenario has no use for
// and what could hurt: several documents, aliases (a small file could grow without end), deep
// nesting (the library recurses), repeated keys (it would keep one of them silently), text that is
// not UTF-8.
#pragma once

#include "sim/scenario/tree.h"

namespace kscope::sim {

inline constexpr int yaml_depth_max = 64;

// `source` is the file's name in places. Throws BadInput.
Tree read_yaml(const std::string& text, const std::string& source);

}  // namespace kscope::sim
