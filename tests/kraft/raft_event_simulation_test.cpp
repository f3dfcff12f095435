// Kafka's own simulation tests of the quorum (org.apache.kafka.raft.RaftEventSimulationTest), under
// its names, over many seeds. KSCOPE_SEEDS=1000 asks for more seeds than the
// build does, KSCOPE_FIRST_SEED=17 begins with another.
#include "tests/kraft/raft_scenarios.h"
#include "tests/support/catch.h"
#include "tests/support/seeds.h"

namespace kscope::test {

namespace {

void try_all(RaftScenario scenario) {
    kscope::test::try_seeds(40, [&](std::uint64_t seed) {
        scenario(seed, QuorumMutant::none);
        return std::string();
    });
}

}  // namespace

TEST_CASE("canElectInitialLeader") { try_all(can_elect_initial_leader); }

TEST_CASE("canElectNewLeaderAfterOldLeaderFailure") {
    try_all(can_elect_new_leader_after_old_leader_failure);
}

TEST_CASE("canRecoverAfterAllNodesKilled") { try_all(can_recover_after_all_nodes_killed); }

TEST_CASE("canElectNewLeaderAfterOldLeaderPartitionedAway") {
    try_all(can_elect_new_leader_after_old_leader_partitioned_away);
}

TEST_CASE("canMakeProgressIfMajorityIsReachable") {
    try_all(can_make_progress_if_majority_is_reachable);
}

TEST_CASE("canMakeProgressAfterBackToBackLeaderFailures") {
    try_all(can_make_progress_after_back_to_back_leader_failures);
}

TEST_CASE("canRecoverFromSingleNodeCommittedDataLoss") {
    try_all(can_recover_from_single_node_committed_data_loss);
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
