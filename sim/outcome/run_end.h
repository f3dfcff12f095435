// RunEnd: when is a run over? At `until`; else once all sources are exhausted, the timeline is
// done, each producer has an answer for all it sent, and each group has read and committed all of
// it. It looks at the world at fixed virtual instants, so that a run ends at the same event on each
// machine.
//
// Two things can keep a run from ever being over, and each has its limit: a `when` that does not
// come true (one minute after all else is done), and work that is never done, such as a group whose
// consumers are dead (ten minutes after the last record and the last entry of the timeline).
#pragma once

#include "core/base/time.h"
#include "sim/scenario/scenario.h"

namespace kscope::sim {

class Checker;
class World;

class RunEnd {
public:
    explicit RunEnd(const Scenario& scenario);

    // The instant of the next look; play up to it with step_until().
    [[nodiscard]] Instant next_look() const { return next_look_; }
    // True: the run is over. To be called when no event up to next_look() is left.
    bool look(const World& world);

private:
    [[nodiscard]] bool settled(const World& world) const;

    std::optional<Instant> until_;
    Instant next_look_;
    Instant last_timed_;                // of the timeline's entries with `at`
    Instant busy_until_;                // last look at which something planned was still to come
    Instant unsettled_until_;           // last look at which something was not answered or not read
    std::vector<std::string> by_hand_;  // groups that commit nothing on their own
};

}  // namespace kscope::sim
