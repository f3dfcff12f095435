// Three brokers and ZooKeeper without a simulator: what a client sees of replication and failover.
#include "core/config/kafka_version.h"
#include "tests/support/catch.h"
#include "tests/unit/core/broker/mini_cluster.h"

using namespace kscope;
using kscope::test::MiniCluster;

namespace {

const TopicPartition click{"click", PartitionIndex(0)};

// With three brokers serving and `click` (1 partition, RF 3) led by broker 1.
struct Fixture {
    MiniCluster cluster;
    std::int32_t controller = 0;
    explicit Fixture(MiniCluster::Adjust adjust = nullptr, Duration start = {})
        : cluster(0, adjust) {
        cluster.run_for(start);
        for (std::int32_t id = 1; id <= 3; ++id) cluster.start(id);
        cluster.run_for(Duration::seconds(2));
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

// When the leader, which started at 0 s, finds that broker 3 lags, which was killed at 9 s.
std::int64_t second_of_shrink(MiniCluster::Adjust adjust) {
    Fixture test(adjust);
    MiniCluster& cluster = test.cluster;
    cluster.run_for(Instant::at(Duration::seconds(9)) - cluster.now());
    cluster.kill(3);
    cluster.ask<ProduceResponse>(cluster.connect(1), Fixture::produce(1, "a"));
    const std::size_t before = cluster.count<IsrChangeProposed>();
    for (int i = 0; i < 20 && cluster.count<IsrChangeProposed>() == before; ++i) {
        cluster.run_for(Duration::seconds(1));
    }
    return cluster.now().since_start().to_millis() / 1000;
}

// With two brokers and offsets.topic.replication.factor=3.
std::size_t replicas_of_offsets(MiniCluster::Adjust adjust) {
    MiniCluster cluster(2, adjust);
    cluster.run_for(Duration::seconds(2));
    const auto answer = cluster.ask<FindCoordinatorResponse>(cluster.connect(1),
                                                             FindCoordinatorRequest{"monitoring"});
    REQUIRE(answer.error == ErrorCode::coordinator_not_available);
    cluster.run_for(Duration::seconds(3));
    const auto* state =
        cluster.broker(1).image().partition_state({offsets_topic_name, PartitionIndex(0)});
    return state == nullptr ? 0 : state->replicas.size();
}

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

TEST_CASE("a client's question makes no topic that is called like the quorum's log") {
    Fixture test([](BrokerSpec& spec) { spec.config.auto_create_topics_enable = true; });
    MiniCluster& cluster = test.cluster;
    MetadataRequest request;
    request.topics = std::vector<std::string>{"__cluster_metadata", "view"};
    cluster.ask<MetadataResponse>(cluster.connect(2), request);
    cluster.run_for(Duration::seconds(2));
    CHECK(cluster.broker(2).image().has_topic("view"));
    CHECK_FALSE(cluster.broker(2).image().has_topic("__cluster_metadata"));
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

// 0.8 and 0.9. There the answer has the first part of the message, and the consumer throws.
TEST_CASE("before KIP-74 a consumer is told at once of a batch that is too large") {
    Fixture test([](BrokerSpec& spec) { spec.config.features.returns_first_batch_whole = false; });
    MiniCluster& cluster = test.cluster;
    const ConnId conn = cluster.connect(1);
    cluster.ask<ProduceResponse>(conn, Fixture::produce(-1, "a"));
    const std::int32_t size = Fixture::produce(-1, "a").partitions.at(0).batch->size_in_bytes();
    const auto told = [&](Offset offset, std::int32_t partition_max_bytes) {
        FetchRequest request = Fixture::fetch(offset, 1, Duration::millis(300));
        request.partitions.at(0).partition_max_bytes = partition_max_bytes;
        return cluster.ask<FetchResponse>(conn, request).partitions.at(0);
    };
    const auto whole = told(Offset(0), size);
    CHECK(whole.error == ErrorCode::none);
    CHECK(whole.batches.size() == 1);
    const Instant start = cluster.now();
    const auto cut = told(Offset(0), size - 1);
    CHECK(cut.error == ErrorCode::message_too_large);
    CHECK(cut.batches.empty());
    CHECK(cluster.now() - start < Duration::millis(10));
    CHECK(told(Offset(1), size - 1).error == ErrorCode::none);  // there is nothing yet
}

// ReplicaFetcherThread.warnIfMessageOversized
TEST_CASE("before KIP-74 a follower stays where a message is larger than it may fetch") {
    Fixture test([](BrokerSpec& spec) {
        spec.config.features.returns_first_batch_whole = false;
        spec.config.replica_fetch_max_bytes = 100;
    });
    MiniCluster& cluster = test.cluster;
    const std::string large(200, 'x');
    cluster.ask<ProduceResponse>(cluster.connect(1), Fixture::produce(1, "a"));
    cluster.ask<ProduceResponse>(cluster.connect(1), Fixture::produce(1, large.c_str()));
    const std::size_t requests = cluster.fetch_requests;
    cluster.run_for(Duration::seconds(10));
    CHECK(cluster.replica(2, click).log_end_offset() == Offset(1));
    CHECK(cluster.replica(3, click).log_end_offset() == Offset(1));
    CHECK(cluster.fetch_requests - requests < 50);  // twice a second each
}

// KafkaApis.handleFetchRequest: the least of the request's and the broker's.
TEST_CASE("the broker's fetch.max.bytes bounds a fetch, a follower's too") {
    Fixture test([](BrokerSpec& spec) { spec.config.fetch_max_bytes = 150; });
    MiniCluster& cluster = test.cluster;
    const ConnId conn = cluster.connect(1);
    for (const char* value : {"a", "b", "c"}) {
        cluster.ask<ProduceResponse>(conn, Fixture::produce(-1, value));
    }
    const std::int32_t size = Fixture::produce(-1, "a").partitions.at(0).batch->size_in_bytes();
    REQUIRE(2 * size <= 150);
    REQUIRE(3 * size > 150);
    FetchRequest request = Fixture::fetch(Offset(0), 1, Duration());
    for (const BrokerId asker : {no_broker, BrokerId(2)}) {
        request.replica = asker;
        CHECK(cluster.ask<FetchResponse>(conn, request).partitions.at(0).batches.size() == 2);
    }
}

// DelayedFetch.tryComplete, case H, and what comes of it (KAFKA-9731).
TEST_CASE("in 2.5 a parked fetch of a follower is answered when the high watermark moves") {
    Fixture test(
        [](BrokerSpec& spec) { spec.config.features.sends_high_watermark_at_once = true; });
    MiniCluster& cluster = test.cluster;
    cluster.run_for(Duration::seconds(10));  // both followers rest
    for (std::int64_t end = 1; end <= 3; ++end) {
        cluster.ask<ProduceResponse>(cluster.connect(1), Fixture::produce(-1, "a"));
        cluster.run_for(Duration::millis(5));
        CHECK(cluster.replica(2, click).high_watermark() == Offset(end));
        CHECK(cluster.replica(3, click).high_watermark() == Offset(end));
    }
    cluster.run_for(Duration::seconds(1));
    const std::size_t requests = cluster.fetch_requests;
    cluster.run_for(Duration::seconds(10));
    CHECK(cluster.fetch_requests - requests <= 40);  // twice a second each, as before
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

// ReplicaManager.startup, the task isr-expiration.
TEST_CASE("the ISR is checked twice in replica.lag.time.max.ms, up to 0.9 once") {
    CHECK(second_of_shrink([](BrokerSpec& spec) {
              spec.config.replica_lag_time_max = Duration::seconds(4);
          }) == 14);
    CHECK(second_of_shrink([](BrokerSpec& spec) {
              spec.config.replica_lag_time_max = Duration::seconds(4);
              spec.config.features.isr_checked_twice_per_lag = false;
          }) == 16);
}

// ReplicaManager.lastIsrPropagationMs is the time of its start at first.
TEST_CASE("a leader that writes its ISR itself tells the controller when it is calm") {
    Fixture test(
        [](BrokerSpec& spec) {
            spec.config.features = features_of("2.5");
            spec.config.replica_lag_time_max = Duration::seconds(2);
        },
        Duration::seconds(100));
    MiniCluster& cluster = test.cluster;
    const std::int32_t dead = test.controller == 3 ? 2 : 3;
    const auto known_isr = [&] {
        return cluster.broker(5 - dead).image().partition_state(click)->isr.size();
    };
    cluster.run_for(Duration::seconds(2));
    cluster.kill(dead);
    cluster.ask<ProduceResponse>(cluster.connect(1), Fixture::produce(1, "a"));
    const std::size_t before = cluster.count<IsrChanged>();
    for (int i = 0; i < 500 && cluster.count<IsrChanged>() == before; ++i) {
        cluster.run_for(Duration::millis(10));
    }
    REQUIRE(cluster.replica(1, click).leader_state()->isr.committed.size() == 2);
    cluster.run_for(Duration::seconds(3));
    CHECK(known_isr() == 3);
    cluster.run_for(Duration::seconds(5));
    CHECK(known_isr() == 2);
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

TEST_CASE("__consumer_offsets waits for as many brokers as it wants replicas, since KIP-115") {
    CHECK(replicas_of_offsets(nullptr) == 0);
    CHECK(replicas_of_offsets([](BrokerSpec& spec) {
              spec.config.features.offsets_topic_waits_for_brokers = false;
          }) == 2);
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
