// The laws asked of all replicas at once say the same as the cheap checks after each event.
#include "tests/support/catch.h"
#include "tests/unit/sim/check/mutant_world.h"

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

namespace {

// Laws over the state of replicas; the others are about what happens, which nobody can see later,
// or (LeaderInIsr) are broken by a leader in the event that first shows it.
struct StateLaw {
    Mutant mutant;
    Law law;
};
constexpr StateLaw state_laws[] = {
    {Mutant::no_divergence_check, Law::log_matching},
    {Mutant::expand_isr_early, Law::leader_candidate_completeness},
    {Mutant::shrink_isr_at_once, Law::replication_quorum_superset},
    {Mutant::unclamped_high_watermark, Law::offset_order},
};

std::string full_verdict(Checker checker, const World& world) {
    checker.check_everything(world);
    return checker.violation() ? text_of(checker.violation()->law).name : "";
}

// Whether the run broke the law; then the full check must have found it at the same event, from
// what was known before that event, and nothing earlier.
bool breaks_for_both(const StateLaw& one, std::uint64_t seed) {
    test::Trial trial(mutant_world(one.mutant, seed), seed);
    const Instant end = test::small_faults().heal_at + Duration::seconds(5);
    for (;;) {
        const Checker before = trial.checker;
        const bool goes_on = trial.step(end);
        const auto& violation = trial.checker.violation();
        if (violation) {
            if (violation->law != one.law) return false;
            CHECK(full_verdict(before, trial.world) == text_of(one.law).name);
            return true;
        }
        if (!goes_on) return false;
        if (trial.world.counters().events % 64 == 0) {
            CHECK(full_verdict(trial.checker, trial.world) == "");
        }
    }
}

}  // namespace

TEST_CASE("what the cheap check finds in the replicas, the full one finds at the same event") {
    for (const StateLaw& one : state_laws) {
        INFO(text_of(one.law).name);
        bool broken = false;
        for (std::uint64_t seed = 1; seed <= 80 && !broken; ++seed) {
            INFO("seed " << seed);
            broken = breaks_for_both(one, seed);
        }
        CHECK(broken);
    }
}

}  // namespace kscope::sim
