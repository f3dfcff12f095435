// What a broker does to its logs on a schedule, and DeleteRecords: three brokers, no simulator.
#include "core/log/checkpoint_file.h"
#include "core/log/partition_log.h"
#include "tests/support/catch.h"
#include "tests/unit/core/broker/mini_cluster.h"

using namespace kscope;
using kscope::test::MiniCluster;

namespace {

const TopicPartition old_clicks{"old", PartitionIndex(0)};

// `old`: 1 partition, RF 3, led by broker 1, with this configuration and ten records of a second
// each; the first one is written at 4 s.
struct RetentionCluster {
    MiniCluster cluster{3};
    ConnId leader;

    explicit RetentionCluster(ConfigEntries config) {
        cluster.run_for(Duration::seconds(2));
        std::int32_t controller = 1;
        for (std::int32_t id = 1; id <= 3; ++id) {
            if (cluster.broker(id).image().controller() == BrokerId(id)) controller = id;
        }
        NewTopic topic{"old", -1, -1, {{BrokerId(1), BrokerId(2), BrokerId(3)}}, std::move(config)};
        const auto created = cluster.ask<CreateTopicsResponse>(
            cluster.connect(controller), CreateTopicsRequest{{topic}, Duration::seconds(10)});
        REQUIRE(created.topics.at(0).error == ErrorCode::none);
        cluster.run_for(Duration::seconds(2));
        leader = cluster.connect(1);
        for (int i = 0; i < 10; ++i) {
            REQUIRE(produce("key-" + std::to_string(i % 2), i) == ErrorCode::none);
            cluster.run_for(Duration::seconds(1));
        }
    }

    ErrorCode produce(const std::string& key, int value) {
        Record record;
        record.timestamp = WallTime::from_nanos(cluster.now().nanos());
        record.key = Bytes(key);
        record.value = Bytes("value-" + std::to_string(value));
        const auto batch = make_ref<RecordBatch>(make_batch(make_record_set({record})));
        const auto answer = cluster.ask<ProduceResponse>(
            leader, ProduceRequest{-1, Duration::seconds(5), {{old_clicks, batch}}});
        return answer.partitions.at(0).error;
    }
    [[nodiscard]] const PartitionLog& log(std::int32_t broker) const {
        return cluster.replica(broker, old_clicks).log();
    }
    DeletedRecordsOfPartition delete_records(Offset before, Duration timeout) {
        return cluster
            .ask<DeleteRecordsResponse>(leader,
                                        DeleteRecordsRequest{{{old_clicks, before}}, timeout})
            .partitions.at(0);
    }
    void run_until(std::int64_t seconds) {
        cluster.run_for(Instant::at(Duration::seconds(seconds)) - cluster.now());
    }
};

// Two records per segment.
constexpr const char* two_records = "180";

}  // namespace

TEST_CASE("what is older than retention.ms goes at the first check, on every replica") {
    RetentionCluster test(ConfigEntries{{"segment.bytes", two_records}, {"retention.ms", "20000"}});
    REQUIRE(test.log(1).segments().size() == 5);
    test.run_until(29);
    CHECK(test.log(1).log_start_offset() == Offset(0));
    test.run_until(31);  // log.initial.task.delay.ms; each broker's own
    for (std::int32_t id = 1; id <= 3; ++id) {
        INFO("broker " << id);
        CHECK(test.log(id).log_start_offset() == Offset(6));
        CHECK(test.log(id).segments().size() == 2);
        CHECK(test.log(id).last_file_deletion().since_start() > Duration::seconds(89));
    }
    CHECK(test.cluster.count<SegmentsDeleted>() == 3);
    test.run_until(92);  // file.delete.delay.ms
    CHECK(test.log(1).last_file_deletion().is_never());
    CHECK(test.log(1).log_start_offset() == Offset(6));
    test.run_until(331);  // log.retention.check.interval.ms: the active segment, too, is too old
    CHECK(test.log(1).log_start_offset() == Offset(10));
    CHECK(test.log(1).size_in_bytes() == 0);
    CHECK(test.produce("key-0", 10) == ErrorCode::none);
    CHECK(test.log(1).log_end_offset() == Offset(11));
}

TEST_CASE("the checkpoint names the log starts that no segment's name tells") {
    RetentionCluster test(
        ConfigEntries{{"segment.bytes", two_records}, {"retention.bytes", "320"}});
    test.run_until(100);
    REQUIRE(test.log(1).log_start_offset() == Offset(6));
    CHECK(test.cluster.small_file(1, log_start_offset_checkpoint) == "0\n0\n");
    REQUIRE(test.delete_records(Offset(7), Duration::seconds(10)).error == ErrorCode::none);
    test.run_until(200);
    CHECK(test.cluster.small_file(1, log_start_offset_checkpoint) == "0\n1\nold 0 7\n");
}

TEST_CASE("a consumer below the log's start gets OFFSET_OUT_OF_RANGE") {
    RetentionCluster test(
        ConfigEntries{{"segment.bytes", two_records}, {"retention.bytes", "320"}});
    test.run_until(31);
    REQUIRE(test.log(1).log_start_offset() == Offset(6));
    FetchRequest request;
    request.max_wait = Duration::millis(10);
    FetchPartition partition;
    partition.tp = old_clicks;
    partition.partition_max_bytes = 1000;
    partition.fetch_offset = Offset(5);
    request.max_bytes = 1000;
    request.partitions = {partition};
    const auto refused = test.cluster.ask<FetchResponse>(test.leader, request);
    CHECK(refused.partitions.at(0).error == ErrorCode::offset_out_of_range);
    request.partitions[0].fetch_offset = Offset(6);
    const auto served = test.cluster.ask<FetchResponse>(test.leader, request);
    CHECK(served.partitions.at(0).error == ErrorCode::none);
    CHECK(served.partitions.at(0).log_start_offset == Offset(6));
}

TEST_CASE("a fetch gets what one segment has, and waits for no more than that") {
    RetentionCluster test(ConfigEntries{{"segment.bytes", two_records}});
    FetchRequest request;
    request.max_wait = Duration::seconds(10);
    request.min_bytes = 1'000'000;
    request.max_bytes = 2'000'000;
    FetchPartition partition;
    partition.tp = old_clicks;
    partition.partition_max_bytes = 2'000'000;
    partition.fetch_offset = Offset(1);
    request.partitions = {partition};
    const Instant asked = test.cluster.now();
    const auto rest = test.cluster.ask<FetchResponse>(test.leader, request);
    CHECK(rest.partitions.at(0).batches.size() == 1);
    CHECK(test.cluster.now() - asked < Duration::seconds(1));
    // At the end of the log it waits, until another segment begins behind what it has waited for.
    request.partitions[0].fetch_offset = Offset(9);
    const auto waiting = test.cluster.send(test.cluster.connect(1), request);
    test.cluster.run_for(Duration::seconds(1));
    REQUIRE(test.cluster.answer<FetchResponse>(waiting) == nullptr);
    REQUIRE(test.produce("key-0", 10) == ErrorCode::none);
    test.cluster.run_for(Duration::seconds(1));
    const auto* rolled = test.cluster.answer<FetchResponse>(waiting);
    REQUIRE(rolled != nullptr);
    CHECK(rolled->partitions.at(0).batches.size() == 1);
}

TEST_CASE("DeleteRecords is answered when all live replicas start there") {
    RetentionCluster test(ConfigEntries{{"segment.bytes", two_records}});
    const auto deleted = test.delete_records(Offset(5), Duration::seconds(10));
    CHECK(deleted.error == ErrorCode::none);
    CHECK(deleted.low_watermark == Offset(5));
    for (std::int32_t id = 1; id <= 3; ++id) CHECK(test.log(id).log_start_offset() == Offset(5));
    CHECK(test.log(1).segments().size() == 5);  // files go at the next check
    test.run_until(31);
    CHECK(test.log(1).segments().size() == 3);
    CHECK(test.log(1).log_start_offset() == Offset(5));
    CHECK(test.delete_records(delete_up_to_high_watermark, Duration::seconds(10)).low_watermark ==
          Offset(10));
}

TEST_CASE("DeleteRecords above the high watermark, or where nothing may be deleted, is refused") {
    RetentionCluster test(ConfigEntries{});
    CHECK(test.delete_records(Offset(11), Duration::seconds(10)).error ==
          ErrorCode::offset_out_of_range);
    RetentionCluster compacted(ConfigEntries{{"cleanup.policy", "compact"}});
    CHECK(compacted.delete_records(Offset(5), Duration::seconds(10)).error ==
          ErrorCode::policy_violation);
}

TEST_CASE("DeleteRecords times out while a live follower does not fetch, not while one is dead") {
    RetentionCluster test(ConfigEntries{});
    test.cluster.kill(3);
    CHECK(test.delete_records(Offset(3), Duration::seconds(5)).error ==
          ErrorCode::request_timed_out);
    test.cluster.run_for(Duration::seconds(60));  // its session is over: nobody waits for it
    CHECK(test.delete_records(Offset(4), Duration::seconds(5)).error == ErrorCode::none);
}

// DelayedOperations.checkAndCompleteAll: a dead follower is not waited for, but somebody must look.
TEST_CASE("DeleteRecords that waited for a follower goes on with the next high watermark") {
    RetentionCluster test(ConfigEntries{});
    test.cluster.kill(3);
    const auto asked = test.cluster.send(
        test.leader, DeleteRecordsRequest{{{old_clicks, Offset(3)}}, Duration::seconds(300)});
    test.cluster.run_for(Duration::seconds(60));  // its session is over
    REQUIRE(test.cluster.answer<DeleteRecordsResponse>(asked) == nullptr);
    test.leader = test.cluster.connect(1);
    REQUIRE(test.produce("key-0", 10) == ErrorCode::none);
    test.cluster.run_for(Duration::seconds(1));
    const auto* answer = test.cluster.answer<DeleteRecordsResponse>(asked);
    REQUIRE(answer != nullptr);
    CHECK(answer->partitions.at(0).error == ErrorCode::none);
    CHECK(answer->partitions.at(0).low_watermark == Offset(3));
}

// ReplicaManager.completeDelayedFetchOrProduceRequests: not DeleteRecords.
TEST_CASE("DeleteRecords at a leader that is deposed waits for its timeout") {
    RetentionCluster test(ConfigEntries{});
    const std::int32_t controller = test.cluster.broker(1).image().controller().value();
    const std::int32_t victim = controller == 3 ? 2 : 3;
    const BrokerId heir(victim == 3 ? 2 : 3);
    test.cluster.kill(victim);
    const auto asked = test.cluster.send(
        test.leader, DeleteRecordsRequest{{{old_clicks, Offset(3)}}, Duration::seconds(10)});
    const ConnId to_controller = test.cluster.connect(controller);
    AlterPartitionReassignmentsRequest order;
    order.partitions = {{old_clicks, std::vector<BrokerId>{heir, BrokerId(1), BrokerId(victim)}}};
    test.cluster.ask<AlterPartitionReassignmentsResponse>(to_controller, order);
    ElectLeadersRequest election;
    election.partitions = std::vector<TopicPartition>{old_clicks};
    election.timeout = Duration::seconds(5);
    test.cluster.ask<ElectLeadersResponse>(to_controller, election);
    test.cluster.run_for(Duration::seconds(1));
    REQUIRE(test.cluster.replica(1, old_clicks).is_follower());
    CHECK(test.cluster.answer<DeleteRecordsResponse>(asked) == nullptr);
    test.cluster.run_for(Duration::seconds(10));
    const auto* answer = test.cluster.answer<DeleteRecordsResponse>(asked);
    REQUIRE(answer != nullptr);
    CHECK(answer->partitions.at(0).error == ErrorCode::request_timed_out);
}

TEST_CASE("the cleaner leaves the latest record of each key below the active segment") {
    RetentionCluster test(
        ConfigEntries{{"segment.bytes", two_records}, {"cleanup.policy", "compact"}});
    test.run_until(16);  // log.cleaner.backoff.ms
    for (std::int32_t id = 1; id <= 3; ++id) {
        INFO("broker " << id);
        std::vector<std::int64_t> offsets;
        test.log(id).for_each_batch(Offset(0), [&](const RecordBatch& batch) {
            for (std::size_t i = 0; i < batch.records().size(); ++i) {
                offsets.push_back(batch.offset_of(i).value());
            }
        });
        CHECK(offsets == std::vector<std::int64_t>{6, 7, 8, 9});
        CHECK(test.log(id).log_start_offset() == Offset(0));
        CHECK(test.log(id).cleaner_checkpoint() == Offset(8));
    }
    CHECK(test.cluster.count<LogCleaned>() == 3);
}

TEST_CASE("a silent producer is forgotten at the next look, ten minutes after the broker's start") {
    RetentionCluster test(ConfigEntries{});
    Record record;
    record.timestamp = WallTime::from_millis(-86'400'000);  // producer.id.expiration.ms ago
    record.value = Bytes("v");
    auto batch = make_ref<RecordBatch>(make_batch(make_record_set({record})));
    batch->producer_id = ProducerId(7);
    batch->producer_epoch = ProducerEpoch(0);
    batch->base_sequence = Sequence(0);
    const auto answer = test.cluster.ask<ProduceResponse>(
        test.leader, ProduceRequest{-1, Duration::seconds(5), {{old_clicks, batch}}});
    REQUIRE(answer.partitions.at(0).error == ErrorCode::none);
    test.run_until(599);
    CHECK(test.log(1).producers().producers().size() == 1);
    test.run_until(601);
    for (std::int32_t id = 1; id <= 3; ++id) CHECK(test.log(id).producers().producers().empty());
}
