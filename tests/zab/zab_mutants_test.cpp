// Each law of the ensemble has a mistake that breaks it, so that the simulation can be seen to
// look.
#include <array>

#include "core/base/check.h"
#include "tests/support/catch.h"
#include "tests/zab/zab_scenarios.h"

namespace kscope::test {

namespace {

constexpr std::array scenarios{
    zab_elects_initial_leader,
    zab_elects_new_leader_after_old_leader_failure,
    zab_recovers_after_all_servers_killed,
    zab_elects_new_leader_after_old_leader_partitioned_away,
    zab_makes_progress_if_majority_is_reachable,
    zab_makes_progress_after_back_to_back_leader_failures,
    zab_keeps_sessions_while_servers_come_and_go,
};

// Whether some scenario finds that this is broken.
bool breaks(ZabMutant mutant, const std::string& law) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        for (const ZabScenario scenario : scenarios) {
            try {
                scenario(seed, mutant);
            } catch (const BrokenLaw& broken) {
                if (std::string(broken.what()).starts_with(law)) return true;
            } catch (const CheckFailure&) {
                // It breaks a structure too; another seed shows the law.
            }
        }
    }
    return false;
}

}  // namespace

TEST_CASE("an accepted epoch that is not written is found") {
    CHECK(breaks(ZabMutant::unwritten_accepted_epoch, "MonotonicEpoch"));
}
TEST_CASE("an acknowledgement before the disk has it is found") {
    CHECK(breaks(ZabMutant::ack_before_flush, "MajorityHasCommitted"));
}
TEST_CASE("a leader without what was committed is found") {
    CHECK(breaks(ZabMutant::elect_by_id, "CommittedKept"));
}
TEST_CASE("a commit by the leader alone is found") {
    CHECK(breaks(ZabMutant::commit_alone, "MajorityHasCommitted"));
}
TEST_CASE("a learner that keeps what it should cut off is found") {
    CHECK(breaks(ZabMutant::skip_truncate, "EqualTrees"));
}
TEST_CASE("a learner that forgets whom it heard is found") {
    CHECK(breaks(ZabMutant::forget_touches, "SessionsKept"));
}

}  // namespace kscope::test
