// Three brokers and ZooKeeper without a simulator: what a client sees of replication and failover.
#include "tests/support/catch.h"
#include "tests/unit/core/broker/mini_cluster.h"

using namespace kscope;
using kscope::test::MiniCluster;

namespace {

const TopicPartition click{"click", PartitionIndex(0)};

// With three brokers serving and `click` (1 partition, RF 3) led by broker 1.
struct Fixture {
    MiniCluster cluster{3};
    Fixture() {
        cluster.run_for(Duration::seconds(2));
        std::int32_t controller = 0;
        for (std::int32_t id = 1; id <= 3; ++id) {
            REQUIRE(cluster.broker(id).phase() == BrokerPhase::serving);
            if (cluster.broker(id).image().controller() == BrokerId(id)) controller = id;
        }
        REQUIRE(controller != 0);
        NewTopic topic{"click", -1, -1, {{BrokerId(1), BrokerId(2), BrokerId(3)}}, {}};
        const auto created = cluster.ask<CreateTopicsResponse>(
            cluster.connect(controller), CreateTopicsRequest{{topic}, Duration::seconds(10)});
        REQUIRE(created.topics.at(0).error == ErrorCode::none);
        cluster.run_for(Duration::seconds(2));
        REQUIRE(cluster.replica(1, click).is_leader());
    }

    static ProduceRequest produce(std::int16_t acks, const char* value) {
        Record record;
        record.value = Bytes(value);
        Ref<const RecordBatch> batch = make_ref<RecordBatch>(make_batch(make_record_set({record})));
        return {acks, Duration::seconds(5), {{click, batch}}};
    }
    static FetchRequest fetch(Offset offset, std::int32_t min_bytes, Duration wait) {
        FetchRequest request;
        request.max_wait = wait;
        request.min_bytes = min_bytes;
        FetchPartition partition;
        partition.tp = click;
        partition.fetch_offset = offset;
        request.partitions = {partition};
        return request;
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "acks=all is answered when all of the ISR have it") {
    const ConnId conn = cluster.connect(1);
    const auto answer = cluster.ask<ProduceResponse>(conn, produce(-1, "a"));
    REQUIRE(answer.partitions.at(0).error == ErrorCode::none);
    REQUIRE(answer.partitions.at(0).base_offset == Offset(0));
    REQUIRE(cluster.replica(1, click).high_watermark() == Offset(1));
    REQUIRE(cluster.replica(2, click).log_end_offset() == Offset(1));
    REQUIRE(cluster.replica(3, click).log_end_offset() == Offset(1));
    cluster.run_for(Duration::seconds(1));  // followers learn it one fetch later
    REQUIRE(cluster.replica(2, click).high_watermark() == Offset(1));
}

TEST_CASE_METHOD(Fixture, "a follower refuses a produce") {
    const auto answer = cluster.ask<ProduceResponse>(cluster.connect(2), produce(1, "a"));
    REQUIRE(answer.partitions.at(0).error == ErrorCode::not_leader_or_follower);
    REQUIRE(cluster.count<RequestRejected>() == 1);
}

TEST_CASE_METHOD(Fixture, "a long poll waits for data, and no longer than max.wait") {
    const ConnId reader = cluster.connect(1);
    const Instant start = cluster.now();
    const auto empty =
        cluster.ask<FetchResponse>(reader, fetch(Offset(0), 1, Duration::millis(300)));
    REQUIRE(empty.partitions.at(0).batches.empty());
    REQUIRE(cluster.now() - start >= Duration::millis(300));

    const CorrelationId waiting = cluster.send(reader, fetch(Offset(0), 1, Duration::seconds(30)));
    cluster.run_for(Duration::seconds(1));
    REQUIRE(cluster.answer<FetchResponse>(waiting) == nullptr);
    cluster.ask<ProduceResponse>(cluster.connect(1), produce(-1, "a"));
    cluster.run_for(Duration::millis(5));
    const auto* data = cluster.answer<FetchResponse>(waiting);
    REQUIRE(data != nullptr);
    REQUIRE(data->partitions.at(0).batches.size() == 1);
    REQUIRE(data->partitions.at(0).high_watermark == Offset(1));
}

TEST_CASE_METHOD(Fixture,
                 "a fetch obeys each partition's own limit, but brings one batch at least") {
    const ConnId conn = cluster.connect(1);
    for (const char* value : {"a", "b", "c"})
        cluster.ask<ProduceResponse>(conn, produce(-1, value));
    FetchRequest request = fetch(Offset(0), 1, Duration());
    const auto batches = [&](std::int32_t partition_max_bytes) {
        request.partitions.at(0).partition_max_bytes = partition_max_bytes;
        return cluster.ask<FetchResponse>(conn, request).partitions.at(0).batches.size();
    };
    request.max_bytes = 1 << 20;
    const std::int32_t one = produce(-1, "a").partitions.at(0).batch->size_in_bytes();
    CHECK(batches(1) == 1);
    CHECK(batches(2 * one) == 2);
    CHECK(batches(3 * one - 1) == 2);
    CHECK(batches(3 * one) == 3);
    request.max_bytes = 2 * one;
    CHECK(batches(3 * one) == 2);
}

TEST_CASE_METHOD(Fixture, "a channel answers in order, one request at a time") {
    const ConnId conn = cluster.connect(1);
    const CorrelationId first = cluster.send(conn, fetch(Offset(0), 1, Duration::millis(400)));
    const CorrelationId second = cluster.send(conn, MetadataRequest{});
    cluster.run_for(Duration::millis(100));
    REQUIRE(cluster.answer<MetadataResponse>(second) == nullptr);
    cluster.run_for(Duration::millis(400));
    REQUIRE(cluster.answer<FetchResponse>(first) != nullptr);
    REQUIRE(cluster.answer<MetadataResponse>(second) != nullptr);
}

TEST_CASE_METHOD(Fixture, "acks=0 has no answer and frees the channel") {
    const ConnId conn = cluster.connect(1);
    const CorrelationId silent = cluster.send(conn, produce(0, "a"));
    const auto metadata = cluster.ask<MetadataResponse>(conn, MetadataRequest{});
    REQUIRE(cluster.answer<ProduceResponse>(silent) == nullptr);
    REQUIRE(metadata.brokers.size() == 3);
    REQUIRE(cluster.replica(1, click).log_end_offset() == Offset(1));
}

TEST_CASE_METHOD(Fixture, "followers that want nothing new send empty fetches") {
    cluster.run_for(Duration::seconds(2));
    const std::size_t requests = cluster.fetch_requests;
    const std::size_t asked = cluster.fetched_partitions_asked;
    cluster.run_for(Duration::seconds(10));
    REQUIRE(cluster.fetch_requests > requests + 20);
    REQUIRE(cluster.fetched_partitions_asked == asked);
}

TEST_CASE_METHOD(Fixture, "the leader dies: a follower leads, and nothing acknowledged is lost") {
    cluster.ask<ProduceResponse>(cluster.connect(1), produce(-1, "a"));
    cluster.kill(1);
    cluster.run_for(Duration::seconds(30));  // zookeeper.session.timeout.ms is 18 s
    REQUIRE(cluster.replica(2, click).is_leader());
    REQUIRE(cluster.replica(2, click).high_watermark() == Offset(1));
    const auto answer = cluster.ask<ProduceResponse>(cluster.connect(2), produce(-1, "b"));
    REQUIRE(answer.partitions.at(0).error == ErrorCode::none);
    REQUIRE(answer.partitions.at(0).base_offset == Offset(1));

    cluster.start(1);  // with an empty disk: all of it is fetched again
    cluster.run_for(Duration::seconds(30));
    REQUIRE(cluster.replica(1, click).is_follower());
    REQUIRE(cluster.replica(1, click).log_end_offset() == Offset(2));
    REQUIRE(cluster.replica(2, click).leader_state()->isr.committed.size() == 3);
}

// Kafka's UnexpectedAppendOffsetException. The old leader was the controller too, so that nobody
// sees it go and come back: the next controller finds it alive, and it leads on in the same epoch.
TEST_CASE_METHOD(Fixture, "a follower that parted from its leader within an epoch gives up") {
    const ConnId first = cluster.connect(1);
    for (const char* value : {"a", "b", "c"}) {
        cluster.ask<ProduceResponse>(first, produce(-1, value));
    }
    cluster.kill(1);
    cluster.start(1);  // with an empty disk, before its session expires
    const auto leads = [&] {
        const auto slot = cluster.broker(1).replicas().find(click);
        return slot && cluster.broker(1).replicas().replica(*slot).is_leader();
    };
    while (!leads()) cluster.run_for(Duration::millis(1));
    REQUIRE(cluster.replica(1, click).leader_epoch() == cluster.replica(2, click).leader_epoch());

    Record record;
    record.value = Bytes("other");
    Ref<const RecordBatch> five = make_ref<RecordBatch>(
        make_batch(make_record_set({record, record, record, record, record})));
    cluster.ask<ProduceResponse>(cluster.connect(1),
                                 ProduceRequest{1, Duration::seconds(5), {{click, five}}});
    cluster.run_for(Duration::seconds(5));
    REQUIRE(cluster.replica(2, click).log_end_offset() == Offset(3));

    const std::size_t asked = cluster.fetched_partitions_asked;
    cluster.run_for(Duration::seconds(60));
    REQUIRE(cluster.fetched_partitions_asked == asked);
    REQUIRE(cluster.replica(1, click).leader_state()->isr.committed == Isr{BrokerId(1)});
}

TEST_CASE_METHOD(Fixture, "below min.insync.replicas acks=all is refused") {
    cluster.kill(2);
    cluster.kill(3);
    cluster.run_for(Duration::seconds(60));  // out of the ISR by liveness
    const auto answer = cluster.ask<ProduceResponse>(cluster.connect(1), produce(-1, "a"));
    REQUIRE(answer.partitions.at(0).error == ErrorCode::not_enough_replicas);
}

TEST_CASE_METHOD(Fixture, "producer ids come in blocks and never twice") {
    const ConnId one = cluster.connect(1);
    const ConnId two = cluster.connect(2);
    cluster.ask<InitProducerIdResponse>(one, InitProducerIdRequest{});
    cluster.ask<InitProducerIdResponse>(two, InitProducerIdRequest{});
    cluster.run_for(Duration::seconds(1));
    const auto a = cluster.ask<InitProducerIdResponse>(one, InitProducerIdRequest{});
    const auto b = cluster.ask<InitProducerIdResponse>(two, InitProducerIdRequest{});
    const auto c = cluster.ask<InitProducerIdResponse>(one, InitProducerIdRequest{});
    REQUIRE(a.error == ErrorCode::none);
    REQUIRE(b.error == ErrorCode::none);
    REQUIRE(a.producer_id != b.producer_id);
    REQUIRE(c.producer_id == a.producer_id.next());
}

TEST_CASE_METHOD(Fixture, "the first group brings __consumer_offsets; commits outlive the leader") {
    const ConnId conn = cluster.connect(1);
    const auto first =
        cluster.ask<FindCoordinatorResponse>(conn, FindCoordinatorRequest{"monitoring"});
    REQUIRE(first.error == ErrorCode::coordinator_not_available);
    cluster.run_for(Duration::seconds(3));
    const auto found =
        cluster.ask<FindCoordinatorResponse>(conn, FindCoordinatorRequest{"monitoring"});
    REQUIRE(found.error == ErrorCode::none);
    const std::int32_t coordinator = found.coordinator.broker.value();
    OffsetCommitRequest commit;
    commit.group = "monitoring";
    commit.offsets = {{click, Offset(42), no_leader_epoch, ""}};
    const auto committed = cluster.ask<OffsetCommitResponse>(cluster.connect(coordinator), commit);
    REQUIRE(committed.partitions.at(0).error == ErrorCode::none);

    cluster.kill(coordinator);
    cluster.run_for(Duration::seconds(30));
    const std::int32_t other = coordinator == 1 ? 2 : 1;
    const auto moved = cluster.ask<FindCoordinatorResponse>(cluster.connect(other),
                                                            FindCoordinatorRequest{"monitoring"});
    REQUIRE(moved.error == ErrorCode::none);
    REQUIRE(moved.coordinator.broker != BrokerId(coordinator));
    const auto offsets =
        cluster.ask<OffsetFetchResponse>(cluster.connect(moved.coordinator.broker.value()),
                                         OffsetFetchRequest{"monitoring", std::nullopt});
    REQUIRE(offsets.error == ErrorCode::none);
    REQUIRE(offsets.offsets.at(0).offset == Offset(42));
}

TEST_CASE_METHOD(Fixture, "a copy of a broker goes on as the original does") {
    cluster.run_for(Duration::seconds(1));
    MiniCluster copy = cluster;
    for (MiniCluster* c : {&cluster, &copy}) {
        c->ask<ProduceResponse>(c->connect(1), produce(-1, "a"));
        c->run_for(Duration::seconds(3));
    }
    for (std::int32_t id = 1; id <= 3; ++id) {
        Digest a;
        Digest b;
        cluster.broker(id).digest(a);
        copy.broker(id).digest(b);
        REQUIRE(a.value() == b.value());
    }
}
