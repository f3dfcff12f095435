// Kafka's simulation tests of the quorum (org.apache.kafka.raft.RaftEventSimulationTest) asked of a
// partition's replicas, under its names, over many seeds. KSCOPE_SEEDS=1000 asks for more seeds
// than the build does, KSCOPE_FIRST_SEED=17 begins with another, KSCOPE_VERSION=2.8 is another
// version.
#include <array>
#include <cstdlib>

#include "tests/partitions/partition_scenarios.h"
#include "tests/support/catch.h"
#include "tests/support/seeds.h"

namespace kscope::sim::test {

namespace {

void try_all(PartitionScenario scenario) {
    PartitionTrial trial;
    if (const char* version = std::getenv("KSCOPE_VERSION")) trial.version = version;
    kscope::test::try_seeds(100, [&](std::uint64_t seed) {
        scenario(seed, trial);
        return std::string();
    });
}

constexpr std::array all_scenarios{
    can_elect_initial_leader,
    can_elect_new_leader_after_old_leader_failure,
    can_recover_after_all_nodes_killed,
    can_elect_new_leader_after_old_leader_partitioned_away,
    can_make_progress_if_majority_is_reachable,
    can_make_progress_after_back_to_back_leader_failures,
    can_recover_from_single_node_committed_data_loss,
};

// The first seed at which some scenario finds the mutant, by this law; empty: none does.
std::string first_found(Mutant mutant, const std::string& law) {
    PartitionTrial trial;
    trial.mutant = mutant;
    std::string others;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        for (const PartitionScenario scenario : all_scenarios) {
            try {
                scenario(seed, trial);
            } catch (const BrokenPartition& broken) {
                const std::string what = broken.what();
                if (what.compare(0, law.size(), law) == 0) return law;
                others = what;
            }
        }
    }
    return others;
}

}  // namespace

TEST_CASE("canElectInitialLeader, of a partition") { try_all(can_elect_initial_leader); }

TEST_CASE("canElectNewLeaderAfterOldLeaderFailure, of a partition") {
    try_all(can_elect_new_leader_after_old_leader_failure);
}

TEST_CASE("canRecoverAfterAllNodesKilled, of a partition") {
    try_all(can_recover_after_all_nodes_killed);
}

TEST_CASE("canElectNewLeaderAfterOldLeaderPartitionedAway, of a partition") {
    try_all(can_elect_new_leader_after_old_leader_partitioned_away);
}

TEST_CASE("canMakeProgressIfMajorityIsReachable, of a partition") {
    try_all(can_make_progress_if_majority_is_reachable);
}

TEST_CASE("canMakeProgressAfterBackToBackLeaderFailures, of a partition") {
    try_all(can_make_progress_after_back_to_back_leader_failures);
}

TEST_CASE("canRecoverFromSingleNodeCommittedDataLoss, of a partition") {
    try_all(can_recover_from_single_node_committed_data_loss);
}

// So that the simulation can be seen to look.
TEST_CASE("what is wrong with a replica or with an election is found") {
    struct Mistake {
        Mutant mutant;
        const char* law;
    };
    for (const Mistake& mistake :
         {Mistake{Mutant::no_divergence_check, "LogMatching"},
          Mistake{Mutant::keep_leader_epoch, "ElectionSafety"},
          Mistake{Mutant::expand_isr_early, "LeaderCandidateCompleteness"},
          Mistake{Mutant::acknowledge_early, "AcknowledgedRecordsKept"},
          Mistake{Mutant::falling_high_watermark, "LeaderHighWatermarkMonotone"}}) {
        CHECK(first_found(mistake.mutant, mistake.law) == mistake.law);
    }
}

}  // namespace kscope::sim::test
