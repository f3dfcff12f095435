// The four truncation rules that Kafka has had, each on the case that the one before got wrong.
// Cases: KIP-101's two scenarios, KAFKA-6361 (KIP-279); ReplicaFetcherThreadTest of 0.11 and 2.0.
#include "core/config/kafka_version.h"
#include "tests/support/catch.h"
#include "tests/unit/core/replication/replica_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

struct As : ReplicaFixture {
    explicit As(const char* version) : features(features_of(version)) {
        out.filter = NoteFilter::all();
        one = make_as(1);
        two = make_as(2);
    }
    [[nodiscard]] Replica make_as(int broker) const {
        auto spec = replica_spec();
        spec->features = features;
        auto log = log_spec();
        log->broker = BrokerId(broker);
        log->appends_correct_epochs = features.appends_correct_epochs;
        return {spec, PartitionLog(log), Offset(0)};
    }
    // A round of OffsetForLeaderEpoch.
    Replica::Truncated ask(const Replica& leader, Replica& follower) {
        const auto query = follower.next_epoch_query();
        REQUIRE(query.has_value());
        const EpochEndAnswer answer =
            leader.last_offset_for_leader_epoch(query->current_leader_epoch, query->leader_epoch);
        REQUIRE(answer.error == ErrorCode::none);
        auto st = step();
        return follower.truncate_to_epoch_end(answer.end, st);
    }
    Features features;
};

}  // namespace

TEST_CASE("before KIP-101 a new follower drops what lies above its own high watermark") {
    As c("0.10.2");
    c.lead(c.one, As::state(1, 0, {1, 2}, {1, 2}));
    c.follow(c.two, As::state(1, 0, {1, 2}, {1, 2}));
    c.append(c.one);
    c.round(c.one, c.two);
    c.append(c.one);
    c.round(c.one, c.two);
    c.round(c.one, c.two);  // has the second record; knows that the first is committed
    REQUIRE(c.one.high_watermark() == Offset(2));
    REQUIRE(c.two.log_end_offset() == Offset(2));
    REQUIRE(c.two.high_watermark() == Offset(1));
    auto st = c.step();
    c.two.stop(false, st);
    c.follow(c.two, As::state(1, 1, {1, 2}, {1, 2}));
    CHECK(c.two.log_end_offset() == Offset(1));
    REQUIRE(c.notes<LogTruncated>().size() == 1);
    CHECK(std::string(c.notes<LogTruncated>()[0].rule->text).find("KIP-101") != std::string::npos);
}

TEST_CASE("with the leader it has a follower goes on as it is, before KIP-320") {
    for (const char* version : {"0.10.2", "1.1", "2.0", "2.5"}) {
        INFO(version);
        As c(version);
        c.follow(c.two, As::state(1, 0, {1, 2}, {1, 2}));
        const bool next = c.follow(c.two, As::state(1, 1, {1, 2}, {1, 2})).refollow;
        const bool missed = c.follow(c.two, As::state(1, 3, {1, 2}, {1, 2})).refollow;
        const bool other = c.follow(c.two, As::state(3, 4, {3, 2}, {1, 2})).refollow;
        CHECK(next == (std::string(version) == "2.5"));
        CHECK(missed == (std::string(version) >= "2.0"));
        CHECK(other);
    }
}

TEST_CASE("KIP-101: the follower asks its leader where its last epoch ended, and keeps the rest") {
    As c("0.11");
    c.lead(c.one, As::state(1, 0, {1, 2}, {1, 2}));
    c.follow(c.two, As::state(1, 0, {1, 2}, {1, 2}));
    CHECK_FALSE(c.two.next_epoch_query().has_value());  // nothing in the log yet
    c.append(c.one);
    c.round(c.one, c.two);
    c.append(c.one);
    c.round(c.one, c.two);
    c.follow(c.two, As::state(1, 1, {1, 2}, {1, 2}));
    CHECK(c.two.log_end_offset() == Offset(2));
    CHECK(c.ask(c.one, c.two) == Replica::Truncated::completely);
    CHECK(c.two.log_end_offset() == Offset(2));  // the committed record stays
    const auto asked = c.two.next_epoch_query();
    CHECK(asked->leader_epoch == LeaderEpoch(0));
    CHECK(asked->current_leader_epoch == no_leader_epoch);  // no fencing yet
}

TEST_CASE(
    "KIP-101: an epoch that the leader never had is unknown, and the high watermark decides") {
    As c("0.11");
    c.lead(c.two, As::state(2, 1, {2}, {1, 2}));
    c.append(c.two, 3);  // epoch 1, alone
    c.lead(c.one, As::state(1, 2, {1}, {1, 2}));
    c.append(c.one);
    c.follow(c.two, As::state(1, 2, {1}, {1, 2}));
    REQUIRE(c.two.high_watermark() == Offset(3));
    // The leader's first epoch is 2: of 1 it knows nothing.
    CHECK(c.one.last_offset_for_leader_epoch(no_leader_epoch, LeaderEpoch(1)).end.end_offset ==
          no_offset);
    CHECK(c.ask(c.one, c.two) == Replica::Truncated::completely);
    CHECK(c.two.log_end_offset() == Offset(3));
}

namespace {

// KAFKA-6361. Broker 1 leads in epoch 1: [0, 2) on both, [2, 4) on itself alone. Broker 2 leads in
// epoch 2 and appends [2, 4) of its own. Broker 1 leads again, in epoch 3, without having followed.
void quick_elections(As& c) {
    c.lead(c.one, As::state(1, 1, {1, 2}, {1, 2}));
    c.follow(c.two, As::state(1, 1, {1, 2}, {1, 2}));
    c.append(c.one, 2);
    c.round(c.one, c.two);
    c.append(c.one, 2);
    c.lead(c.two, As::state(2, 2, {2}, {1, 2}));
    c.append(c.two, 2);
    c.lead(c.one, As::state(1, 3, {1}, {1, 2}));
    c.append(c.one, 2);
    c.follow(c.two, As::state(1, 3, {1}, {1, 2}));
    REQUIRE(c.two.log_end_offset() == Offset(4));
}

}  // namespace

TEST_CASE("KIP-279: after quick elections one question is not enough") {
    As c("1.1");
    quick_elections(c);
    CHECK(c.ask(c.one, c.two) == Replica::Truncated::completely);
    CHECK(c.two.log_end_offset() == Offset(4));  // offsets 2 and 3 differ, and nobody knows
    CHECK(c.one.log().prefix_digest_at(Offset(4)) != c.two.log().prefix_digest_at(Offset(4)));
}

// The same, and broker 1 had more of its own than broker 2: what comes next is of an older epoch.
TEST_CASE("KIP-279: the follower goes on with its leader's older epoch, into the ISR") {
    As c("1.1");
    c.lead(c.one, As::state(1, 1, {1, 2}, {1, 2}));
    c.follow(c.two, As::state(1, 1, {1, 2}, {1, 2}));
    c.append(c.one, 2);
    c.round(c.one, c.two);
    c.append(c.one, 2);
    c.append(c.one, 2);
    c.lead(c.two, As::state(2, 2, {2}, {1, 2}));
    c.append(c.two, 2);
    c.lead(c.one, As::state(1, 3, {1}, {1, 2}));
    c.append(c.one);
    c.follow(c.two, As::state(1, 3, {1}, {1, 2}));
    CHECK(c.ask(c.one, c.two) == Replica::Truncated::completely);
    REQUIRE(c.two.log_end_offset() == Offset(4));
    c.round(c.one, c.two);  // [4, 6) of epoch 1, and [6, 7) of epoch 3
    CHECK(c.two.log_end_offset() == Offset(7));
    CHECK(c.two.log().epochs().to_checkpoint() == "0\n3\n1 0\n2 2\n3 6\n");
    CHECK(c.one.log().prefix_digest_at(Offset(7)) != c.two.log().prefix_digest_at(Offset(7)));
    c.fetch_from(c.one, 2, 7);
    CHECK(c.one.leader_state()->isr.in_maximal(BrokerId(2)));
}

TEST_CASE("KIP-279: the answer names its epoch, and the follower asks until the logs agree") {
    for (const char* version : {"2.0", "2.5"}) {
        INFO(version);
        As c(version);
        quick_elections(c);
        CHECK(c.ask(c.one, c.two) == Replica::Truncated::completely);
        CHECK(c.two.log_end_offset() == Offset(2));
        CHECK(c.one.log().prefix_digest_at(Offset(2)) == c.two.log().prefix_digest_at(Offset(2)));
        const auto asked = c.two.next_epoch_query();
        const LeaderEpoch fence =
            c.features.fence_fetch_by_leader_epoch ? LeaderEpoch(3) : no_leader_epoch;
        CHECK(asked->current_leader_epoch == fence);
    }
}

TEST_CASE("KIP-279: an answer of an epoch that the follower does not know asks for another round") {
    As c("2.0");
    c.lead(c.two, As::state(2, 1, {2}, {1, 2}));
    c.append(c.two);
    c.lead(c.two, As::state(2, 4, {2}, {1, 2}));
    c.append(c.two);
    c.follow(c.two, As::state(1, 5, {1}, {1, 2}));
    auto st = c.step();
    // The leader knows epoch 2, not 4.
    CHECK(c.two.truncate_to_epoch_end({LeaderEpoch(2), Offset(7)}, st) ==
          Replica::Truncated::ask_again);
    CHECK(c.two.log_end_offset() == Offset(1));  // the end of epoch 1
}

TEST_CASE("KIP-320: who does not know the epoch is fenced; before, it counted") {
    for (const char* version : {"2.0", "2.5"}) {
        INFO(version);
        As c(version);
        c.lead(c.one, As::state(1, 3, {1, 2}, {1, 2}));
        c.append(c.one, 2);
        FetchPartition asked;
        c.two.next_fetch(1 << 20, asked);
        asked.fetch_offset = Offset(2);
        CHECK(asked.current_leader_epoch == no_leader_epoch);  // a follower of no epoch yet
        c.follow(c.two, As::state(1, 1, {1, 2}, {1, 2}));
        FetchPartition next;
        c.two.next_fetch(1 << 20, next);
        asked.current_leader_epoch = next.current_leader_epoch;
        auto st = c.step();
        const FetchOutcome answer = c.one.fetch({BrokerId(2), asked, 1 << 20, true}, st);
        const bool fenced = std::string(version) == "2.5";
        CHECK(answer.error == (fenced ? ErrorCode::fenced_leader_epoch : ErrorCode::none));
        CHECK(c.one.high_watermark() == Offset(fenced ? 0 : 2));
    }
}

TEST_CASE("KAFKA-7128: before, the high watermark alone let a follower into the ISR") {
    for (const char* version : {"1.1", "2.0"}) {
        INFO(version);
        As c(version);
        c.lead(c.one, As::state(1, 1, {1, 2}));
        c.follow(c.two, As::state(1, 1, {1, 2}));
        c.append(c.one);
        c.round(c.one, c.two);
        c.append(c.one);
        c.round(c.one, c.two);
        c.round(c.one, c.two);
        c.lead(c.two, As::state(2, 2, {1, 2}));
        REQUIRE(c.two.log_end_offset() == Offset(2));
        REQUIRE(c.two.high_watermark() == Offset(1));  // though 2 is committed
        const FetchOutcome answer = c.fetch_from(c.two, 3, 1);
        CHECK(answer.alter_partition.has_value() == (std::string(version) == "1.1"));
    }
}

TEST_CASE("up to 2.6 a leader's own write holds the high watermark, and a refusal undoes it") {
    As c("2.5");
    c.lead(c.one, As::state(1, 1, {1}, {1, 2}));
    c.append(c.one, 2);
    REQUIRE(c.one.high_watermark() == Offset(2));
    const FetchOutcome joins = c.fetch_from(c.one, 2, 2);
    REQUIRE(joins.alter_partition.has_value());
    c.append(c.one);
    CHECK(c.one.high_watermark() == Offset(2));  // the write is under way
    const auto refused = c.answer(c.one, *joins.alter_partition, ErrorCode::invalid_update_version);
    CHECK_FALSE(refused.retry.has_value());
    CHECK_FALSE(c.one.leader_state()->isr.in_flight());
    const FetchOutcome again = c.fetch_from(c.one, 2, 3);
    REQUIRE(again.alter_partition.has_value());
    CHECK(c.answer(c.one, *again.alter_partition).isr_changed);
    CHECK(c.one.leader_state()->isr.committed == brokers({1, 2}));
}

TEST_CASE("0.8: a follower that is too many messages behind leaves the ISR") {
    As c("0.8");
    auto spec = replica_spec();
    spec->features = c.features;
    spec->replica_lag_max_messages = 4;
    auto log = log_spec();
    log->broker = BrokerId(1);
    c.one = Replica(spec, PartitionLog(log), Offset(0));
    c.lead(c.one, As::state(1, 1, {1, 2}, {1, 2}));
    c.fetch_from(c.one, 2, 0);
    c.append(c.one, 4);
    CHECK_FALSE(c.shrink(c.one).has_value());
    c.append(c.one);
    REQUIRE(c.shrink(c.one).has_value());
}
