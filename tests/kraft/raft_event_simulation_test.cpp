// Kafka's own simulation tests of the quorum (org.apache.kafka.raft.RaftEventSimulationTest), under
// its names, over many seeds. KSCOPE_SEEDS=1000 asks for more seeds than the
// build does, KSCOPE_FIRST_SEED=17 begins with another.
#include <cstdlib>

#include "tests/kraft/raft_scenarios.h"
#include "tests/support/catch.h"

namespace kscope::test {

namespace {

std::uint64_t raft_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

void try_seeds(RaftScenario scenario) {
    const std::uint64_t first = raft_environment("KSCOPE_FIRST_SEED", 1);
    const std::uint64_t seeds = raft_environment("KSCOPE_SEEDS", 40);
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        try {
            scenario(seed, QuorumMutant::none);
            SUCCEED();
        } catch (const std::exception& error) {
            FAIL_CHECK("seed " << seed << ": " << error.what());
        }
    }
}

}  // namespace

TEST_CASE("canElectInitialLeader") { try_seeds(can_elect_initial_leader); }

TEST_CASE("canElectNewLeaderAfterOldLeaderFailure") {
    try_seeds(can_elect_new_leader_after_old_leader_failure);
}

TEST_CASE("canRecoverAfterAllNodesKilled") { try_seeds(can_recover_after_all_nodes_killed); }

TEST_CASE("canElectNewLeaderAfterOldLeaderPartitionedAway") {
    try_seeds(can_elect_new_leader_after_old_leader_partitioned_away);
}

TEST_CASE("canMakeProgressIfMajorityIsReachable") {
    try_seeds(can_make_progress_if_majority_is_reachable);
}

TEST_CASE("canMakeProgressAfterBackToBackLeaderFailures") {
    try_seeds(can_make_progress_after_back_to_back_leader_failures);
}

TEST_CASE("canRecoverFromSingleNodeCommittedDataLoss") {
    try_seeds(can_recover_from_single_node_committed_data_loss);
}

TEST_CASE("a quorum's run is the same run again") {
    RaftClusterSpec spec;
    spec.observers = 1;
    const auto hash_of = [&spec](std::uint64_t seed) {
        RaftCluster cluster(spec, seed);
        cluster.run_until([&] { return cluster.all_reached(Offset(20)); });
        return cluster.world().hash();
    };
    CHECK(hash_of(7).hex() == hash_of(7).hex());
    CHECK(hash_of(7).hex() != hash_of(8).hex());
}

}  // namespace kscope::test
