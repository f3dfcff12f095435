// After the cases of Kafka's PartitionTest on fetch, divergence, epochs and offsets.
#include "core/config/kafka_version.h"
#include "tests/support/catch.h"
#include "tests/unit/core/replication/replica_fixture.h"

using namespace kscope;
using namespace kscope::test;

TEST_CASE_METHOD(ReplicaFixture, "a fetch with another leader epoch is fenced or unknown") {
    lead(one, state(1, 5, {1, 2}));
    FetchPartition asked;
    auto st = step();
    asked.current_leader_epoch = LeaderEpoch(4);
    CHECK(one.fetch({BrokerId(2), asked, 1, true}, st).error == ErrorCode::fenced_leader_epoch);
    asked.current_leader_epoch = LeaderEpoch(6);
    CHECK(one.fetch({BrokerId(2), asked, 1, true}, st).error == ErrorCode::unknown_leader_epoch);
    asked.current_leader_epoch = LeaderEpoch(5);
    CHECK(one.fetch({BrokerId(9), asked, 1, true}, st).error == ErrorCode::unknown_leader_epoch);
    asked.current_leader_epoch = no_leader_epoch;
    CHECK(one.fetch({BrokerId(9), asked, 1, true}, st).error == ErrorCode::not_leader_or_follower);
    follow(one, state(2, 6, {1, 2}));
    CHECK(one.fetch({BrokerId(2), asked, 1, true}, st).error == ErrorCode::not_leader_or_follower);
    CHECK(consume(one, 0).error == ErrorCode::none);  // KIP-392
}

TEST_CASE_METHOD(ReplicaFixture,
                 "a consumer reads up to the high watermark, a replica to the end") {
    lead(one, state(1, 1, {1, 2}, {1, 2}));
    append(one, 3);
    fetch_from(one, 2, 3);
    append(one, 4);
    CHECK(consume(one, 0).read.batches.size() == 1);
    CHECK(consume(one, 3).read.batches.empty());
    CHECK(consume(one, 5).error == ErrorCode::none);  // between high watermark and log end
    CHECK(consume(one, 8).error == ErrorCode::offset_out_of_range);
    CHECK(fetch_from(one, 2, 3).read.batches.size() == 1);
    CHECK(one.bytes_available(Offset(0), no_broker) == consume(one, 0).read.size_in_bytes);
    CHECK(one.bytes_available(Offset(3), no_broker) == 0);
    CHECK(one.bytes_available(Offset(4), no_broker) == -1);
    CHECK(one.bytes_available(Offset(3), BrokerId(2)) > 0);
}

TEST_CASE_METHOD(ReplicaFixture, "a fetch that is read again without update changes nothing") {
    lead(one, state(1, 1, {1, 2}, {1, 2}));
    append(one, 3);
    FetchPartition asked;
    asked.fetch_offset = Offset(3);
    CHECK(one.read({BrokerId(2), asked, 1, true}).error == ErrorCode::none);
    CHECK(one.high_watermark() == Offset(0));
}

// ReplicaManager.fetchMessages (anyPartitionsNeedHwUpdate), Replica.lastSentHighWatermark.
TEST_CASE_METHOD(ReplicaFixture, "in 2.5 a follower is to hear at once of a high watermark") {
    one = make(1, features_of("2.5"));
    lead(one, state(1, 1, {1, 2}, {1, 2}));
    append(one, 3);
    CHECK_FALSE(fetch_from(one, 2, 0).high_watermark_is_news);
    CHECK_FALSE(fetch_from(one, 2, 3).high_watermark_is_news);  // moves it, and is told the old one
    CHECK(one.owes_high_watermark(BrokerId(2)));
    CHECK(fetch_from(one, 2, 3).high_watermark_is_news);
    CHECK_FALSE(one.owes_high_watermark(BrokerId(2)));
    CHECK_FALSE(fetch_from(one, 2, 3).high_watermark_is_news);
    follow(one, state(2, 2, {1, 2}, {1, 2}));
    lead(one, state(1, 3, {1, 2}, {1, 2}));
    CHECK(one.owes_high_watermark(BrokerId(2)));  // what was sent before does not count
    for (const char* version : {"2.0", "2.8", "3.9"}) {
        INFO(version);
        one = make(1, features_of(version));
        lead(one, state(1, 1, {1, 2}, {1, 2}));
        append(one, 3);
        fetch_from(one, 2, 3);
        CHECK_FALSE(one.owes_high_watermark(BrokerId(2)));
    }
}

TEST_CASE_METHOD(ReplicaFixture, "test follower does not join ISR until caught up to diverging") {
    lead(one, state(1, 3, {1}));
    append(one, 5);
    lead(one, state(1, 5, {1}));
    append(one, 5);
    const FetchOutcome diverged = fetch_from(one, 2, 7, 4);  // epoch 4 is unknown here
    REQUIRE(diverged.diverging_epoch);
    CHECK(*diverged.diverging_epoch == EpochEnd{LeaderEpoch(3), Offset(5)});
    CHECK(diverged.read.batches.empty());
    CHECK_FALSE(diverged.alter_partition);
    CHECK(one.leader_state()->find(BrokerId(2))->log_end_offset == no_offset);
    CHECK(*fetch_from(one, 2, 7, 3).diverging_epoch == EpochEnd{LeaderEpoch(3), Offset(5)});
    CHECK_FALSE(fetch_from(one, 2, 5, 3).diverging_epoch);
    CHECK(fetch_from(one, 2, 7, 6).error == ErrorCode::offset_out_of_range);
}

TEST_CASE_METHOD(ReplicaFixture, "a new leader does not tell an end below what clients have seen") {
    follow(one, state(2, 1, {1, 2}, {1, 2}));
    auto st = step();
    one.append_as_follower({batch(5).stamped(Offset(0), LeaderEpoch(1))}, Offset(2), Offset(0), st);
    lead(one, state(1, 2, {1, 2}, {1, 2}));
    ListOffsetsPartition asked;
    asked.timestamp_ms = latest_timestamp;
    CHECK(one.list_offsets(asked, no_broker).error == ErrorCode::offset_not_available);
    CHECK(one.list_offsets(asked, BrokerId(2)).found.offset == Offset(5));
    asked.timestamp_ms = earliest_timestamp;
    CHECK(one.list_offsets(asked, no_broker).found.offset == Offset(0));
    asked.timestamp_ms = 1004;
    CHECK(one.list_offsets(asked, no_broker).error == ErrorCode::offset_not_available);
    fetch_from(one, 2, 5);
    CHECK(one.list_offsets(asked, no_broker).found.offset == Offset(4));
    asked.timestamp_ms = 2000;
    CHECK(one.list_offsets(asked, no_broker).found.offset == no_offset);
    CHECK(one.list_offsets(asked, no_broker).error == ErrorCode::none);
    asked.timestamp_ms = latest_timestamp;
    CHECK(one.list_offsets(asked, no_broker).found.offset == Offset(5));
    CHECK(one.list_offsets(asked, no_broker).found.leader_epoch == LeaderEpoch(2));
}

TEST_CASE_METHOD(ReplicaFixture,
                 "before KIP-207 a new leader tells the high watermark that it has") {
    one = make(1, features_of("2.0"));
    follow(one, state(2, 1, {1, 2}, {1, 2}));
    auto st = step();
    one.append_as_follower({batch(5).stamped(Offset(0), LeaderEpoch(1))}, Offset(2), Offset(0), st);
    lead(one, state(1, 2, {1, 2}, {1, 2}));
    ListOffsetsPartition asked;
    asked.timestamp_ms = latest_timestamp;
    CHECK(one.list_offsets(asked, no_broker).error == ErrorCode::none);
    CHECK(one.list_offsets(asked, no_broker).found.offset == Offset(2));
    asked.timestamp_ms = 1004;  // at offset 4
    CHECK(one.list_offsets(asked, no_broker).error == ErrorCode::none);
    CHECK(one.list_offsets(asked, no_broker).found.offset == no_offset);
}

TEST_CASE_METHOD(ReplicaFixture, "last offset for leader epoch is the leader's to tell") {
    lead(one, state(1, 1, {1}));
    append(one, 5);
    lead(one, state(1, 2, {1}));
    const auto end = one.last_offset_for_leader_epoch(LeaderEpoch(2), LeaderEpoch(1));
    CHECK(end.end == EpochEnd{LeaderEpoch(1), Offset(5)});
    CHECK(one.last_offset_for_leader_epoch(LeaderEpoch(1), LeaderEpoch(1)).error ==
          ErrorCode::fenced_leader_epoch);
    follow(one, state(2, 3, {1, 2}));
    CHECK(one.last_offset_for_leader_epoch(no_leader_epoch, LeaderEpoch(1)).error ==
          ErrorCode::not_leader_or_follower);
}
