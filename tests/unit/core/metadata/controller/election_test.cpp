#include "core/metadata/controller/election.h"

#include "tests/support/catch.h"

namespace kscope {
namespace {

BrokerIds ids(std::initializer_list<int> list) {
    BrokerIds result;
    for (const int i : list) result.push_back(BrokerId(i));
    return result;
}

PartitionState state(int leader, BrokerIds isr, BrokerIds replicas) {
    PartitionState s;
    s.tp = {"click", PartitionIndex(0)};
    s.leader = BrokerId(leader);
    s.leader_epoch = LeaderEpoch(4);
    s.isr = std::move(isr);
    s.replicas = std::move(replicas);
    return s;
}

}  // namespace

TEST_CASE("offline: the first of the assignment that is alive and in the ISR") {
    const auto leader = [](BrokerIds isr, BrokerIds live, bool unclean) {
        return offline_partition_leader(ids({1, 2, 3}), isr, live, unclean);
    };
    CHECK(leader(ids({3, 2, 1}), ids({2, 3}), false) == BrokerId(2));
    CHECK(leader(ids({3}), ids({2, 3}), true) == BrokerId(3));
    CHECK(leader(ids({1}), ids({2, 3}), false) == std::nullopt);
    CHECK(leader(ids({1}), ids({3, 2}), true) == BrokerId(2));
    CHECK(leader(ids({1}), {}, true) == std::nullopt);
}

TEST_CASE("a clean election keeps the live ISR and raises the leader epoch") {
    const auto e =
        leader_for_offline(state(1, ids({1, 2, 3}), ids({1, 2, 3})), ids({2, 3, 9}), false);
    REQUIRE(e);
    CHECK(e->state.leader == BrokerId(2));
    CHECK(e->state.isr == ids({2, 3}));
    CHECK(e->state.leader_epoch == LeaderEpoch(5));
    CHECK(e->recipients == ids({2, 3}));
    CHECK_FALSE(e->unclean);
}

TEST_CASE("an unclean leader is alone in the ISR") {
    const auto e = leader_for_offline(state(1, ids({1}), ids({1, 2, 3})), ids({2, 3}), true);
    REQUIRE(e);
    CHECK(e->unclean);
    CHECK(e->state.isr == ids({2}));
}

TEST_CASE("preferred: only the head of the assignment, only from the ISR") {
    CHECK(preferred_replica_leader(ids({1, 2}), ids({2, 1}), ids({1, 2})) == BrokerId(1));
    CHECK_FALSE(preferred_replica_leader(ids({1, 2}), ids({2}), ids({1, 2})));
    CHECK_FALSE(preferred_replica_leader(ids({1, 2}), ids({1, 2}), ids({2})));
}

TEST_CASE("who shuts down loses leadership and place in the ISR, and is told so") {
    const auto e = leader_for_controlled_shutdown(state(1, ids({1, 2, 3}), ids({1, 2, 3})),
                                                  ids({1, 2, 3}), ids({1}));
    REQUIRE(e);
    CHECK(e->state.leader == BrokerId(2));
    CHECK(e->state.isr == ids({2, 3}));
    CHECK(e->state.leader_epoch == LeaderEpoch(5));
    CHECK(e->recipients == ids({1, 2, 3}));
}

TEST_CASE("ControlledShutdownLeaderSelector took the head of what was left of the ISR") {
    const PartitionState now = state(1, ids({1, 3, 2}), ids({1, 2, 3}));
    const auto leader = [&now](Successor successor) {
        const auto e = leader_for_controlled_shutdown(now, ids({1, 2, 3}), ids({1}), successor);
        return e->state.leader;
    };
    CHECK(leader(Successor::first_assigned) == BrokerId(2));
    CHECK(leader(Successor::head_of_isr) == BrokerId(3));
    CHECK_FALSE(leader_for_controlled_shutdown(state(1, ids({1}), ids({1, 2, 3})), ids({1, 2, 3}),
                                               ids({1}), Successor::head_of_isr));
}

TEST_CASE("nobody leads cleanly from an empty ISR") {
    const PartitionState now = state(-1, {}, ids({1, 2}));
    CHECK_FALSE(leader_for_offline(now, ids({1, 2}), false));
    CHECK_FALSE(leader_for_preferred(now, ids({1, 2})));
    const auto e = leader_for_offline(now, ids({2}), true);
    REQUIRE(e);
    CHECK(e->unclean);
    CHECK(e->state.isr == ids({2}));
}

TEST_CASE("the last member of the ISR stays in it when it dies") {
    const PartitionState last = without_replica(state(2, ids({2}), ids({1, 2})), BrokerId(2));
    CHECK(last.leader == no_broker);
    CHECK(last.isr == ids({2}));
    const PartitionState none =
        without_replica(state(2, ids({2}), ids({1, 2})), BrokerId(2), LastMember::goes_too);
    CHECK(none.leader == no_broker);
    CHECK(none.isr.empty());
    const PartitionState more = without_replica(state(1, ids({1, 2}), ids({1, 2})), BrokerId(2));
    CHECK(more.leader == BrokerId(1));
    CHECK(more.isr == ids({1}));
    CHECK(more.leader_epoch == LeaderEpoch(5));
}

}  // namespace kscope
