// The laws asked of all replicas at once say the same as the cheap checks after each event.
#include "tests/support/catch.h"
#include "tests/support/small_cluster.h"

namespace kscope::sim {

TEST_CASE("every 4,096 events the full check has the same verdict as the cheap one") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        WorldSpec spec = test::small_world();
        spec.timeline = random_faults(test::targets_of(spec), test::small_faults(), seed);
        test::Trial trial(std::make_shared<const WorldSpec>(std::move(spec)), seed);
        int looked = 0;
        while (trial.step(Instant::at(Duration::seconds(25)))) {
            if (trial.world.counters().events % 4096 != 0) continue;
            Checker all = trial.checker;
            all.check_everything(trial.world);
            INFO("seed " << seed << ", event " << trial.world.last_event().value());
            if (all.violation()) FAIL_CHECK(all.violation()->sentence);
            ++looked;
        }
        CHECK(trial.broken() == "");
        CHECK(looked > 0);
    }
}

}  // namespace kscope::sim
