#include "core/client/producer.h"

#include <algorithm>

#include "tests/unit/core/client/harness.h"

using namespace kscope;
using namespace kscope::test;

namespace {

ProducerSpec spec_with(bool idempotent) {
    ProducerSpec spec;
    ProducerConfig& c = spec.config;
    c.client_id = "p";
    c.acks = -1;
    c.enable_idempotence = idempotent;
    c.retries = 0x7fffffff;
    c.delivery_timeout = Duration::seconds(120);
    c.request_timeout = Duration::seconds(30);
    c.batch_size = 16384;
    c.buffer_memory = 33554432;
    c.max_block = Duration::seconds(60);
    c.max_in_flight_requests_per_connection = 5;
    c.max_request_size = 1048576;
    c.retry_backoff = Duration::millis(100);
    c.retry_backoff_max = Duration::seconds(1);
    c.reconnect_backoff = Duration::millis(50);
    c.reconnect_backoff_max = Duration::seconds(1);
    c.metadata_max_age = Duration::seconds(300);
    c.socket_connection_setup_timeout = Duration::seconds(10);
    c.socket_connection_setup_timeout_max = Duration::seconds(30);
    spec.bootstrap_servers = {NodeId(101)};
    return spec;
}

struct ProducerRun : Harness<Producer> {
    explicit ProducerRun(ProducerSpec spec) : Harness(Producer(std::move(spec))) {}

    void send(std::optional<std::int32_t> partition = 0, const std::string& value = "v",
              std::optional<std::string> key = {}) {
        SendRecord record;
        record.topic = "t";
        if (partition) record.partition = PartitionIndex(*partition);
        if (key) record.key = Bytes(*key);
        record.value = Bytes(value);
        feed(Command{record});
    }
    // Up to the point where the topic is known and the producer id is there.
    void start(const MetadataResponse& metadata = cluster({1})) {
        boot();
        send();
        run_until(Duration::seconds(1));
        tell(metadata);
        run_until(Duration::seconds(2));
        tell(metadata);
    }
    // The batch lives as long as its request.
    const RecordBatch& batch(Request&&, std::size_t = 0) = delete;
    const RecordBatch& batch(const Request& request, std::size_t i = 0) {
        return *request.message->get_if<ProduceRequest>()->partitions[i].batch;
    }
    void acknowledge(const Request& request, std::int64_t base_offset,
                     ErrorCode error = ErrorCode::none) {
        ProduceResponse response;
        for (const auto& p : request.message->get_if<ProduceRequest>()->partitions) {
            response.partitions.push_back(
                {p.tp, error, error == ErrorCode::none ? Offset(base_offset) : no_offset,
                 Offset(0)});
        }
        answer(request, response);
    }
};

}  // namespace

TEST_CASE("a record waits for metadata and producer id, then goes and is acknowledged",
          "[client]") {
    ProducerRun run(spec_with(true));
    run.start();
    const Request produce = run.take<ProduceRequest>();
    CHECK(produce.peer == NodeId(101));
    CHECK(run.batch(produce).producer_id == ProducerId(9));
    CHECK(run.batch(produce).base_sequence == Sequence(0));
    run.acknowledge(produce, 5);
    const auto acked = run.noted<RecordsAcked>();
    REQUIRE(acked.size() == 1);
    CHECK(acked[0].base_offset == Offset(5));
    CHECK(acked[0].first_record == 1);
    CHECK(acked[0].content.digest == run.batch(produce).record_set->digest);
    CHECK(run.client.counters().acked == 1);
}

TEST_CASE("a record's timestamp is whole milliseconds, as the wire carries it", "[client]") {
    ProducerRun run(spec_with(false));
    run.start();
    run.acknowledge(run.take<ProduceRequest>(), 0);
    run.run_until(Duration::micros(2'500'700));
    run.send();
    const Request produce = run.take<ProduceRequest>();
    CHECK(run.batch(produce).base_timestamp == WallTime::from_millis(2'500));
    CHECK(run.batch(produce).records()[0].timestamp == WallTime::from_millis(2'500));
}

TEST_CASE("linger.ms gathers records, a full batch goes at once", "[client]") {
    ProducerSpec spec = spec_with(false);
    spec.config.linger = Duration::millis(20);
    spec.config.batch_size = 200;
    ProducerRun run(spec);
    run.start();
    run.acknowledge(run.take<ProduceRequest>(), 0);
    run.send();
    run.send();
    CHECK(run.pending<ProduceRequest>() == 0);
    run.run_until(Duration::millis(2019));
    CHECK(run.pending<ProduceRequest>() == 0);
    run.run_until(Duration::millis(2020));
    const Request two = run.take<ProduceRequest>();
    CHECK(run.batch(two).record_count() == 2);
    run.acknowledge(two, 1);
    run.send(0, std::string(100, 'x'));
    CHECK(run.pending<ProduceRequest>() == 0);
    run.send(0, std::string(100, 'x'));
    CHECK(run.pending<ProduceRequest>() == 1);  // the first batch is full; the second lingers
    run.feed(Command{CloseClient{}});
    CHECK(run.pending<ProduceRequest>() == 2);  // close() flushes
}

TEST_CASE("five in flight: a failed batch holds its successors back until it is settled",
          "[client]") {
    ProducerRun run(spec_with(true));
    run.start();
    run.acknowledge(run.take<ProduceRequest>(), 0);
    run.tell(cluster({1}));
    for (int i = 0; i < 5; ++i) run.send();
    REQUIRE(run.pending<ProduceRequest>() == 5);
    std::vector<Request> sent;
    for (int i = 0; i < 5; ++i) sent.push_back(run.take<ProduceRequest>());
    run.acknowledge(sent[0], 0, ErrorCode::not_enough_replicas);
    for (int i = 1; i < 5; ++i) {
        run.acknowledge(sent[static_cast<std::size_t>(i)], 0,
                        ErrorCode::out_of_order_sequence_number);
    }
    run.run_until(Duration::seconds(5));
    for (int i = 0; i < 5; ++i) {
        REQUIRE(run.pending<ProduceRequest>() == 1);
        const Request again = run.take<ProduceRequest>();
        CHECK(run.batch(again).base_sequence == Sequence(i + 1));
        CHECK(run.batch(again).producer_epoch == ProducerEpoch(0));
        run.acknowledge(again, i);
        run.run_until(Duration::seconds(10 + 5 * i));
    }
    CHECK(run.client.counters().acked == 6);
    CHECK(run.client.counters().retries == 5);
}

TEST_CASE("a lost answer: the batch goes again with its sequence; a duplicate is success",
          "[client]") {
    ProducerRun run(spec_with(true));
    run.start();
    const Request first = run.take<ProduceRequest>();
    run.lose(first);
    run.run_until(Duration::seconds(4));
    run.tell(cluster({1}));
    run.run_until(Duration::seconds(6));
    const Request again = run.take<ProduceRequest>();
    CHECK(run.batch(again).base_sequence == Sequence(0));
    CHECK(run.batch(again).record_set == run.batch(first).record_set);
    run.acknowledge(again, 0, ErrorCode::duplicate_sequence_number);
    CHECK(run.client.counters().acked == 1);
    CHECK(run.client.counters().failed == 0);
    CHECK(run.noted<RequestRetried>().size() == 1);
}

TEST_CASE("the leader moves: NOT_LEADER_OR_FOLLOWER makes it ask and follow", "[client]") {
    const bool at_once = GENERATE(true, false);  // since KAFKA-15415: without the backoff
    ProducerSpec spec = spec_with(true);
    spec.config.features.retries_new_leader_at_once = at_once;
    ProducerRun run(spec);
    run.start();
    run.acknowledge(run.take<ProduceRequest>(), 0, ErrorCode::not_leader_or_follower);
    run.tell(cluster({2}, 1));
    const auto moved = [&run] {
        return std::any_of(run.requests.begin(), run.requests.end(), [](const Request& r) {
            return r.peer == NodeId(102) && r.message->get_if<ProduceRequest>() != nullptr;
        });
    };
    CHECK(moved() == at_once);
    run.run_until(Duration::millis(2200));
    CHECK(moved());
}

// NetworkClient.isReady: a request for metadata has the first slot that is free.
TEST_CASE("metadata is not starved by a connection that is never idle", "[client]") {
    ProducerSpec spec = spec_with(true);
    spec.config.max_in_flight_requests_per_connection = 1;
    spec.config.metadata_max_age = Duration::seconds(5);
    spec.load = ClosedLoop{"t", 2, 5, 10, 100};
    MetadataResponse alone = cluster({1, 1});
    alone.brokers = {broker(1)};
    ProducerRun run(spec);
    run.boot();
    for (int second = 1; second <= 3; ++second) {
        run.run_until(Duration::seconds(second));
        run.tell(alone);
    }
    std::int64_t offset = 0;
    int asked = 0;
    for (std::int64_t ms = 3000; ms < 20000; ms += 10) {
        run.run_until(Duration::millis(ms));
        if (run.pending<MetadataRequest>() > 0) {
            ++asked;
            run.tell(alone);
        }
        REQUIRE(run.pending<ProduceRequest>() == 1);
        run.acknowledge(run.take<ProduceRequest>(), offset);
        offset += 10;
    }
    CHECK(asked >= 3);
}

TEST_CASE("a batch that is too large goes in parts, or fails before 0.11", "[client]") {
    const bool splits = GENERATE(true, false);
    ProducerSpec spec = spec_with(false);
    spec.config.linger = Duration::millis(20);
    if (!splits) spec.config.features.newest_format = MessageFormat::v1;
    ProducerRun run(spec);
    run.start();
    run.acknowledge(run.take<ProduceRequest>(), 0);
    run.send();
    run.send();
    run.run_until(Duration::millis(2020));
    const Request two = run.take<ProduceRequest>();
    REQUIRE(run.batch(two).record_count() == 2);
    run.acknowledge(two, -1, ErrorCode::message_too_large);
    const auto failed = run.noted<SendFailed>();
    if (splits) {
        CHECK(failed.empty());
        CHECK(run.pending<ProduceRequest>() == 1);
    } else {
        REQUIRE(failed.size() == 1);
        CHECK(failed[0].error == ErrorCode::message_too_large);
        CHECK(failed[0].first_record == 2);
        CHECK(run.client.counters().failed == 2);
        CHECK(run.pending<ProduceRequest>() == 0);
    }
}

TEST_CASE("request.timeout.ms breaks the connection and says what was missing", "[client]") {
    ProducerRun run(spec_with(true));
    run.start();
    REQUIRE(run.pending<ProduceRequest>() == 1);
    run.run_until(Duration::seconds(33));
    const auto timed_out = run.noted<RequestTimedOut>();
    REQUIRE(timed_out.size() == 1);
    CHECK(timed_out[0].request == "Produce");
}

TEST_CASE("delivery.timeout.ms fails what was never acknowledged", "[client]") {
    ProducerSpec spec = spec_with(true);
    spec.config.delivery_timeout = Duration::seconds(35);
    ProducerRun run(spec);
    run.start();
    run.acknowledge(run.take<ProduceRequest>(), 0);
    run.send();
    run.run_until(Duration::seconds(60));
    const auto failed = run.noted<SendFailed>();
    REQUIRE(failed.size() == 1);
    CHECK(failed[0].error == ErrorCode::request_timed_out);
    CHECK(run.client.counters().failed == 1);
    // Nobody knows whether it was written: the next batch starts a new epoch.
    run.tell(cluster({1}));
    run.send();
    run.run_until(Duration::seconds(62));
    CHECK(run.batch(run.requests.front()).producer_epoch == ProducerEpoch(0));  // still no answer
    run.requests.erase(run.requests.begin());
    const Request unsure = run.take<ProduceRequest>();
    const RecordBatch& next = run.batch(unsure);
    CHECK(next.producer_epoch == ProducerEpoch(1));
    CHECK(next.base_sequence == Sequence(0));
}

TEST_CASE("max.block.ms: send() gives up when the topic does not appear", "[client]") {
    ProducerSpec spec = spec_with(true);
    spec.config.features.requests_time_out = GENERATE(true, false);  // 0.8 waits so long as well
    ProducerRun run(spec);
    run.boot();
    run.send();
    run.run_until(Duration::seconds(59));
    CHECK(run.noted<SendFailed>().empty());
    CHECK(run.client.counters().blocked == 1);
    run.run_until(Duration::seconds(61));
    CHECK(run.noted<SendFailed>().size() == 1);
}

// NetworkClient and RecordAccumulator of 0.8.2.
TEST_CASE("0.8: neither a request nor a batch is given up for its age", "[client]") {
    ProducerSpec spec = spec_with(false);
    spec.config.features.requests_time_out = false;
    spec.config.features.delivery_timeout = false;
    ProducerRun run(spec);
    run.start();
    run.run_until(Duration::seconds(600));
    CHECK(run.noted<RequestTimedOut>().empty());
    CHECK(run.noted<SendFailed>().empty());
    run.acknowledge(run.take<ProduceRequest>(), 0);
    CHECK(run.client.counters().acked == 1);
}

// BufferPool.allocate
TEST_CASE("send() waits for memory max.block.ms, in 0.8 without a limit", "[client]") {
    const bool limited = GENERATE(true, false);
    ProducerSpec spec = spec_with(false);
    spec.config.batch_size = 200;
    spec.config.buffer_memory = 200;
    spec.config.features.requests_time_out = limited;
    ProducerRun run(spec);
    run.start();
    run.send();
    CHECK(run.client.counters().blocked == 1);
    run.run_until(Duration::seconds(61));
    CHECK(run.noted<SendFailed>().empty());
    run.run_until(Duration::seconds(63));
    CHECK(run.noted<SendFailed>().size() == (limited ? 1U : 0U));
    if (limited) return;
    run.acknowledge(run.take<ProduceRequest>(), 0);
    CHECK(run.client.counters().blocked == 0);
    CHECK(run.pending<ProduceRequest>() == 1);
}

TEST_CASE("a copied producer goes on alike", "[client]") {
    ProducerRun run(spec_with(true));
    run.start();
    Producer copy = run.client;
    Digest a;
    Digest b;
    const Request produce = run.take<ProduceRequest>();
    Output out;
    copy.step(run.now, PeerLost{produce.conn}, out);
    run.client.step(run.now, PeerLost{produce.conn}, out);
    copy.digest(a);
    run.client.digest(b);
    CHECK(a == b);
}

TEST_CASE("closed loop: each acknowledged batch is followed by the next", "[client]") {
    ProducerSpec spec = spec_with(true);
    spec.load = ClosedLoop{"t", 3, 5, 10, 100};
    ProducerRun run(spec);
    run.boot();
    run.run_until(Duration::seconds(1));
    run.tell(cluster({1, 1, 1}));
    run.run_until(Duration::seconds(2));
    run.tell(cluster({1, 1, 1}));
    std::int64_t offset = 0;
    for (int i = 0; i < 50; ++i) {
        REQUIRE(run.pending<ProduceRequest>() > 0);
        run.acknowledge(run.take<ProduceRequest>(), offset);
        offset += 10;
        CHECK(run.client.counters().batches_in_flight == 5);
    }
    run.feed(Command{CloseClient{}});
    while (run.pending<ProduceRequest>() > 0) run.acknowledge(run.take<ProduceRequest>(), offset);
    CHECK(run.client.state() == Producer::State::closed);
    CHECK(run.client.counters().acked == run.client.counters().sent);
}
