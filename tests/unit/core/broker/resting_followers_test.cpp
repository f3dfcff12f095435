// Followers at rest: their fetches are remembered in one place, and nobody can tell the difference.
#include "core/broker/resting_followers.h"

#include <algorithm>

#include "tests/support/catch.h"
#include "tests/unit/core/broker/mini_cluster.h"

using namespace kscope;
using kscope::test::MiniCluster;

namespace {

const TopicPartition click{"click", PartitionIndex(0)};
const TopicPartition order{"order", PartitionIndex(0)};

// Brokers 1 to 3; both topics are led by 1 and followed by 2 and 3, so a follower's session has two
// partitions.
struct Fixture {
    MiniCluster cluster;
    explicit Fixture(MiniCluster::Adjust adjust = nullptr) : cluster(3, adjust) {
        cluster.run_for(Duration::seconds(2));
        const BrokerId controller = cluster.broker(1).image().controller();
        const std::vector<std::vector<BrokerId>> replicas{{BrokerId(1), BrokerId(2), BrokerId(3)}};
        cluster.ask<CreateTopicsResponse>(
            cluster.connect(controller.value()),
            CreateTopicsRequest{
                {NewTopic{"click", -1, -1, replicas, {}}, NewTopic{"order", -1, -1, replicas, {}}},
                Duration::seconds(10)});
        cluster.run_for(Duration::seconds(2));
        REQUIRE(follower(click, 2) != nullptr);
    }
    const RemoteReplica* follower(const TopicPartition& tp, int broker) const {
        const Leader* leader = cluster.replica(1, tp).leader_state();
        return leader == nullptr ? nullptr : leader->find(BrokerId(broker));
    }
    ErrorCode append(const TopicPartition& tp, std::int16_t acks = -1) {
        Record record;
        record.value = Bytes("a");
        Ref<const RecordBatch> batch = make_ref<RecordBatch>(make_batch(make_record_set({record})));
        return cluster
            .ask<ProduceResponse>(cluster.connect(1),
                                  ProduceRequest{acks, Duration::seconds(5), {{tp, batch}}})
            .partitions.at(0)
            .error;
    }
    // How long ago the leader saw the follower's last fetch of the partition, as its replica knows.
    Duration unseen(const TopicPartition& tp, int broker) const {
        return cluster.now() - follower(tp, broker)->last_fetch_time;
    }
};

RestingFollower resting(std::vector<ReplicaSlot> slots) {
    std::vector<FetchItem> items;
    for (const ReplicaSlot slot : slots) items.push_back({{}, slot, 0});
    return {BrokerId(2), make_ref<FetchItems>(items), Instant{}, {}, {}};
}

}  // namespace

TEST_CASE("a follower rests on each replica of its session, until the session is removed") {
    RestingFollowers followers;
    followers.add(7, resting({1, 4}));
    followers.add(8, resting({4}));
    CHECK_FALSE(followers.watch(0));
    CHECK_FALSE(followers.watch(9));
    CHECK(followers.sessions(4) == std::vector<std::int32_t>{7, 8});
    REQUIRE(followers.remove(7).has_value());
    CHECK_FALSE(followers.watch(1));
    CHECK(followers.sessions(4) == std::vector<std::int32_t>{8});
    CHECK_FALSE(followers.remove(7).has_value());
    REQUIRE_THROWS_AS(followers.add(8, resting({1})), CheckFailure);
}

TEST_CASE_METHOD(Fixture, "what a resting follower owes is told to all before one is edited") {
    cluster.run_for(Duration::seconds(10));
    REQUIRE(unseen(click, 2) > Duration::seconds(1));  // else it does not rest at all
    REQUIRE(append(click) == ErrorCode::none);
    for (const TopicPartition& tp : {click, order}) {
        for (const int broker : {2, 3}) CHECK(unseen(tp, broker) <= Duration::millis(510));
    }
    cluster.run_for(Duration::seconds(10));
    CHECK(unseen(order, 3) > Duration::seconds(1));  // and rests again
}

TEST_CASE_METHOD(Fixture, "a parked fetch of a resting follower is answered with the next record") {
    cluster.run_for(Duration::seconds(10));
    const Instant before = cluster.now();
    REQUIRE(append(order) == ErrorCode::none);
    CHECK(cluster.now() - before < Duration::millis(10));
    CHECK(cluster.replica(3, order).log_end_offset() == Offset(1));
}

TEST_CASE("a follower at rest waits for no more bytes than the leader's fetch.max.bytes") {
    Fixture test([](BrokerSpec& spec) {
        spec.config.fetch_max_bytes = 150;  // two records
        spec.config.replica_fetch_min_bytes = 1000;
    });
    test.cluster.run_for(Duration::seconds(10));
    for (int i = 0; i < 3; ++i) REQUIRE(test.append(click, 1) == ErrorCode::none);
    test.cluster.run_for(Duration::millis(5));
    CHECK(test.cluster.replica(2, click).log_end_offset() == Offset(2));
}

TEST_CASE_METHOD(Fixture, "a follower that dies at rest lags from its last fetch on") {
    cluster.run_for(Duration::seconds(60));
    cluster.kill(3);
    cluster.run_for(Duration::millis(100));
    const Instant died = cluster.now();
    const CorrelationId waiting = cluster.send(cluster.connect(1), [] {
        Record record;
        record.value = Bytes("a");
        Ref<const RecordBatch> batch = make_ref<RecordBatch>(make_batch(make_record_set({record})));
        return ProduceRequest{-1, Duration::seconds(60), {{click, batch}}};
    }());
    const Duration lag = MiniCluster::broker_spec(1).config.replica_lag_time_max;
    // The broker's session ends first (18 s), and the controller takes it out of the ISR.
    while (cluster.replica(1, click).high_watermark() == Offset(0) &&
           cluster.now() - died < Duration::seconds(60)) {
        cluster.run_for(Duration::millis(100));
    }
    CHECK(cluster.answer<ProduceResponse>(waiting) != nullptr);
    CHECK(cluster.now() - died < lag);
}

TEST_CASE_METHOD(Fixture, "a deleted topic disturbs who rests on it") {
    cluster.run_for(Duration::seconds(10));
    const BrokerId controller = cluster.broker(1).image().controller();
    cluster.ask<DeleteTopicsResponse>(cluster.connect(controller.value()),
                                      DeleteTopicsRequest{{"order"}, Duration::seconds(10)});
    cluster.run_for(Duration::seconds(10));
    CHECK_FALSE(cluster.broker(1).replicas().find(order).has_value());
    REQUIRE(append(click) == ErrorCode::none);
    cluster.broker(1).check_invariants();
}
