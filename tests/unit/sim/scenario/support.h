// Short words for tests of scenarios: what a text loads to, or the one line it is refused with.
#pragma once

#include <string>

#include "sim/scenario/load.h"

namespace kscope::sim {

inline std::string complaint(const std::string& text, const Overrides& overrides = {}) {
    try {
        parse_scenario(text, "t.yaml", overrides);
    } catch (const BadInput& error) {
        return error.what();
    }
    return "";
}

// A small scenario that is right; tests append to it.
inline const char* const small_scenario = R"(scenario: Small
topics:
  click: {partitions: 3, replication-factor: 3}
producers:
  web:
    config: {acks: all}
    source: {generator: {topic: click, every: 10ms, count: 5, keys: 3}}
groups:
  monitoring: {members: 2, topics: [click]}
)";

}  // namespace kscope::sim
