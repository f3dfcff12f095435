// Worlds in different threads share nothing that one of them changes: each makes its own from the
// file, and plays it to the same hash. For the thread sanitizer, which watches them do it.
#include <array>
#include <thread>

#include "sim/check/checker.h"
#include "sim/engine/world.h"
#include "sim/outcome/end_watch.h"
#include "sim/scenario/compile.h"
#include "sim/scenario/load.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

struct Played {
    Hash128 hash;
    std::uint64_t events = 0;
    bool all_held = false;
};

Played play() {
    const Scenario scenario = load_scenario("scenarios/lessons/03-leader-failover.yaml");
    World world(std::make_shared<const WorldSpec>(compile(scenario)), scenario.seed);
    Checker checker;
    world.listen(NoteFilter::all());
    run_world(world, scenario, [&](const World& w) {
        checker.after_step(w);
        return !checker.violation();
    });
    return {world.run_hash(), world.counters().events, !checker.violation()};
}

}  // namespace

TEST_CASE("two threads play the same scenario side by side, to the same hash") {
    std::array<Played, 2> played;
    {
        std::array<std::jthread, 2> threads;
        for (std::size_t i = 0; i < threads.size(); ++i) {
            threads[i] = std::jthread([&played, i] { played[i] = play(); });
        }
    }
    CHECK(played[0].events > 1000);
    CHECK(played[0].all_held);
    CHECK(played[0].hash == played[1].hash);
    CHECK(played[0].events == played[1].events);
}

}  // namespace kscope::sim
