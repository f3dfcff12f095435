// Each invariant has a mistake that breaks it, so that the simulation can be seen to look.
#include <array>

#include "core/base/check.h"
#include "tests/kraft/raft_scenarios.h"
#include "tests/support/catch.h"

namespace kscope::test {

namespace {

constexpr std::array scenarios{
    can_elect_initial_leader,
    can_elect_new_leader_after_old_leader_failure,
    can_recover_after_all_nodes_killed,
    can_elect_new_leader_after_old_leader_partitioned_away,
    can_make_progress_if_majority_is_reachable,
    can_make_progress_after_back_to_back_leader_failures,
};

// Whether some scenario finds that this is broken.
bool found(QuorumMutant mutant, const std::string& invariant) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        for (const RaftScenario scenario : scenarios) {
            try {
                scenario(seed, mutant);
            } catch (const BrokenInvariant& broken) {
                if (std::string(broken.what()).starts_with(invariant)) return true;
            } catch (const CheckFailure&) {
                // It breaks a structure too; another seed shows the invariant.
            }
        }
    }
    return false;
}

}  // namespace

TEST_CASE("a high watermark that falls is found") {
    CHECK(found(QuorumMutant::falling_high_watermark, "MonotonicHighWatermark"));
}
TEST_CASE("an epoch that is not written is found") {
    CHECK(found(QuorumMutant::unwritten_epoch, "MonotonicEpoch"));
}
TEST_CASE("a voter that votes twice is found") {
    CHECK(found(QuorumMutant::vote_twice, "SingleLeader"));
}
TEST_CASE("a commit by the leader alone is found") {
    CHECK(found(QuorumMutant::commit_alone, "MajorityReachedHighWatermark"));
}
TEST_CASE("a follower that keeps what its leader never had is found") {
    CHECK(found(QuorumMutant::keep_divergence, "ConsistentCommittedData"));
}

}  // namespace kscope::test
