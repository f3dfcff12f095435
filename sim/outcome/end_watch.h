// EndWatch: when is the run of a scenario over? At `until`; else when all is done that the engine's
// run_end.h asks for. It looks at the world at fixed virtual instants, so that a run ends after the
// same event on each machine.
//
// Two things can keep a run from ever being done, and each has its limit: a `when` that does not
// come true (one minute after all else), and work that nobody does, such as a group whose consumers
// are dead (ten minutes after the last record and the last entry with `at`).
#pragma once

#include <functional>

#include "core/base/time.h"
#include "sim/scenario/scenario.h"

namespace kscope::sim {

class World;

class EndWatch {
public:
    explicit EndWatch(const Scenario& scenario);

    // The instant of the next look; play up to it with step_until().
    [[nodiscard]] Instant next_look() const { return next_look_; }
    // True: the run is over. To be called when no event up to next_look() is left.
    bool look(const World& world);

private:
    std::optional<Instant> until_;
    Instant next_look_;
    Instant last_planned_;  // start of a client, or entry of the timeline with `at`
    Instant busy_until_;    // last look at which something planned was still to come
    Instant undone_until_;  // last look at which something was not answered or not read
};

// Plays a world of the scenario to its end: the one loop of the terminal, the tests and whoever
// plays without a cursor. `after_step` looks at each event and never changes the world; false
// stops (a law is broken).
void run_world(World& world, const Scenario& scenario,
               const std::function<bool(const World&)>& after_step);

}  // namespace kscope::sim
