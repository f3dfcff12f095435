// After the cases of Kafka's PartitionTest on the high watermark and on acks.
#include "core/config/kafka_version.h"
#include "tests/support/catch.h"
#include "tests/unit/core/replication/replica_fixture.h"

using namespace kscope;
using namespace kscope::test;

TEST_CASE_METHOD(ReplicaFixture, "the high watermark is the lowest log end of the ISR") {
    lead(one, state(1, 1, {1, 2, 3}));
    const LeaderAppend appended = append(one, 5);
    CHECK(appended.required_offset == Offset(5));
    CHECK_FALSE(appended.high_watermark_advanced);
    CHECK_FALSE(fetch_from(one, 2, 5).high_watermark_advanced);
    CHECK(one.high_watermark() == Offset(0));
    const FetchOutcome last = fetch_from(one, 3, 5);
    CHECK(last.high_watermark_advanced);
    CHECK(last.high_watermark == Offset(0));  // what the response carries is from before
    CHECK(one.high_watermark() == Offset(5));
    CHECK(one.enough_replicas_reached(Offset(5)).satisfied);
    CHECK_FALSE(one.enough_replicas_reached(Offset(6)).satisfied);
}

TEST_CASE_METHOD(ReplicaFixture, "a leader alone in its ISR advances on append") {
    lead(one, state(1, 1, {1}, {1}));
    CHECK(append(one, 2).high_watermark_advanced);
    CHECK(one.high_watermark() == Offset(2));
}

TEST_CASE_METHOD(ReplicaFixture, "a replica that is about to join the ISR is waited for") {
    lead(one, state(1, 1, {1}));
    append(one, 5);
    CHECK(one.high_watermark() == Offset(5));  // 2 and 3 have not fetched in this epoch
    fetch_from(one, 2, 5);                     // caught up: proposed for the ISR
    append(one, 5);
    CHECK(one.high_watermark() == Offset(5));
    fetch_from(one, 2, 10);
    CHECK(one.high_watermark() == Offset(10));
}

TEST_CASE_METHOD(ReplicaFixture, "a dead replica outside the ISR is not waited for") {
    alive = brokers({1, 3});
    lead(one, state(1, 1, {1}));
    fetch_from(one, 2, 0);
    append(one, 5);
    CHECK(one.high_watermark() == Offset(5));
}

// Partition.maybeIncrementLeaderHW, 3.3 (KAFKA-15021)
TEST_CASE_METHOD(ReplicaFixture, "before 3.6 a caught-up replica was waited for, dead or alive") {
    alive = brokers({1, 3});
    one = make(1, features_of("3.3"));
    lead(one, state(1, 1, {1}));
    CHECK_FALSE(fetch_from(one, 2, 0).alter_partition);
    append(one, 5);
    CHECK(one.high_watermark() == Offset(0));
    at(100'000);
    append(one, 1);
    CHECK(one.high_watermark() == Offset(6));
}

TEST_CASE_METHOD(ReplicaFixture, "test high watermark does not advance if under min ISR") {
    min_isr = 2;
    one = make(1);
    lead(one, state(1, 1, {1}));
    CHECK(append(one).error == ErrorCode::not_enough_replicas);
    CHECK(one.log_end_offset() == Offset(0));
    CHECK(append(one, 1, 1).error == ErrorCode::none);  // acks=1 is taken, but not yet visible
    CHECK(one.high_watermark() == Offset(0));
    const auto expand = fetch_from(one, 2, 1).alter_partition;
    REQUIRE(expand);
    CHECK(one.high_watermark() == Offset(0));
    CHECK(answer(one, *expand).high_watermark_advanced);
    CHECK(one.high_watermark() == Offset(1));
}

TEST_CASE_METHOD(ReplicaFixture, "min ISR is never more than there are replicas") {
    min_isr = 2;
    one = make(1);
    lead(one, state(1, 1, {1}, {1}));
    CHECK(append(one).error == ErrorCode::none);
    CHECK(one.effective_min_isr() == 1);
}

TEST_CASE_METHOD(ReplicaFixture, "the ISR that shrank after the append fails it afterwards") {
    min_isr = 2;
    one = make(1);
    lead(one, state(1, 1, {1, 2}, {1, 2}));
    append(one);
    fetch_from(one, 2, 1);
    at(100'000);
    append(one, 1, 1);
    const auto sent = shrink(one);
    REQUIRE(sent);
    CHECK(one.enough_replicas_reached(Offset(1)).error == ErrorCode::none);
    answer(one, *sent);
    const ReplicasReached reached = one.enough_replicas_reached(Offset(1));
    CHECK(reached.satisfied);
    CHECK(reached.error == ErrorCode::not_enough_replicas_after_append);
}

TEST_CASE_METHOD(ReplicaFixture, "a follower learns the high watermark one round later") {
    lead(one, state(1, 1, {1, 2}, {1, 2}));
    follow(two, state(1, 1, {1, 2}, {1, 2}));
    append(one, 3);
    round(one, two);
    CHECK(two.log_end_offset() == Offset(3));
    CHECK(two.high_watermark() == Offset(0));
    round(one, two);
    CHECK(one.high_watermark() == Offset(3));
    CHECK(two.high_watermark() == Offset(0));
    round(one, two);
    CHECK(two.high_watermark() == Offset(3));
    CHECK(two.log().prefix_digest_at_end() == one.log().prefix_digest_at_end());
}

TEST_CASE_METHOD(ReplicaFixture, "a follower's high watermark is bounded by its own log end") {
    follow(two, state(1, 1, {1, 2}));
    auto st = step();
    two.append_as_follower({batch(2).stamped(Offset(0), LeaderEpoch(1))}, Offset(9), Offset(0), st);
    CHECK(two.high_watermark() == Offset(2));
}

// LogCleanerManager.cleanableOffsets: the first unstable offset, since 3.1 the last stable one.
TEST_CASE_METHOD(ReplicaFixture, "up to KAFKA-13194 the cleaner goes beyond the high watermark") {
    const std::string version = GENERATE("0.10.2", "2.8", "3.3");
    INFO(version);
    auto log = log_spec();
    log->config.segment_bytes = 2 * batch().size_in_bytes();
    log->config.cleanup_compact = true;
    auto rules = replica_spec();
    rules->features = features_of(version);
    Replica leader{rules, PartitionLog(log), Offset(0)};
    lead(leader, state(1, 1, {1, 2}, {1, 2}));
    for (int i = 0; i < 5; ++i) append(leader);  // segments from 0, 2 and 4 on
    fetch_from(leader, 2, 3);
    REQUIRE(leader.high_watermark() == Offset(3));
    const Offset end = leader.to_clean(now.wall).first_uncleanable_offset;
    CHECK(end == Offset(version == "3.3" ? 2 : 4));
}
