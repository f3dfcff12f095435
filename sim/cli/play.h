// Play: one scenario played in the terminal, with the laws watched after each event. What else
// wants to see each event (the story, a trace, the progress line) hangs on `after_step`.
#pragma once

#include <functional>
#include <memory>

#include "sim/check/checker.h"
#include "sim/cli/commands.h"
#include "sim/engine/world.h"
#include "sim/scenario/scenario.h"

namespace kscope::sim {

class Play {
public:
    // Loads and compiles; throws BadInput. `until` as typed, empty: none.
    Play(const ScenarioChoice& choice, const std::string& until);

    void listen(NoteFilter filter);
    // Plays until the end, a broken law, or `after_step` says false.
    void run(const std::function<bool(const Play&)>& after_step);

    [[nodiscard]] const ScenarioChoice& choice() const { return choice_; }
    [[nodiscard]] const Scenario& scenario() const { return scenario_; }
    [[nodiscard]] const World& world() const { return *world_; }
    [[nodiscard]] const Checker& checker() const { return checker_; }
    // About how far the run is, in parts per thousand; only for the progress line.
    [[nodiscard]] int done_per_mille() const;

private:
    ScenarioChoice choice_;
    Scenario scenario_;
    Instant planned_end_;           // of sources and timed entries
    std::unique_ptr<World> world_;  // never null
    Checker checker_;
    NoteFilter filter_;
};

}  // namespace kscope::sim
