// Laws can fail: a small cluster with one deliberate mistake breaks exactly the law that the
// mistake belongs to, under one of the first random fault schedules; and the same worlds without
// it hold all laws.
#include <algorithm>
#include <vector>

#include "tests/support/catch.h"
#include "tests/unit/sim/check/mutant_world.h"

namespace kscope::sim {

namespace {

struct Case {
    Mutant mutant;
    Law law;
    // What it leads to, and what may be seen first: where no controller is alive to compare with,
    // or before the batch is committed.
    std::vector<Law> consequences = {};
};

constexpr std::uint64_t seeds_max = 80;  // within so many schedules the law must break

std::string first_broken(Mutant mutant, std::uint64_t seed) {
    test::Trial trial(mutant_world(mutant, seed), seed);
    trial.play(test::small_faults().heal_at + Duration::seconds(5));
    const auto& violation = trial.checker.violation();
    return violation ? text_of(violation->law).name : "";
}

const Case cases[] = {
    {Mutant::no_divergence_check, Law::log_matching},
    {Mutant::elect_any_replica, Law::leader_completeness},
    {Mutant::expand_isr_early, Law::leader_candidate_completeness},
    {Mutant::shrink_isr_at_once, Law::replication_quorum_superset, {Law::leader_completeness}},
    {Mutant::keep_leader_epoch, Law::election_safety},
    {Mutant::leave_leader_out_of_isr, Law::leader_in_isr},
    {Mutant::unclamped_high_watermark, Law::offset_order},
    {Mutant::stamp_old_epoch,
     Law::epoch_order,
     {Law::leader_candidate_completeness, Law::log_matching}},
    {Mutant::falling_high_watermark, Law::leader_high_watermark_monotone},
    {Mutant::acknowledge_early, Law::acknowledged_records_kept},
    {Mutant::serve_beyond_high_watermark, Law::consistent_read},
    {Mutant::no_deduplication, Law::producer_sequence},
    {Mutant::keep_controller_epoch, Law::controller_safety},
    {Mutant::assign_twice, Law::group_ownership},
    {Mutant::accept_old_generation, Law::commit_fencing},
    {Mutant::compact_away_latest, Law::compaction_keeps_latest},
};

// Nothing was broken yet, or only what comes of it.
bool goes_on(const Case& one, const std::string& first) {
    return first.empty() || std::any_of(one.consequences.begin(), one.consequences.end(),
                                        [&](Law law) { return first == text_of(law).name; });
}

}  // namespace

TEST_CASE("each mutant breaks its law, and no other before it") {
    for (const Case& one : cases) {
        std::string first;
        std::uint64_t seed = 0;
        while (goes_on(one, first) && seed < seeds_max) {
            try {
                first = first_broken(one.mutant, ++seed);
            } catch (const std::exception& error) {
                first = error.what();
            }
        }
        INFO(text_of(one.law).name << " at seed " << seed);
        CHECK(first == text_of(one.law).name);
    }
}

TEST_CASE("without a mutant the same worlds hold all laws") {
    for (std::uint64_t seed = 1; seed <= seeds_max; ++seed) {
        INFO("seed " << seed);
        CHECK(first_broken(Mutant::none, seed) == "");
    }
}

}  // namespace kscope::sim
