#include "tests/interaction/stage.h"

#include "sim/scenario/compile.h"

namespace kscope::interaction {

Stage::Stage(sim::Scenario scenario)
    : scenario_(std::move(scenario)),
      spec_(std::make_shared<const sim::WorldSpec>(sim::compile(scenario_))),
      world_(spec_, scenario_.seed),
      names_(*spec_) {
    world_.listen(NoteFilter::all());
}

bool Stage::step(Instant until) {
    if (checker_.violation() || !world_.step_until(until)) return false;
    observe();
    return true;
}

void Stage::act(const sim::Action& action) {
    world_.apply(action);
    world_.step_until(world_.now());
    observe();
}

void Stage::observe() {
    checker_.after_step(world_);
    causes_.observe(world_);
}

}  // namespace kscope::interaction
