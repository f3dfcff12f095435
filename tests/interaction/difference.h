// The difference of two texts by lines, for people: "- " is what was expected, "+ " what came, with
// a few equal lines around. Empty if there is none.
#pragma once

#include <string>

namespace kscope::interaction {

std::string difference(const std::string& expected, const std::string& actual);

}  // namespace kscope::interaction
