// After the cases of Kafka's PartitionTest on ISR shrink, expand and AlterPartition.
#include "core/border/border.h"
#include "core/config/kafka_version.h"
#include "tests/support/catch.h"
#include "tests/unit/core/replication/replica_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

struct IsrFixture : ReplicaFixture {
    IsrFixture() { out.filter = NoteFilter::all(); }
    const IsrState& isr() const { return one.leader_state()->isr; }
};

}  // namespace

TEST_CASE_METHOD(IsrFixture, "test maybe shrink ISR") {
    lead(one, state(1, 1, {1, 2, 3}));
    append(one, 5);
    fetch_from(one, 3, 5);
    at(20'000);
    now.event = EventId(77);
    fetch_from(one, 2, 2);
    at(31'000);
    CHECK_FALSE(shrink(one));  // 30 s after the election: just in time
    at(31'001);
    out.clear();
    const auto sent = shrink(one);
    REQUIRE(sent);
    CHECK(sent->new_isr == brokers({1, 3}));
    CHECK(sent->partition_epoch == 1);
    CHECK(isr().maximal() == brokers({1, 2, 3}));
    CHECK_FALSE(shrink(one));  // one at a time
    const auto proposed = notes<IsrChangeProposed>();
    REQUIRE(proposed.size() == 1);
    CHECK(proposed[0].missing->last_seen == EventId(77));
    CHECK(proposed[0].missing->last_seen_at == Instant::at(Duration::seconds(20)));
    CHECK(proposed[0].rule->config_key == "replica.lag.time.max.ms");
    CHECK(proposed[0].rule->config_value == "30000");
    CHECK(proposed[0].rule->metric == "IsrShrinksPerSec +1");

    const AlterPartitionOutcome outcome = answer(one, *sent);
    CHECK(outcome.isr_changed);
    CHECK(outcome.high_watermark_advanced);
    CHECK(one.high_watermark() == Offset(5));
    CHECK(isr().committed == brokers({1, 3}));
    CHECK(one.partition_epoch() == 2);
    CHECK(std::get<IsrChanged>(notes<IsrChanged>().at(0).body).shrunk);
}

TEST_CASE_METHOD(IsrFixture, "test should not shrink ISR if a caught up replica is silent") {
    lead(one, state(1, 1, {1, 2}, {1, 2}));
    append(one, 5);
    fetch_from(one, 2, 5);
    at(1'000'000);
    CHECK_FALSE(shrink(one));
}

// Partition.getOutOfSyncReplicas: 0.8 asks when it fetched last, 0.9 to 2.0 when it was caught up.
TEST_CASE_METHOD(IsrFixture, "up to 2.0 a silent replica leaves, though it has all there is") {
    for (const char* version : {"0.8", "0.9", "1.1", "2.0", "2.5"}) {
        INFO(version);
        at(1'000);
        one = make(1, features_of(version));
        lead(one, state(1, 1, {1, 2}, {1, 2}));
        append(one, 5);
        at(2'000);
        fetch_from(one, 2, 5);
        at(32'000);
        CHECK_FALSE(shrink(one));
        at(32'001);
        CHECK(shrink(one).has_value() == is_before(version, "2.5"));
    }
}

TEST_CASE_METHOD(IsrFixture, "test should not shrink ISR if previous fetch is caught up") {
    lead(one, state(1, 1, {1, 2}, {1, 2}));
    append(one, 5);
    at(5'000);
    fetch_from(one, 2, 0);  // the leader ends at 5 then
    append(one, 5);
    at(6'000);
    fetch_from(one, 2, 5);  // reaches what was the end at 5,000 ms
    at(34'999);
    CHECK_FALSE(shrink(one));
    at(35'001);
    CHECK(shrink(one));
}

TEST_CASE_METHOD(IsrFixture, "test ISR expansion: log end at the high watermark and epoch start") {
    lead(one, state(1, 1, {1}));
    append(one, 5);
    CHECK_FALSE(fetch_from(one, 2, 3).alter_partition);
    const auto sent = fetch_from(one, 2, 5).alter_partition;
    REQUIRE(sent);
    CHECK(sent->new_isr == brokers({1, 2}));
    CHECK(isr().maximal() == brokers({1, 2}));
    CHECK(isr().committed == brokers({1}));
    CHECK_FALSE(fetch_from(one, 3, 5).alter_partition);
    CHECK(notes<FollowerCaughtUp>().size() == 1);
    CHECK(notes<IsrChangeProposed>().at(0).because.size() == 2);
    answer(one, *sent);
    CHECK(isr().committed == brokers({1, 2}));
    CHECK_FALSE(one.under_min_isr());
    CHECK(one.under_replicated());
    CHECK(fetch_from(one, 3, 5).alter_partition);
}

// Kafka's immutable sets of up to four keep the order.
TEST_CASE_METHOD(IsrFixture, "the ISR is in the order in which its members joined") {
    lead(one, state(1, 1, {3, 1}));
    CHECK(isr().committed == brokers({3, 1}));
    const auto joins = fetch_from(one, 2, 0).alter_partition;
    REQUIRE(joins);
    CHECK(joins->new_isr == brokers({3, 1, 2}));
    CHECK(isr().maximal() == brokers({3, 1, 2}));
    answer(one, *joins);
    CHECK(isr().committed == brokers({3, 1, 2}));
    append(one, 5);
    fetch_from(one, 3, 5);
    at(40'000);
    const auto leaves = shrink(one);
    REQUIRE(leaves);
    CHECK(leaves->new_isr == brokers({3, 1}));
}

TEST_CASE_METHOD(IsrFixture, "a follower below the start of the leader's epoch may not join") {
    follow(one, state(2, 1, {1, 2}));
    auto st = step();
    one.append_as_follower({batch(5).stamped(Offset(0), LeaderEpoch(1))}, Offset(2), Offset(0), st);
    lead(one, state(1, 2, {1, 3}));
    CHECK(one.high_watermark() == Offset(2));
    CHECK_FALSE(fetch_from(one, 2, 4).alter_partition);
    CHECK(fetch_from(one, 2, 5).alter_partition);
}

TEST_CASE_METHOD(IsrFixture, "a broker that is not alive may not join") {
    alive = brokers({1, 3});
    lead(one, state(1, 1, {1}));
    CHECK_FALSE(fetch_from(one, 2, 0).alter_partition);
}

TEST_CASE_METHOD(IsrFixture, "test ISR not expanded if update fails") {
    lead(one, state(1, 1, {1}));
    const auto sent = fetch_from(one, 2, 0).alter_partition;
    REQUIRE(sent);
    SECTION("INELIGIBLE_REPLICA: back to the committed state, may try again") {
        answer(one, *sent, ErrorCode::ineligible_replica);
        CHECK_FALSE(isr().in_flight());
        CHECK(fetch_from(one, 2, 0).alter_partition);
    }
    SECTION("errors after which only LeaderAndIsr helps: stays pending") {
        for (const ErrorCode error :
             {ErrorCode::fenced_leader_epoch, ErrorCode::invalid_update_version,
              ErrorCode::invalid_request, ErrorCode::unknown_topic_or_partition,
              ErrorCode::new_leader_elected}) {
            CHECK_FALSE(answer(one, *sent, error).retry);
            CHECK(isr().in_flight());
        }
    }
    SECTION("anything else: the same again") {
        const auto outcome = answer(one, *sent, ErrorCode::network_exception);
        REQUIRE(outcome.retry);
        CHECK(outcome.retry->new_isr == sent->new_isr);
        CHECK(isr().in_flight());
    }
    CHECK(isr().committed == brokers({1}));
    CHECK(one.partition_epoch() == 1);
}

TEST_CASE_METHOD(IsrFixture, "an answer that an election overtook is ignored") {
    lead(one, state(1, 1, {1}));
    const auto sent = fetch_from(one, 2, 0).alter_partition;
    lead(one, state(1, 2, {1, 3}));
    CHECK_FALSE(answer(one, *sent).isr_changed);
    CHECK(isr().committed == brokers({1, 3}));
    CHECK(one.partition_epoch() == 2);
}

TEST_CASE_METHOD(IsrFixture, "an answer with an older partition epoch is ignored") {
    lead(one, state(1, 5, {1}));
    const auto sent = fetch_from(one, 2, 0).alter_partition;
    AlteredPartition old{sent->tp,       ErrorCode::none, BrokerId(1),
                         LeaderEpoch(5), brokers({1, 2}), 4};
    auto st = step();
    CHECK_FALSE(one.on_alter_partition_response(*sent, ErrorCode::none, old, st).isr_changed);
    CHECK(isr().in_flight());
}
