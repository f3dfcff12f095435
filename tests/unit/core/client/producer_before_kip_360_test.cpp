// An idempotent producer of a version that bumps no epoch: what became of its batches, and under
// which producer id it goes on.
#include "core/client/producer.h"
#include "core/config/config_keys.h"
#include "tests/unit/core/client/harness.h"

using namespace kscope;
using namespace kscope::test;

namespace {

struct OldProducerRun : Harness<Producer> {
    OldProducerRun() : Harness(Producer(spec())) {
        boot();
        send(0);
        run_until(Duration::seconds(1));
        tell(cluster({1, 1}));
        run_until(Duration::seconds(2));
        tell(cluster({1, 1}));
        answer_produce(ErrorCode::none);
    }
    static ProducerSpec spec() {
        ProducerSpec spec;
        spec.config = default_producer_config("2.0");
        REQUIRE_FALSE(set_config(spec.config, "enable.idempotence", "true"));
        settle_idempotence(
            spec.config, [](const char* key) { return std::string(key) == "enable.idempotence"; });
        settle_as_of_version(spec.config);
        spec.bootstrap_servers = {NodeId(101)};
        return spec;
    }
    void send(std::int32_t partition) {
        SendRecord record;
        record.topic = "t";
        record.partition = PartitionIndex(partition);
        record.value = Bytes("v");
        feed(Command{record});
    }
    // Of the oldest request.
    void answer_produce(ErrorCode error) {
        const Request request = take<ProduceRequest>();
        ProduceResponse response;
        for (const auto& p : request.message->get_if<ProduceRequest>()->partitions) {
            const Offset base = error == ErrorCode::none ? Offset(5) : no_offset;
            response.partitions.push_back({p.tp, error, base, Offset(0)});
        }
        answer(request, std::move(response));
    }
    void give_producer_id(std::int64_t id) {
        answer(take<InitProducerIdRequest>(),
               InitProducerIdResponse{ErrorCode::none, ProducerId(id), ProducerEpoch(0)});
    }
};

}  // namespace

TEST_CASE("before KIP-360 a gap fails the batch, and the next one has a new producer id",
          "[client]") {
    OldProducerRun run;
    run.send(0);
    run.answer_produce(ErrorCode::out_of_order_sequence_number);
    const auto failed = run.noted<SendFailed>();
    REQUIRE(failed.size() == 1);
    CHECK(failed[0].error == ErrorCode::out_of_order_sequence_number);
    CHECK(run.client.counters().retries == 0);
    run.give_producer_id(10);
    run.send(0);
    const Request next = run.take<ProduceRequest>();
    const RecordBatch& batch = *next.message->get_if<ProduceRequest>()->partitions[0].batch;
    CHECK(batch.producer_id == ProducerId(10));
    CHECK(batch.producer_epoch == ProducerEpoch(0));
    CHECK(batch.base_sequence == Sequence(0));
}

TEST_CASE("before KIP-360 nothing is sent again under a producer id that has ended", "[client]") {
    OldProducerRun run;
    run.send(0);
    run.send(1);
    REQUIRE(run.pending<ProduceRequest>() == 2);
    run.answer_produce(ErrorCode::out_of_order_sequence_number);
    run.answer_produce(ErrorCode::not_enough_replicas);  // may be tried again, but not by this id
    CHECK(run.noted<SendFailed>().size() == 2);
    CHECK(run.client.counters().retries == 0);
    run.give_producer_id(10);
    CHECK(run.client.producer_id().id == ProducerId(10));
}

TEST_CASE("before KIP-360 a refused batch gives its sequence to the next", "[client]") {
    OldProducerRun run;
    run.send(0);
    run.answer_produce(ErrorCode::message_too_large);
    run.send(0);
    const Request next = run.take<ProduceRequest>();
    const RecordBatch& batch = *next.message->get_if<ProduceRequest>()->partitions[0].batch;
    CHECK(batch.producer_id == ProducerId(9));
    CHECK(batch.base_sequence == Sequence(1));
}
