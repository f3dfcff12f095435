// Consumers that read from a follower (KIP-392), with the cases of Kafka's
// RackAwareReplicaSelectorTest and ReplicaManagerTest (named at each).
#include "tests/support/catch.h"
#include "tests/unit/core/broker/mini_cluster.h"

using namespace kscope;
using kscope::test::MiniCluster;

namespace {

const TopicPartition click{"click", PartitionIndex(0)};

void three_racks(BrokerSpec& spec) {
    const char* racks[] = {"", "a", "b", "c"};
    spec.config.rack = racks[spec.config.broker_id.value()];
    spec.config.replica_selector = ReplicaSelector::rack_aware;
}
void one_rack_of_followers(BrokerSpec& spec) {
    spec.config.rack = spec.config.broker_id == BrokerId(1) ? "a" : "b";
    spec.config.replica_selector = ReplicaSelector::rack_aware;
}
void racks_and_no_selector(BrokerSpec& spec) {
    three_racks(spec);
    spec.config.replica_selector = ReplicaSelector::leader;
}

// `click` (1 partition, RF 3) is led by broker 1, and has one committed record.
struct Racks {
    MiniCluster cluster;
    explicit Racks(MiniCluster::Adjust adjust = three_racks) : cluster(3, adjust) {
        cluster.run_for(Duration::seconds(2));
        const std::int32_t controller = cluster.broker(1).image().controller().value();
        NewTopic topic{"click", -1, -1, {{BrokerId(1), BrokerId(2), BrokerId(3)}}, {}};
        cluster.ask<CreateTopicsResponse>(cluster.connect(controller),
                                          CreateTopicsRequest{{topic}, Duration::seconds(10)});
        cluster.run_for(Duration::seconds(2));
        produce();
        cluster.run_for(Duration::seconds(1));
        REQUIRE(cluster.replica(2, click).high_watermark() == Offset(1));
    }
    void produce() {
        Record record;
        record.value = Bytes("a");
        auto batch = make_ref<RecordBatch>(make_batch(make_record_set({record})));
        cluster.ask<ProduceResponse>(cluster.connect(1),
                                     ProduceRequest{-1, Duration::seconds(5), {{click, batch}}});
    }
    static FetchRequest fetch(const std::string& rack, Offset offset,
                              Duration wait = Duration::seconds(20)) {
        FetchRequest request;
        request.max_wait = wait;
        request.rack = rack;
        FetchPartition partition;
        partition.tp = click;
        partition.fetch_offset = offset;
        partition.current_leader_epoch = LeaderEpoch(0);
        request.partitions = {partition};
        return request;
    }
    FetchedPartition fetched(std::int32_t broker, FetchRequest request) {
        return cluster.ask<FetchResponse>(cluster.connect(broker), std::move(request))
            .partitions.at(0);
    }
};

}  // namespace

TEST_CASE("a consumer is sent to the replica of its rack, and gets nothing from the leader") {
    Racks racks;  // testSameRack, testPreferredReplicaAsFollower
    const FetchedPartition told = racks.fetched(1, Racks::fetch("b", Offset(0)));
    CHECK(told.error == ErrorCode::none);
    CHECK(told.preferred_read_replica == BrokerId(2));
    CHECK(told.batches.empty());
    CHECK(told.high_watermark == Offset(1));
}

TEST_CASE("a consumer in the leader's rack, in none, or in one without replica reads there") {
    Racks racks;  // testSameRackLeader, testNoRackForClient, testNoReplicasInRack
    for (const char* rack : {"a", "", "z"}) {
        const FetchedPartition told = racks.fetched(1, Racks::fetch(rack, Offset(0)));
        CHECK(told.preferred_read_replica == no_broker);
        CHECK(told.batches.size() == 1);
    }
}

TEST_CASE("without replica.selector.class the leader keeps its consumers") {
    Racks racks(racks_and_no_selector);  // testPreferredReplicaAsLeader
    const FetchedPartition told = racks.fetched(1, Racks::fetch("b", Offset(0)));
    CHECK(told.preferred_read_replica == no_broker);
    CHECK(told.batches.size() == 1);
}

TEST_CASE("of equally caught up replicas in a rack the highest id is taken") {
    Racks racks(one_rack_of_followers);  // ReplicaView.comparator
    racks.cluster.run_for(Duration::seconds(2));
    CHECK(racks.fetched(1, Racks::fetch("b", Offset(0))).preferred_read_replica == BrokerId(3));
}

TEST_CASE("a replica that is not in the ISR is nobody's preferred one") {
    Racks racks;  // ReplicaManager.findPreferredReadReplica
    racks.cluster.kill(2);
    racks.cluster.run_for(Duration::seconds(60));
    FetchRequest request = Racks::fetch("b", Offset(0));
    request.partitions[0].current_leader_epoch = racks.cluster.replica(1, click).leader_epoch();
    const FetchedPartition told = racks.fetched(1, request);
    CHECK(told.preferred_read_replica == no_broker);
    CHECK(told.batches.size() == 1);
}

TEST_CASE("a follower answers a consumer up to its high watermark, and wakes it when that moves") {
    Racks racks;
    CHECK(racks.fetched(2, Racks::fetch("b", Offset(0))).batches.size() == 1);
    const auto waiting = racks.cluster.send(racks.cluster.connect(2), Racks::fetch("b", Offset(1)));
    racks.cluster.run_for(Duration::seconds(1));
    REQUIRE(racks.cluster.answer<FetchResponse>(waiting) == nullptr);
    racks.produce();
    racks.cluster.run_for(Duration::seconds(1));
    const auto* answer = racks.cluster.answer<FetchResponse>(waiting);
    REQUIRE(answer != nullptr);
    CHECK(answer->partitions.at(0).batches.size() == 1);
}

TEST_CASE("a follower fences a consumer of another epoch, and knows no offset beyond its log") {
    Racks racks;
    FetchRequest stale = Racks::fetch("b", Offset(0));
    stale.partitions[0].current_leader_epoch = LeaderEpoch(7);
    CHECK(racks.fetched(2, stale).error == ErrorCode::unknown_leader_epoch);
    CHECK(racks.fetched(2, Racks::fetch("b", Offset(9))).error == ErrorCode::offset_out_of_range);
}

TEST_CASE("another replica's fetch is for the leader alone") {
    Racks racks;  // FetchParams.fetchOnlyLeader
    FetchRequest request = Racks::fetch("", Offset(0));
    request.replica = BrokerId(3);
    CHECK(racks.fetched(2, request).error == ErrorCode::not_leader_or_follower);
}
