// Whatever random faults make processes say to each other survives the bytes of its protocol.
#include "sim/cli/wire_check.h"

#include <algorithm>

#include "tests/support/catch.h"
#include "tests/support/small_cluster.h"

namespace kscope::sim {

namespace {

// How many kinds of messages a world under random faults has sent, each equal from its bytes.
std::size_t kinds_of(WorldSpec spec, std::uint64_t seed) {
    const FaultProfile faults = swarm(test::small_faults(), seed);
    spec.timeline = random_faults(test::targets_of(spec), faults, seed);
    World world(std::make_shared<const WorldSpec>(std::move(spec)), seed);
    WireCheck wire;
    const Instant end = test::small_faults().heal_at + Duration::seconds(10);
    while (world.step_until(end)) REQUIRE_NOTHROW(wire.after_step(world));
    REQUIRE_NOTHROW(wire.at_end(world));
    CHECK(wire.totals().messages > 1'000);
    return wire.totals().kinds;
}

}  // namespace

TEST_CASE("every message among random faults comes back equal from its bytes") {
    std::size_t kinds = 0;
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        INFO("seed " << seed);
        // Every other one with an ensemble, for what its servers say to each other.
        kinds =
            std::max(kinds, kinds_of(test::small_world({"cluster.zookeeper.servers=" +
                                                        std::string(seed % 2 == 0 ? "3" : "1")}),
                                     seed));
    }
    CHECK(kinds > 62);
}

TEST_CASE("with KRaft too") {
    std::size_t kinds = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        INFO("seed " << seed);
        kinds = std::max(kinds, kinds_of(test::small_kraft_world("4.1"), seed));
    }
    CHECK(kinds > 40);
}

}  // namespace kscope::sim
