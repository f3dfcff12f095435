// The run hash is the same with a window and without one: played, stepped back, sought, forked and
// returned. The terminal's word comes from a plain world that nobody looks at.
#include <algorithm>
#include <map>
#include <memory>

#include "core/base/rng.h"
#include "gui/session/director.h"
#include "gui/session/sim_stage.h"
#include "sim/engine/world.h"
#include "sim/outcome/end_watch.h"
#include "sim/scenario/compile.h"
#include "sim/scenario/load.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::gui;

namespace {

constexpr const char* lesson = "scenarios/lessons/01-click-tracking.yaml";
const Cancelled never = [] { return false; };

// As `kscope run` does it: no history, no laws, no pictures.
class Terminal {
public:
    Terminal() : scenario_(sim::load_scenario(lesson)) {
        world_ = std::make_unique<sim::World>(
            std::make_shared<sim::WorldSpec>(sim::compile(scenario_)), scenario_.seed);
    }
    // Only forwards.
    Hash128 hash(std::uint64_t event) {
        while (world_->last_event().value() < event) REQUIRE(world_->step());
        return world_->run_hash();
    }
    // The last event of the run, and the hash that `kscope run` prints.
    std::pair<std::uint64_t, Hash128> end() {
        sim::run_world(*world_, scenario_, [](const sim::World&) { return true; });
        return {world_->last_event().value(), world_->run_hash()};
    }

private:
    sim::Scenario scenario_;
    std::unique_ptr<sim::World> world_;
};

}  // namespace

TEST_CASE("the run hash at the end is the terminal's, after playing, stepping back and seeking") {
    const auto [last, expected] = Terminal().end();
    Director director(make_sim_stage);
    std::uint64_t number = 0;
    const auto ask = [&](Request request) {
        director.handle(request, ++number, never);
        return director.picture();
    };
    ask(LoadRequest{lesson, {}, {}});
    ask(PlayRequest{});
    for (int i = 0; i < 200; ++i) {
        director.tick(0.1, never);
    }
    for (int i = 0; i < 5; ++i) ask(StepRequest{StopClass::turning_point, Direction::forward});
    for (int i = 0; i < 20; ++i) ask(StepRequest{StopClass::message, Direction::back});
    // On to where the terminal ends, as fast as it goes; holds wait for the viewer.
    ask(JumpRequest{JumpRequest::Where::front});
    ask(SpeedRequest{SpeedRequest::What::fast});
    std::shared_ptr<const Picture> shown = director.picture();
    for (int i = 0; i < 2'000 && shown->frame.event.value() < last; ++i) {
        if (!director.playing()) ask(PlayRequest{PlayRequest::What::play});
        director.tick(0.001, never);
        if (i % 8 == 0 || !director.playing()) shown = director.picture();
    }
    shown = ask(SeekRequest{0, EventId(last), {}});
    REQUIRE(shown->frame.event.value() == last);
    CHECK(shown->status.hash == expected);
    ask(JumpRequest{JumpRequest::Where::start});
    shown = ask(SeekRequest{0, EventId(last), {}});
    CHECK(shown->status.hash == expected);
}

TEST_CASE("a random walk of seeks meets the terminal's hash at every place") {
    std::vector<std::uint64_t> places;
    Rng rng(7);
    for (int i = 0; i < 60; ++i) places.push_back(1 + rng.below(20'000));
    std::vector<std::uint64_t> ascending = places;
    std::sort(ascending.begin(), ascending.end());
    Terminal terminal;
    std::map<std::uint64_t, Hash128> expected;
    for (const std::uint64_t place : ascending) expected[place] = terminal.hash(place);

    const std::unique_ptr<Stage> stage = make_sim_stage({lesson, {}, {}});
    Recording& recording = stage->recording();
    while (recording.branches()[0].end.value() < 20'000) REQUIRE(recording.extend(0));
    for (const std::uint64_t place : places) {
        REQUIRE(recording.seek(0, EventId(place), never));
        INFO("event " << place);
        REQUIRE(recording.hash() == expected[place]);
    }
    // A fork and a return leave the trunk as it was, and the fork can be made again.
    REQUIRE(recording.seek(0, EventId(5'000), never));
    Frame frame;
    stage->fill(frame, recording.row(0, EventId(5'000)).at, {}, false);
    const FrameBroker& b1 = frame.brokers.at(0);
    const FrameBroker& b2 = frame.brokers.at(1);
    const UserAction cut{UserAction::Kind::cut, b1.node, b2.node, b1.name, b2.name};
    std::vector<Hash128> forks;
    for (const char* name : {"first", "second"}) {
        REQUIRE(recording.seek(0, EventId(5'000), never));
        const BranchId branch = recording.fork_with(cut, name);
        for (int i = 0; i < 3'000; ++i) REQUIRE(recording.extend(branch));
        REQUIRE(recording.seek(branch, EventId(8'000), never));
        forks.push_back(recording.hash());
        REQUIRE(recording.seek(0, EventId(places[0]), never));
        REQUIRE(recording.hash() == expected[places[0]]);
    }
    CHECK(forks[0] == forks[1]);
    Terminal untouched;
    CHECK(forks[0] != untouched.hash(8'000));
}
