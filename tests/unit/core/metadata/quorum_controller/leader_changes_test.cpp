// What the active controller knows of leaders beside their ISR: who stays eligible, who is still
// recovering; and what it tells of elections.
#include "tests/unit/core/metadata/quorum_controller/controller_bench.h"

namespace kscope::test {

namespace {

const LeaderElected& last_election(const ControllerBench& bench) {
    return std::get<LeaderElected>(bench.last_note<LeaderElected>().body);
}
std::string last_rule(const ControllerBench& bench) {
    return bench.last_note<LeaderElected>().rule.value().config_key;
}

}  // namespace

// ReplicationControlManager.getTopicEffectiveMinIsr
TEST_CASE("a partition needs no more replicas in sync than its topic has replicas",
          "[controller]") {
    ControllerBench bench(features_of("4.1"));
    bench.start({1, 2});
    const std::vector<ReplicaIds> lists(2, ids({1, 2}));
    REQUIRE(bench.create("click", lists, {{"min.insync.replicas", "2"}}) == ErrorCode::none);
    REQUIRE(bench.create("view", lists, {{"min.insync.replicas", "2"}}) == ErrorCode::none);
    // The first partition counts.
    CHECK(bench.reassign(ids({1})) == ErrorCode::none);
    CHECK(bench.beat(2, true).should_shut_down);
    CHECK(bench.partition("click", 1).isr == ids({1}));
    CHECK(bench.partition("click", 1).elr.empty());
    CHECK(bench.partition("view", 1).elr == ids({2}));
}

TEST_CASE("a leader that was elected uncleanly recovers", "[controller]") {
    ControllerBench bench;
    bench.start({1, 2});
    REQUIRE(bench.create("click", {ids({1, 2})}, {{"unclean.leader.election.enable", "true"}}) ==
            ErrorCode::none);
    bench.pass_with({1}, Duration::seconds(12));
    REQUIRE(bench.partition("click").isr == ids({1}));
    bench.pass_with({}, Duration::seconds(12));
    REQUIRE(bench.enroll(2, 2).error == ErrorCode::none);
    REQUIRE_FALSE(bench.beat(2).is_fenced);
    CHECK(bench.partition("click").leader == BrokerId(2));
    CHECK(bench.partition("click").recovering);
    CHECK(last_election(bench).unclean);
    CHECK(last_rule(bench) == "unclean.leader.election.enable");
    CHECK(bench.propose_isr(2, ids({2})) == ErrorCode::none);
    CHECK_FALSE(bench.partition("click").recovering);
}

// ConfigurationControlManager.uncleanLeaderElectionEnabledForTopic, 3.3
TEST_CASE("KAFKA-12670: unclean leaders were elected only on request", "[controller]") {
    ControllerBench bench(features_of("3.3"));
    bench.start({1, 2});
    REQUIRE(bench.create("click", {ids({1, 2})}, {{"unclean.leader.election.enable", "true"}}) ==
            ErrorCode::none);
    bench.pass_with({1}, Duration::seconds(12));
    REQUIRE(bench.partition("click").isr == ids({1}));
    bench.pass_with({}, Duration::seconds(12));
    REQUIRE(bench.enroll(2, 2).error == ErrorCode::none);
    REQUIRE_FALSE(bench.beat(2).is_fenced);
    CHECK(bench.partition("click").leader == no_broker);
    bench.pass_with({2}, Duration::seconds(310));
    CHECK(bench.partition("click").leader == no_broker);
    const auto answer = bench.ask<ElectLeadersResponse>(ElectLeadersRequest{
        ElectionType::unclean, {{{"click", PartitionIndex(0)}}}, Duration::seconds(1)});
    CHECK(answer.partitions.front().error == ErrorCode::none);
    CHECK(bench.partition("click").leader == BrokerId(2));
    CHECK(last_election(bench).unclean);
}

// PartitionChangeBuilder.electAnyLeader: it looks at the ISR that the leader proposed.
TEST_CASE("who leads because a move is complete is elected cleanly", "[controller]") {
    ControllerBench bench(features_of("4.1"));
    bench.start({1, 2});
    REQUIRE(bench.create("click", {ids({1})}) == ErrorCode::none);
    REQUIRE(bench.reassign(ids({2})) == ErrorCode::none);
    CHECK(bench.propose_isr(1, ids({1, 2})) == ErrorCode::new_leader_elected);
    CHECK(bench.partition("click").leader == BrokerId(2));
    CHECK(bench.partition("click").isr == ids({2}));
    CHECK(last_election(bench).leader == BrokerId(2));
    CHECK_FALSE(last_election(bench).unclean);
}

TEST_CASE("the last known leader is elected uncleanly, and by no configuration", "[controller]") {
    ControllerBench bench(features_of("4.1"));
    bench.start({1, 2});
    REQUIRE(bench.create("click", {ids({1})}) == ErrorCode::none);
    bench.pass_with({2}, Duration::seconds(12));
    REQUIRE(bench.partition("click").leader == no_broker);
    // It does not say that it was shut down in good order.
    REQUIRE(bench.enroll(1, 2).error == ErrorCode::none);
    REQUIRE_FALSE(bench.beat(1).is_fenced);
    CHECK(bench.partition("click").leader == BrokerId(1));
    CHECK(last_election(bench).unclean);
    CHECK(last_rule(bench) == "eligible.leader.replicas.version");
}

}  // namespace kscope::test
