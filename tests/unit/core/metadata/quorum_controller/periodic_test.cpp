// What the active controller does from time to time, by itself:
// org.apache.kafka.controller.QuorumControllerTest (testBalancePartitionLeaders,
// testNoOpRecord...).
#include "tests/unit/core/metadata/quorum_controller/controller_bench.h"

namespace kscope::test {

namespace {

// Broker 1 comes back into the ISR of click-0, where broker 2 leads now.
void lose_leadership(ControllerBench& bench) {
    bench.pass_with({2}, Duration::seconds(12));
    REQUIRE(bench.partition("click").leader == BrokerId(2));
    REQUIRE(bench.enroll(1, 2).error == ErrorCode::none);
    REQUIRE_FALSE(bench.beat(1).is_fenced);
    REQUIRE(bench.propose_isr(2, ids({1, 2})) == ErrorCode::none);
}

// Since broker 2 leads; whole seconds.
int seconds_until_balanced(const char* version) {
    ControllerBench bench(features_of(version),
                          {{"leader.imbalance.check.interval.seconds", "40"}});
    bench.start({1, 2});
    REQUIRE(bench.create("click", {ids({1, 2})}) == ErrorCode::none);
    bench.pass_with({1, 2}, Duration::seconds(20));
    const Instant begin = bench.now();
    lose_leadership(bench);
    while (bench.partition("click").leader == BrokerId(2)) {
        bench.pass_with({1, 2}, Duration::seconds(1));
        REQUIRE(bench.now() - begin < Duration::seconds(90));
    }
    return static_cast<int>((bench.now() - begin).to_millis() / 1'000);
}

}  // namespace

TEST_CASE("until 3.9 leaders are balanced some time after they went elsewhere", "[controller]") {
    // Broker 1 is fenced after nine seconds; and forty more.
    const int after = seconds_until_balanced("3.9");
    CHECK(after >= 48);
    CHECK(after <= 52);
}

TEST_CASE("since 4.0 leaders are balanced at a fixed period", "[controller]") {
    const int after = seconds_until_balanced("4.0");
    CHECK(after >= 15);
    CHECK(after <= 22);
}

TEST_CASE("more leaders than are balanced at once follow soon", "[controller]") {
    const char* version = GENERATE("3.9", "4.0");
    ControllerBench bench(features_of(version),
                          {{"leader.imbalance.check.interval.seconds", "40"}});
    bench.start({1, 2});
    REQUIRE(bench.create("many", std::vector<ReplicaIds>(1'500, ids({1, 2}))) == ErrorCode::none);
    REQUIRE(bench.create("click", {ids({1, 2})}) == ErrorCode::none);
    bench.pass_with({2}, Duration::seconds(12));
    REQUIRE(bench.enroll(1, 2).error == ErrorCode::none);
    REQUIRE_FALSE(bench.beat(1).is_fenced);
    AlterPartitionRequest all{BrokerId(2), bench.image().broker(BrokerId(2))->broker_epoch};
    for (std::int32_t i = 0; i < 1'500; ++i) {
        const PartitionRegistration& known = bench.partition("many", i);
        all.partitions.push_back(
            {{"many", PartitionIndex(i)}, known.leader_epoch, ids({1, 2}), known.partition_epoch});
    }
    REQUIRE(bench.ask<AlterPartitionResponse>(all).error == ErrorCode::none);
    const auto moved = [&bench] {
        const auto& partitions = bench.image().topic("many")->partitions;
        return std::count_if(partitions.begin(), partitions.end(),
                             [](const auto& partition) { return partition.leader == BrokerId(1); });
    };
    while (moved() == 0) bench.pass_with({1, 2}, Duration::millis(100));
    bench.pass(Duration::millis(200));
    CHECK(moved() == 1'500);
}

// maybeElectUncleanLeaders
TEST_CASE("where nobody leads an unclean election comes by itself", "[controller]") {
    const char* version = GENERATE("3.3", "3.9", "4.1");
    ControllerBench bench(features_of(version));
    bench.start({1, 2});
    REQUIRE(bench.create("click", {ids({1})}, {{"unclean.leader.election.enable", "true"}}) ==
            ErrorCode::none);
    bench.pass_with({2}, Duration::seconds(12));
    // The election is not for a reassignment.
    REQUIRE(bench.reassign(ids({2})) == ErrorCode::none);
    REQUIRE(bench.partition("click").leader == no_broker);
    bench.pass_with({2}, Duration::seconds(240));
    CHECK(bench.partition("click").leader == no_broker);
    bench.pass_with({2}, Duration::seconds(70));
    CHECK(bench.partition("click").leader == (version[2] == '3' ? no_broker : BrokerId(2)));
}

TEST_CASE("a controller that has other work shows that it commits all the same", "[controller]") {
    ControllerBench bench;
    bench.start({1});
    const BrokerEpoch epoch = bench.image().broker(BrokerId(1))->broker_epoch;
    const Offset before = bench.server().loader().next_offset();
    for (int i = 0; i < 20; ++i) {
        bench.pass(Duration::millis(100));
        bench.ask<AllocateProducerIdsResponse>(AllocateProducerIdsRequest{BrokerId(1), epoch});
    }
    // Three seconds: six of them, beside the blocks.
    CHECK(bench.server().loader().next_offset() - before >= 20 + 5);
}

}  // namespace kscope::test
