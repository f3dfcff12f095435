#include "core/client/client_metadata.h"

#include "core/client/consumer.h"
#include "core/client/producer.h"
#include "core/config/config_keys.h"
#include "tests/unit/core/client/harness.h"

using namespace kscope;
using namespace kscope::test;

namespace {

constexpr std::int32_t untold = -1;  // an answer without epochs

MetadataResponse leaderless(std::int32_t epoch) {
    MetadataResponse response = cluster({1}, epoch);
    PartitionMetadata& p = response.topics[0].partitions[0];
    p.leader = no_broker;
    p.error = ErrorCode::leader_not_available;
    return response;
}

// A producer that has something to send, and so wants to know who leads.
struct MetadataRun : Harness<Producer> {
    MetadataRun() : Harness(Producer(spec())) {
        boot();
        SendRecord record;
        record.topic = "t";
        record.partition = PartitionIndex(0);
        record.value = Bytes("v");
        feed(Command{record});
        wait(Duration::seconds(1));
    }
    static ProducerSpec spec() {
        ProducerSpec spec;
        spec.config = default_producer_config("3.9");
        spec.config.metadata_max_age = Duration::seconds(5);
        spec.bootstrap_servers = {NodeId(101)};
        return spec;
    }
    void wait(Duration duration) {
        clock = clock + duration;
        run_until(clock);
    }
    // How long it waits until it asks anew.
    Duration asks_after(const MetadataResponse& response) {
        REQUIRE(pending<MetadataRequest>() > 0);
        tell(response);
        const Duration told = clock;
        while (pending<MetadataRequest>() == 0) wait(Duration::millis(10));
        return clock - told;
    }
    LeaderAndEpoch leader() const { return client.metadata().leader({"t", PartitionIndex(0)}); }
    void acknowledge() {
        ProduceResponse response;
        response.partitions.push_back(
            {{"t", PartitionIndex(0)}, ErrorCode::none, Offset(0), Offset(0)});
        answer(take<ProduceRequest>(), std::move(response));
    }

    Duration clock;
};

constexpr Duration first_backoff = Duration::millis(130);  // 100 ms, a fifth more, and a step

}  // namespace

// Metadata.updateLatestMetadata, "old cluster formats".
TEST_CASE("an answer without epochs holds, whatever epoch was known", "[client]") {
    MetadataRun run;
    run.asks_after(leaderless(5));
    run.tell(cluster({1}, 5));
    CHECK(run.leader() == LeaderAndEpoch{BrokerId(1), NodeId(101), LeaderEpoch(5)});
    run.wait(Duration::seconds(6));
    run.acknowledge();
    REQUIRE(run.pending<MetadataRequest>() > 0);
    run.tell(cluster({2}, 4));
    CHECK(run.leader().broker == BrokerId(1));  // older than what is known
    run.wait(Duration::seconds(6));
    REQUIRE(run.pending<MetadataRequest>() > 0);
    run.tell(cluster({2}, untold));
    CHECK(run.leader() == LeaderAndEpoch{BrokerId(2), NodeId(102), no_leader_epoch});
}

TEST_CASE("answers with one epoch back off more and more, those without epochs do not",
          "[client]") {
    MetadataRun told;
    Duration last;
    for (int i = 0; i < 8; ++i) last = told.asks_after(leaderless(3));
    CHECK(last >= Duration::millis(790));
    MetadataRun without;
    for (int i = 0; i < 8; ++i) CHECK(without.asks_after(leaderless(untold)) <= first_backoff);
}

// Metadata.timeToAllowUpdate.
TEST_CASE("an update by age begins the backoff anew", "[client]") {
    MetadataRun run;
    Duration last;
    for (int i = 0; i < 8; ++i) last = run.asks_after(leaderless(3));
    REQUIRE(last >= Duration::millis(790));
    run.tell(cluster({1}, 3));
    run.wait(Duration::millis(100));
    run.acknowledge();
    while (run.pending<MetadataRequest>() == 0) run.wait(Duration::millis(10));
    CHECK(run.asks_after(leaderless(3)) <= first_backoff);
}

// Fetcher.createFetchRequests asked metadata each time; SubscriptionState keeps a leader.
TEST_CASE("before KIP-320 a consumer asks nobody while metadata names no leader", "[client]") {
    const bool keeps = GENERATE(true, false);
    const char* version = keeps ? "3.9" : "2.0";
    const std::int32_t epoch = keeps ? 0 : untold;
    ConsumerSpec spec;
    spec.config = default_consumer_config(version);
    settle_as_of_version(spec.config);
    spec.config.auto_offset_reset = OffsetReset::earliest;
    spec.bootstrap_servers = {NodeId(101)};
    const TopicPartition t0{"t", PartitionIndex(0)};
    spec.assignment = {t0};
    Harness<Consumer> run{Consumer(spec)};
    run.boot();
    for (int i = 1; i <= 4; ++i) {
        run.tell(cluster({1}, epoch));
        run.run_until(Duration::millis(300 * i));
    }
    ListOffsetsResponse listed;
    listed.partitions.push_back({t0, ErrorCode::none, -1, Offset(10)});
    run.answer(run.take<ListOffsetsRequest>(), listed);
    REQUIRE(run.pending<FetchRequest>() == 1);
    for (int i = 0; i < 4 && run.pending<FetchRequest>() > 0; ++i) {
        FetchResponse response;
        response.session_id = 77;
        response.partitions.push_back({t0, ErrorCode::not_leader_or_follower});
        run.answer(run.take<FetchRequest>(), response);
        run.run_until(Duration::seconds(3 + 2 * i));
        run.tell(leaderless(epoch));
    }
    INFO(version);
    CHECK(run.pending<FetchRequest>() == (keeps ? 1 : 0));
}
