// The ensemble under the tests of Kafka's quorum (org.apache.kafka.raft.RaftEventSimulationTest),
// by their names, over many seeds. KSCOPE_SEEDS=1000 asks for more seeds than the build does,
// KSCOPE_FIRST_SEED=17 begins with another.
#include "tests/support/catch.h"
#include "tests/support/seeds.h"
#include "tests/zab/zab_scenarios.h"

namespace kscope::test {

namespace {

void try_all(ZabScenario scenario) {
    kscope::test::try_seeds(200, [&](std::uint64_t seed) {
        scenario(seed, ZabMutant::none);
        return std::string();
    });
}

}  // namespace

TEST_CASE("canElectInitialLeader") { try_all(zab_elects_initial_leader); }

TEST_CASE("canElectNewLeaderAfterOldLeaderFailure") {
    try_all(zab_elects_new_leader_after_old_leader_failure);
}

TEST_CASE("canRecoverAfterAllNodesKilled") { try_all(zab_recovers_after_all_servers_killed); }

TEST_CASE("canElectNewLeaderAfterOldLeaderPartitionedAway") {
    try_all(zab_elects_new_leader_after_old_leader_partitioned_away);
}

TEST_CASE("canMakeProgressIfMajorityIsReachable") {
    try_all(zab_makes_progress_if_majority_is_reachable);
}

TEST_CASE("canMakeProgressAfterBackToBackLeaderFailures") {
    try_all(zab_makes_progress_after_back_to_back_leader_failures);
}

TEST_CASE("canRecoverFromSingleNodeCommittedDataLoss") {
    try_all(zab_recovers_from_single_server_committed_data_loss);
}

TEST_CASE("sessions live on while servers come and go") {
    try_all(zab_keeps_sessions_while_servers_come_and_go);
}

// Else the properties would hold for want of occasions.
TEST_CASE("learners come in sync in each way, and sessions move") {
    int diff = 0;
    int trunc = 0;
    int snap = 0;
    int moved = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        ZabCluster cluster({}, seed);
        cluster.run_until([&] { return cluster.has_consistent_leader(); });
        cluster.run_until([&] { return cluster.committed() >= 10; });
        const std::size_t leader = *cluster.leader();
        cluster.isolate(leader);
        cluster.run_until([&] { return cluster.leader() && *cluster.leader() != leader; });
        cluster.run_until([&] { return !cluster.server(leader)->serving(); });
        cluster.rejoin(leader);
        cluster.run_until([&] { return cluster.has_consistent_leader(); });
        cluster.kill_and_wipe(leader);
        cluster.start(leader);
        cluster.run_until([&] { return cluster.has_consistent_leader(); });
        diff += cluster.synced_by("DIFF");
        trunc += cluster.synced_by("TRUNC");
        snap += cluster.synced_by("SNAP");
        moved += cluster.sessions_moved();
    }
    CHECK(diff > 30);
    CHECK(trunc > 0);
    CHECK(snap > 0);
    CHECK(moved > 5);
}

TEST_CASE("an ensemble's run is the same run again") {
    const auto hash_of = [](std::uint64_t seed) {
        ZabCluster cluster({}, seed);
        cluster.run_until([&] { return cluster.all_reached(20); });
        return cluster.world().hash();
    };
    CHECK(hash_of(7).hex() == hash_of(7).hex());
    CHECK(hash_of(7).hex() != hash_of(8).hex());
}

}  // namespace kscope::test
