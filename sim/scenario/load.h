// Reads scenario files. Strict: each mistake is one BadInput with the place, what is wrong and what
// would be right; nothing is guessed and nothing unknown is skipped. yaml-cpp is used only behind
// this header. Source of the keys: keys.h, the one registry.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/scenario.h"

namespace kscope::sim {

// `--set PATH=VALUE`, as typed behind --set.
using Overrides = std::vector<std::string>;

inline constexpr std::size_t scenario_bytes_max = 16 * 1024 * 1024;

// Throws BadInput.
Scenario load_scenario(const std::string& path, const Overrides& overrides = {});
// The same for text in memory; `file` is its name in messages and the place of relative paths.
Scenario parse_scenario(const std::string& text, const std::string& file,
                        const Overrides& overrides = {});

}  // namespace kscope::sim
