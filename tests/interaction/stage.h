// Stage: the cluster that a story plays with: a world, the laws watching it, and what caused what.
// All notes are listened to, which never changes a run. It steps its world only when it is told to.
#pragma once

#include <memory>

#include "sim/check/checker.h"
#include "sim/engine/world.h"
#include "sim/scenario/scenario.h"
#include "sim/story/cause_graph.h"
#include "sim/story/names.h"

namespace kscope::interaction {

class Stage {
public:
    explicit Stage(sim::Scenario scenario);

    // One event, if there is one by then; also false once a law is broken.
    bool step(Instant until);
    // The user acts, at the present instant; this is one event.
    void act(const sim::Action& action);

    [[nodiscard]] const sim::Scenario& scenario() const { return scenario_; }
    [[nodiscard]] const sim::World& world() const { return world_; }
    [[nodiscard]] const sim::Checker& checker() const { return checker_; }
    [[nodiscard]] const sim::CauseGraph& causes() const { return causes_; }
    [[nodiscard]] const sim::Names& names() const { return names_; }

private:
    void observe();

    sim::Scenario scenario_;
    std::shared_ptr<const sim::WorldSpec> spec_;
    sim::World world_;
    sim::Checker checker_;
    sim::CauseGraph causes_;
    sim::Names names_;
};

}  // namespace kscope::interaction
