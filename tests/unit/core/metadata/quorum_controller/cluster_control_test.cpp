// Brokers and the active controller: org.apache.kafka.controller. ClusterControlManagerTest,
// BrokerHeartbeatManagerTest, ReplicationControlManagerTest.
#include "core/metadata/quorum_controller/cluster_control.h"

#include "tests/unit/core/metadata/quorum_controller/controller_bench.h"

namespace kscope::test {

TEST_CASE("a broker that is registered is fenced until it has caught up", "[controller]") {
    ControllerBench bench;
    const auto registered = bench.enroll(1);
    CHECK(registered.error == ErrorCode::none);
    CHECK(bench.image().broker(BrokerId(1))->fenced);
    // Its epoch is the offset of its registration.
    const auto behind = bench.ask<BrokerHeartbeatResponse>(
        BrokerHeartbeatRequest{BrokerId(1), registered.broker_epoch,
                               Offset(registered.broker_epoch.value() - 1), false, false});
    CHECK_FALSE(behind.is_caught_up);
    CHECK(behind.is_fenced);
    const auto caught_up = bench.beat(1);
    CHECK(caught_up.is_caught_up);
    CHECK_FALSE(caught_up.is_fenced);
    CHECK(bench.image().is_active(BrokerId(1)));
}

TEST_CASE("another life of a broker waits for the session of the one before", "[controller]") {
    ControllerBench bench;
    bench.start({1});
    CHECK(bench.enroll(1, 2).error == ErrorCode::duplicate_broker_registration);
    bench.pass(Duration::seconds(9));
    CHECK(bench.image().broker(BrokerId(1))->fenced);
    const BrokerEpoch before = bench.image().broker(BrokerId(1))->broker_epoch;
    const auto again = bench.enroll(1, 2);
    CHECK(again.error == ErrorCode::none);
    CHECK(again.broker_epoch > before);
    // The same life that asks twice keeps its epoch.
    CHECK(bench.enroll(1, 2).broker_epoch == again.broker_epoch);
}

TEST_CASE("a heartbeat of an earlier life is stale", "[controller]") {
    ControllerBench bench;
    bench.start({1});
    const auto answer = bench.ask<BrokerHeartbeatResponse>(
        BrokerHeartbeatRequest{BrokerId(1), BrokerEpoch(1), Offset(100), false, false});
    CHECK(answer.error == ErrorCode::stale_broker_epoch);
}

TEST_CASE("a silent broker is fenced after its session, and its leaderships move", "[controller]") {
    ControllerBench bench;
    bench.start({1, 2});
    REQUIRE(bench.create("click", {ids({1, 2})}) == ErrorCode::none);
    CHECK(bench.partition("click").leader == BrokerId(1));
    for (int i = 0; i < 4; ++i) {
        bench.pass(Duration::millis(1'900));
        bench.beat(2);
    }
    CHECK(bench.partition("click").leader == BrokerId(1));
    bench.pass(Duration::millis(1'300));
    CHECK(bench.image().broker(BrokerId(1))->fenced);
    CHECK_FALSE(bench.image().broker(BrokerId(2))->fenced);
    const PartitionRegistration& moved = bench.partition("click");
    CHECK(moved.leader == BrokerId(2));
    CHECK(moved.isr == ids({2}));
    CHECK(moved.leader_epoch == LeaderEpoch(1));
}

TEST_CASE("the last replica in sync stays in the ISR, and leads when it is back", "[controller]") {
    ControllerBench bench;
    bench.start({1});
    REQUIRE(bench.create("click", {ids({1})}) == ErrorCode::none);
    bench.pass(Duration::seconds(10));
    CHECK(bench.partition("click").leader == no_broker);
    CHECK(bench.partition("click").isr == ids({1}));
    REQUIRE(bench.enroll(1, 2).error == ErrorCode::none);
    CHECK_FALSE(bench.beat(1).is_fenced);
    CHECK(bench.partition("click").leader == BrokerId(1));
}

TEST_CASE("a broker that wants to stop is let go when it leads nothing", "[controller]") {
    ControllerBench bench;
    bench.start({1, 2});
    REQUIRE(bench.create("click", {ids({1, 2})}) == ErrorCode::none);
    const auto first = bench.beat(1, true);
    CHECK_FALSE(first.should_shut_down);
    CHECK(bench.image().broker(BrokerId(1))->in_controlled_shutdown);
    CHECK(bench.partition("click").leader == BrokerId(2));
    CHECK(bench.partition("click").isr == ids({2}));
    // Broker 2 has not said yet that it knows.
    CHECK_FALSE(bench.beat(1, true).should_shut_down);
    bench.beat(2);
    CHECK(bench.beat(1, true).should_shut_down);
    CHECK(bench.image().broker(BrokerId(1))->fenced);
}

// ClusterControlManager.replayRegistrationChange, BrokerHeartbeatManager.register
TEST_CASE("a broker that is fenced while it shuts down is fenced, and no more", "[controller]") {
    BrokerHeartbeatManager heartbeats(Duration::seconds(9));
    for (const std::int32_t id : {1, 2}) {
        heartbeats.register_broker(BrokerId(id), false, Instant(), no_event);
    }
    heartbeats.begin_controlled_shutdown(BrokerId(1), Offset(100));
    CHECK(heartbeats.state(BrokerId(1)) == BrokerControlState::controlled_shutdown);
    heartbeats.fence(BrokerId(1));
    CHECK(heartbeats.state(BrokerId(1)) == BrokerControlState::fenced);
    // Whatever broker 2 has replayed.
    const BrokerHeartbeatManager::Wish to_stop{false, true, Offset(5), Offset(3), false};
    CHECK(heartbeats.next_state(BrokerId(1), to_stop) == BrokerControlState::shutdown_now);
}

TEST_CASE("a broker without leaderships may stop at once", "[controller]") {
    ControllerBench bench;
    bench.start({1, 2});
    CHECK(bench.beat(2, true).should_shut_down);
}

TEST_CASE("an unclean return costs the eligible leader its place (KIP-966)", "[controller]") {
    ControllerBench bench(features_of("4.1"));
    bench.start({1, 2});
    REQUIRE(bench.create("click", {ids({1, 2})}, {{"min.insync.replicas", "2"}}) ==
            ErrorCode::none);
    const BrokerEpoch life = bench.image().broker(BrokerId(1))->broker_epoch;
    for (int i = 0; i < 5; ++i) {
        bench.pass(Duration::millis(1'900));
        bench.beat(2);
    }
    // Below min.insync.replicas who leaves the ISR remains eligible.
    CHECK(bench.partition("click").isr == ids({2}));
    CHECK(bench.partition("click").elr == ids({1}));
    SECTION("it ended in order") {
        REQUIRE(bench.enroll(1, 2, life).error == ErrorCode::none);
        CHECK(bench.partition("click").elr == ids({1}));
    }
    SECTION("it did not") {
        REQUIRE(bench.enroll(1, 2).error == ErrorCode::none);
        CHECK(bench.partition("click").elr.empty());
    }
}

}  // namespace kscope::test
