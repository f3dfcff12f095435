#include "sim/faults/fault_schedule.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/engine/world.h"
#include "tests/support/catch.h"
#include "tests/support/toy_process.h"

using namespace kscope;
using namespace kscope::sim;

namespace {

const FaultTargets targets{{NodeId(0), NodeId(1), NodeId(2)}, {NodeId(3)}, {NodeId(4)}};

Instant time_of(const TimelineEntry& entry) { return std::get<Instant>(entry.trigger); }

}  // namespace

TEST_CASE("every schedule ends healed, and never darkens half of the brokers") {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        FaultProfile profile;
        profile.episodes = 12;
        const auto entries = random_faults(targets, profile, seed);
        REQUIRE(time_of(entries.back()) == profile.heal_at);
        std::vector<bool> dark(5, false);
        std::size_t darkest = 0;
        for (const TimelineEntry& entry : entries) {
            REQUIRE(time_of(entry) >= profile.starts_at);
            for (const Action& action : entry.actions) {
                if (const auto* kill = std::get_if<Kill>(&action)) {
                    const bool off = kill->kind == CrashKind::power_loss;
                    REQUIRE((!off || kill->node.value() < 3));
                    if (off) dark[static_cast<std::size_t>(kill->node.value())] = true;
                } else if (const auto* restart = std::get_if<Restart>(&action)) {
                    dark[static_cast<std::size_t>(restart->node.value())] = false;
                }
            }
            darkest = std::max<std::size_t>(
                darkest, static_cast<std::size_t>(std::count(dark.begin(), dark.end(), true)));
        }
        REQUIRE(darkest <= 1);
    }
}

TEST_CASE("no link is left slow") {
    const Latency usual{Latency::Shape::constant, Duration::millis(3), Duration()};
    FaultTargets with_latency = targets;
    with_latency.usual = usual;
    std::size_t slowed = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        std::map<std::pair<NodeId, NodeId>, Latency> links;
        for (const TimelineEntry& entry : random_faults(with_latency, FaultProfile{}, seed)) {
            for (const Action& action : entry.actions) {
                if (const auto* set = std::get_if<SetLatency>(&action)) {
                    links[{set->a, set->b}] = set->latency;
                    slowed += set->latency == usual ? 0 : 1;
                }
            }
        }
        for (const auto& [link, latency] : links) REQUIRE(latency == usual);
    }
    CHECK(slowed > 20);
}

TEST_CASE("a schedule depends on its seed and on nothing else") {
    const auto times = [](std::uint64_t seed) {
        std::vector<std::int64_t> result;
        for (const TimelineEntry& e : random_faults(targets, FaultProfile{}, seed)) {
            result.push_back(time_of(e).nanos());
            result.push_back(static_cast<std::int64_t>(e.actions.at(0).index()));
        }
        return result;
    };
    CHECK(times(1) == times(1));
    CHECK(times(1) != times(2));
}

TEST_CASE("a swarm keeps some kinds of faults and drops others") {
    int without_kill = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const FaultProfile profile = swarm(FaultProfile{}, seed);
        CHECK(profile.kill + profile.power_loss + profile.pause + profile.cut +
                  profile.one_way_cut + profile.slow_link >
              0);
        without_kill += profile.kill == 0 ? 1 : 0;
    }
    CHECK(without_kill > 30);
    CHECK(without_kill < 70);
}

TEST_CASE("toys survive 60 schedules: all are served again in the end, runs repeat") {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        WorldSpec spec = test::toy_spec(4);
        FaultProfile profile;
        profile.starts_at = Instant::at(Duration::millis(100));
        profile.heal_at = Instant::at(Duration::seconds(1));
        profile.longest = Duration::millis(300);
        spec.timeline = random_faults({{NodeId(0)}, {}, {NodeId(1), NodeId(2), NodeId(3)}},
                                      swarm(profile, seed), seed);
        const auto shared = std::make_shared<const WorldSpec>(std::move(spec));
        World world(shared, seed);
        World again(shared, seed);
        while (world.step_until(profile.heal_at + Duration::millis(600))) REQUIRE(again.step());
        REQUIRE(world.run_hash() == again.run_hash());
        REQUIRE(world.timeline_done());
        for (int i = 0; i < 5; ++i) {
            REQUIRE(world.status(NodeId(i)).state == NodeStatus::State::running);
        }
        REQUIRE(world.network().cut_links().empty());
        const auto& server = dynamic_cast<const test::ToyServer&>(*world.process(NodeId(0)));
        const std::uint64_t before = server.served_;
        World later = world;
        while (later.step_until(profile.heal_at + Duration::millis(900))) {
        }
        const auto& later_server = dynamic_cast<const test::ToyServer&>(*later.process(NodeId(0)));
        INFO("seed " << seed);
        CHECK(later_server.served_ > before);
    }
}
