// Random faults, and then time to recover: what a cluster owes whatever keeps its metadata.
#pragma once

#include <string>

#include "tests/support/small_cluster.h"

namespace kscope::sim::test {

// Plays until all is well, 45 s after the healing at most. Answers what is wrong: a broken law, or
// who is not well. A partition that a power loss has forked need not be: `trial` can tell of it.
inline std::string wrong_after_faults(Trial& trial) {
    const Instant healed = small_faults().heal_at;
    const Instant bound = healed + Duration::seconds(45);
    trial.play(healed + Duration::seconds(5));
    std::string wrong = trial.broken();
    if (!wrong.empty()) return wrong;
    for (Instant t = trial.world.now(); t < bound; t = t + Duration::seconds(1)) {
        trial.play(t);
        wrong = trial.broken();
        if (!wrong.empty()) return wrong;
        if (producers_drained(trial.world) && ailments(trial).empty()) return "";
    }
    if (!any_parted(trial)) return "not well: " + ailments(trial);
    const std::string unexcused = ailments(trial, Forks::may_stay);
    return unexcused.empty() ? "" : "not well beside a fork: " + unexcused;
}

}  // namespace kscope::sim::test
