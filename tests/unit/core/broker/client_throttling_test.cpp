// What a throttled client's channel does (KIP-219), seen from a client that honours nothing.
#include "core/broker/client_throttling.h"

#include "tests/support/catch.h"
#include "tests/unit/core/broker/mini_cluster.h"

using namespace kscope;
using kscope::test::MiniCluster;

namespace {

const TopicPartition paid{"paid", PartitionIndex(0)};

// `paid` has one partition, on broker 1; the client "web" may produce 100 bytes a second.
struct QuotaFixture {
    MiniCluster cluster{1};
    ConnId conn;
    QuotaFixture() {
        cluster.run_for(Duration::seconds(2));
        conn = cluster.connect(1);
        NewTopic topic{"paid", -1, -1, {{BrokerId(1)}}, {{"min.insync.replicas", "1"}}};
        cluster.ask<CreateTopicsResponse>(conn,
                                          CreateTopicsRequest{{topic}, Duration::seconds(10)});
        cluster.run_for(Duration::seconds(2));
        cluster.command(
            1, AlterClientQuotas{{{{std::nullopt, "web"}, ClientQuotaType::produce, 100}}});
        cluster.run_for(Duration::millis(10));
    }
    static ProduceRequest produce(std::int16_t acks, const char* client_id) {
        Record record;
        record.value = Bytes(std::string(1200, 'x'));
        Ref<const RecordBatch> batch = make_ref<RecordBatch>(make_batch(make_record_set({record})));
        return {acks, Duration::seconds(5), {{paid, batch}}, client_id};
    }
    [[nodiscard]] std::size_t throttled() const {
        return cluster.broker(1).client_throttling().throttled().size();
    }
};

}  // namespace

TEST_CASE_METHOD(QuotaFixture, "a throttled client has its answer, and is not read meanwhile") {
    const auto answer = cluster.ask<ProduceResponse>(conn, produce(1, "web"));
    REQUIRE(answer.partitions.at(0).error == ErrorCode::none);
    REQUIRE(answer.throttle_time_ms > 1000);
    CHECK(throttled() == 1);
    const CorrelationId next = cluster.send(conn, MetadataRequest{});
    cluster.run_for(Duration::millis(answer.throttle_time_ms - 100));
    CHECK(cluster.answer<MetadataResponse>(next) == nullptr);
    cluster.run_for(Duration::millis(200));
    CHECK(cluster.answer<MetadataResponse>(next) != nullptr);
    CHECK(throttled() == 0);
}

TEST_CASE_METHOD(QuotaFixture, "acks=0 mutes the channel too, though there is no answer") {
    cluster.send(conn, produce(0, "web"));
    const CorrelationId next = cluster.send(conn, MetadataRequest{});
    cluster.run_for(Duration::seconds(1));
    CHECK(cluster.answer<MetadataResponse>(next) == nullptr);
    cluster.run_for(Duration::seconds(10));
    CHECK(cluster.answer<MetadataResponse>(next) != nullptr);
}

TEST_CASE_METHOD(QuotaFixture,
                 "another client is not throttled; the same on another connection is") {
    CHECK(cluster.ask<ProduceResponse>(conn, produce(1, "other")).throttle_time_ms == 0);
    CHECK(cluster.ask<ProduceResponse>(conn, produce(1, "web")).throttle_time_ms > 0);
    const ConnId second = cluster.connect(1);
    CHECK(cluster.ask<ProduceResponse>(second, produce(1, "other")).throttle_time_ms == 0);
    // The quota is the client's, not the connection's.
    CHECK(cluster.ask<ProduceResponse>(second, produce(1, "web")).throttle_time_ms > 0);
}

namespace {

void costly_requests(BrokerSpec& spec) { spec.config.request_cost.base = Duration::millis(200); }

// Each request costs 200 ms of a thread; everybody may have 1 % of one: 100 ms in ten seconds.
struct CostFixture {
    MiniCluster cluster{1, costly_requests};
    ConnId conn;
    CostFixture() {
        cluster.run_for(Duration::seconds(2));
        cluster.command(1, AlterClientQuotas{{{{"ANONYMOUS", std::nullopt},
                                               ClientQuotaType::request,
                                               quota_units_of(ClientQuotaType::request)}}});
        cluster.run_for(Duration::millis(10));
        conn = cluster.connect(1);
    }
    // Is a request answered within so long?
    template <class Response, class Request>
    bool answers(Request request, Duration within) {
        const CorrelationId asked = cluster.send(conn, std::move(request));
        cluster.run_for(within);
        return cluster.answer<Response>(asked) != nullptr;
    }
};

}  // namespace

TEST_CASE_METHOD(CostFixture,
                 "a request that costs too much is answered, the next one waits a window") {
    CHECK(answers<MetadataResponse>(MetadataRequest{}, Duration::millis(10)));
    CHECK_FALSE(answers<MetadataResponse>(MetadataRequest{}, Duration::millis(900)));
    cluster.run_for(Duration::millis(200));
    CHECK_FALSE(answers<MetadataResponse>(MetadataRequest{}, Duration::millis(10)));
    const auto& throttled = cluster.broker(1).client_throttling().throttled();
    REQUIRE(throttled.size() == 1);
    CHECK(throttled.begin()->second.type == ClientQuotaType::request);
}

TEST_CASE_METHOD(CostFixture, "what followers fetch costs nobody anything") {
    FetchRequest follower;
    follower.replica = BrokerId(2);
    CHECK(answers<FetchResponse>(follower, Duration::millis(10)));
    CHECK(answers<FetchResponse>(follower, Duration::millis(10)));
    FetchRequest consumer;
    CHECK(answers<FetchResponse>(consumer, Duration::millis(10)));
    CHECK_FALSE(answers<FetchResponse>(consumer, Duration::millis(900)));
}
