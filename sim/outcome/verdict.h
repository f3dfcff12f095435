// Verdict: do a scenario's expectations hold of an outcome? Each answer says what was measured.
#pragma once

#include <string>
#include <vector>

#include "sim/outcome/outcome.h"
#include "sim/scenario/expectation.h"

namespace kscope::sim {

struct Verdict {
    std::string text;  // the expectation, as written
    bool held = false;
    std::string measured;  // "3", "b1, b2"; empty if there is nothing to add
};

// The broken law is what this expectation tells of.
bool explains(const Expectation& expectation, const Outcome& outcome);

// `laws_held`: no law was broken.
Verdict judge(const Expectation& expectation, const Outcome& outcome, bool laws_held);
std::vector<Verdict> judge(const std::vector<Expectation>& expectations, const Outcome& outcome,
                           bool laws_held);

}  // namespace kscope::sim
