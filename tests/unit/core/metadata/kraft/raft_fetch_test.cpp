// Replication of the metadata log: the cases of org.apache.kafka.raft.KafkaRaftClientTest,
// LeaderStateTest and KafkaMetadataLogTest, under their names.
#include "tests/unit/core/metadata/kraft/raft_bench.h"

namespace kscope::test {

namespace {

void follow(RaftBench& bench, std::int32_t leader, LeaderEpoch epoch) {
    bench.ask<BeginQuorumEpochResponse>(
        BeginQuorumEpochRequest{"bench", voter_key(0), {BrokerId(leader), epoch, NodeId(leader)}});
}
QuorumFetchResponse from_leader(std::int32_t leader, LeaderEpoch epoch) {
    QuorumFetchResponse response;
    response.current = {BrokerId(leader), epoch, NodeId(leader)};
    return response;
}
Ref<const RecordBatch> batch(std::int64_t offset, std::int32_t epoch, int count) {
    Record record;
    record.value = Bytes("x");
    auto made = make_ref<RecordBatch>(
        make_batch(make_record_set(std::vector<Record>(static_cast<std::size_t>(count), record))));
    made->base_offset = Offset(offset);
    made->partition_leader_epoch = LeaderEpoch(epoch);
    return made;
}

}  // namespace

TEST_CASE("testUpdateHighWatermarkQuorumSizeThree (LeaderStateTest): only with its own epoch") {
    RaftBench bench(3);
    bench.boot();
    bench.become_leader_of_three();
    CHECK(bench.high_watermark() == no_offset);
    CHECK(bench.client().log().end().offset == Offset(1));
    CHECK(bench.fetch(1, Offset(0), LeaderEpoch(0)).batches.size() == 1);
    CHECK(bench.high_watermark() == no_offset);
    bench.fetch(1, Offset(1), LeaderEpoch(1));
    CHECK(bench.high_watermark() == Offset(1));
    bench.append("a");
    CHECK(bench.high_watermark() == Offset(1));
    bench.fetch(2, Offset(2), LeaderEpoch(1));
    CHECK(bench.high_watermark() == Offset(2));
    // One that falls behind takes nothing back.
    bench.fetch(2, Offset(0), LeaderEpoch(0));
    CHECK(bench.high_watermark() == Offset(2));
}

TEST_CASE("the leader does not count itself before its own disk has the record") {
    RaftBench bench(3);
    bench.boot();
    bench.become_leader_of_three();
    bench.fetch(1, Offset(1), LeaderEpoch(1));
    bench.hold_flushes();
    bench.append("a");
    CHECK(bench.client().log().end().offset == Offset(2));
    CHECK(!bench.ask<QuorumFetchResponse>(QuorumFetchRequest{
        "bench", voter_key(2), {}, 8 << 20, bench.epoch(), {Offset(1), LeaderEpoch(1)}}));
    bench.finish_flushes();
    CHECK(bench.answer<QuorumFetchResponse>()->batches.size() == 1);
    CHECK(bench.high_watermark() == Offset(1));
}

TEST_CASE("testPurgatoryFetchTimeout, testPurgatoryFetchSatisfiedByWrite") {
    RaftBench bench(3);
    bench.boot();
    bench.become_leader_of_three();
    const QuorumFetchRequest wait{"bench", voter_key(1),  Duration::millis(500),
                                  8 << 20, bench.epoch(), {Offset(1), LeaderEpoch(1)}};
    CHECK(!bench.ask<QuorumFetchResponse>(wait));
    bench.append("a");
    REQUIRE(bench.answer<QuorumFetchResponse>());
    CHECK(bench.answer<QuorumFetchResponse>()->batches.size() == 1);
    QuorumFetchRequest again = wait;
    again.fetch.offset = Offset(2);
    CHECK(!bench.ask<QuorumFetchResponse>(again));
    bench.wait(Duration::millis(500));
    REQUIRE(bench.answer<QuorumFetchResponse>());
    CHECK(bench.answer<QuorumFetchResponse>()->batches.empty());
}

// KIP-1166: KafkaRaftClient.isHighWatermarkUpdated.
TEST_CASE("who knows an older high watermark than the leader does not wait for records") {
    RaftBench bench(3);
    bench.boot();
    bench.become_leader_of_three();
    bench.fetch(1, Offset(1), LeaderEpoch(1));
    QuorumFetchRequest wait{"bench", voter_key(2),  Duration::millis(500),
                            8 << 20, bench.epoch(), {Offset(1), LeaderEpoch(1)}};
    wait.high_watermark = no_offset;
    const auto told = bench.ask<QuorumFetchResponse>(wait);
    REQUIRE(told);
    CHECK(told->batches.empty());
    CHECK(told->high_watermark == Offset(1));
    wait.high_watermark = Offset(1);
    CHECK(!bench.ask<QuorumFetchResponse>(wait));
    // An older release does not say what it knows, and waits.
    wait.high_watermark.reset();
    CHECK(!bench.ask<QuorumFetchResponse>(wait));
}

// KIP-1166: KafkaRaftClient.onUpdateLeaderHighWatermark.
TEST_CASE("when the high watermark moves, all that wait are answered, from 4.1 on") {
    for (const bool tells : {true, false}) {
        RaftBench bench(3);
        bench.spec().config.tells_high_watermark = tells;
        bench.boot();
        bench.become_leader_of_three();
        bench.fetch(1, Offset(1), LeaderEpoch(1));
        bench.append("a");
        QuorumFetchRequest observer{"bench", voter_key(9),  Duration::millis(500),
                                    8 << 20, bench.epoch(), {Offset(2), LeaderEpoch(1)}};
        if (tells) observer.high_watermark = Offset(1);
        CHECK(!bench.ask<QuorumFetchResponse>(observer));
        const std::int32_t parked = bench.correlation();
        bench.fetch(1, Offset(2), LeaderEpoch(1));
        REQUIRE(bench.high_watermark() == Offset(2));
        const auto told = bench.answer_to<QuorumFetchResponse>(parked);
        CHECK(told.has_value() == tells);
        if (told) {
            CHECK(told->high_watermark == Offset(2));
            CHECK(told->batches.empty());
        }
    }
}

TEST_CASE("a follower says which high watermark it knows, from 4.1 on") {
    for (const bool tells : {true, false}) {
        RaftBench bench(3);
        bench.spec().config.tells_high_watermark = tells;
        bench.boot();
        follow(bench, 1, LeaderEpoch(2));
        const auto said = [&bench] {
            return bench.request_to<QuorumFetchRequest>(1)->high_watermark;
        };
        CHECK(said() == (tells ? std::optional(no_offset) : std::nullopt));
        QuorumFetchResponse response = from_leader(1, LeaderEpoch(2));
        response.batches = {batch(0, 1, 2)};
        response.high_watermark = Offset(2);
        bench.respond(1, response);
        CHECK(said() == (tells ? std::optional(Offset(2)) : std::nullopt));
    }
}

TEST_CASE("testFetchRequestTruncateLeader..., testInvalidFetchRequest") {
    RaftBench bench(3);
    bench.boot();
    bench.become_leader_of_three();
    const auto error_of = [&bench](Offset offset, LeaderEpoch last, LeaderEpoch current) {
        return bench
            .ask<QuorumFetchResponse>(
                QuorumFetchRequest{"bench", voter_key(1), {}, 8 << 20, current, {offset, last}})
            ->error;
    };
    CHECK(error_of(Offset(0), LeaderEpoch(2), LeaderEpoch(1)) == ErrorCode::invalid_request);
    CHECK(error_of(Offset(-1), LeaderEpoch(0), LeaderEpoch(1)) == ErrorCode::invalid_request);
    CHECK(error_of(Offset(0), LeaderEpoch(0), LeaderEpoch(0)) == ErrorCode::fenced_leader_epoch);
    CHECK(error_of(Offset(0), LeaderEpoch(0), LeaderEpoch(2)) == ErrorCode::unknown_leader_epoch);
}

TEST_CASE("testFollowerLogReconciliation: the leader tells where the logs part") {
    RaftBench bench(3);
    bench.boot();
    bench.become_leader_of_three();
    const QuorumFetchResponse response = bench.fetch(1, Offset(5), LeaderEpoch(0));
    REQUIRE(response.diverging_epoch);
    CHECK(response.diverging_epoch->end_offset == Offset(0));
    CHECK(bench.high_watermark() == no_offset);
}

TEST_CASE("testFollowerReplication, testFollowerLogReconciliation at the follower") {
    RaftBench bench(3);
    bench.boot();
    follow(bench, 1, LeaderEpoch(2));
    QuorumFetchResponse response = from_leader(1, LeaderEpoch(2));
    response.batches = {batch(0, 1, 2), batch(2, 2, 3)};
    response.high_watermark = Offset(2);
    bench.respond(1, response);
    CHECK(bench.client().log().end() == OffsetAndEpoch{Offset(5), LeaderEpoch(2)});
    CHECK(bench.high_watermark() == Offset(2));
    CHECK(bench.request_to<QuorumFetchRequest>(1)->fetch ==
          OffsetAndEpoch{Offset(5), LeaderEpoch(2)});
    // Another leader has not these last three.
    follow(bench, 2, LeaderEpoch(3));
    response = from_leader(2, LeaderEpoch(3));
    response.diverging_epoch = EpochEnd{LeaderEpoch(1), Offset(2)};
    bench.respond(2, response);
    CHECK(bench.client().log().end() == OffsetAndEpoch{Offset(2), LeaderEpoch(1)});
}

TEST_CASE("testDivergingEpochBelowHighWatermark...: a replica stops rather than take back") {
    RaftBench bench(3);
    bench.boot();
    follow(bench, 1, LeaderEpoch(2));
    QuorumFetchResponse response = from_leader(1, LeaderEpoch(2));
    response.batches = {batch(0, 1, 3)};
    response.high_watermark = Offset(3);
    bench.respond(1, response);
    response = from_leader(1, LeaderEpoch(2));
    response.diverging_epoch = EpochEnd{LeaderEpoch(1), Offset(2)};
    bench.respond(1, response);
    CHECK(bench.client().halted() == "the leader asks for a truncation below the high watermark");
}

TEST_CASE("testFollowerFetch is said only of what is on the disk") {
    RaftBench bench(3);
    bench.boot();
    follow(bench, 1, LeaderEpoch(2));
    bench.hold_flushes();
    QuorumFetchResponse response = from_leader(1, LeaderEpoch(2));
    response.batches = {batch(0, 2, 1)};
    const std::size_t before = bench.sent();
    bench.respond(1, response);
    CHECK(bench.sent() == before);
    bench.finish_flushes();
    CHECK(bench.sent() == before + 1);
    CHECK(bench.request_to<QuorumFetchRequest>(1)->fetch.offset == Offset(1));
}

TEST_CASE("testLeaderShouldResignLeadershipIfNotGetFetchRequestFromMajorityVoters") {
    RaftBench bench(3);
    bench.boot();
    bench.become_leader_of_three();
    const auto acknowledge = [&bench] {
        const QuorumLeader leader{BrokerId(0), bench.epoch(), NodeId(0)};
        for (const std::int32_t voter : {1, 2}) {
            bench.respond(voter, BeginQuorumEpochResponse{ErrorCode::none, leader});
        }
    };
    acknowledge();
    const Duration timeout = bench.spec().config.fetch_timeout * 3 / 2;
    bench.wait(timeout - Duration::millis(1));
    acknowledge();
    bench.fetch(1, Offset(1), LeaderEpoch(1));
    bench.wait(timeout - Duration::millis(1));
    acknowledge();
    CHECK(bench.role() == "Leader");
    bench.wait(Duration::millis(1));
    CHECK(bench.role() == "Resigned");
    REQUIRE(bench.request_to<EndQuorumEpochRequest>(2));
    CHECK(bench.request_to<EndQuorumEpochRequest>(2)->preferred_candidates ==
          std::vector{voter_key(1), voter_key(2)});
}

TEST_CASE("before KAFKA-15489 a leader stays one, whoever fetches from it or not") {
    RaftBench bench(3);
    bench.spec().config.check_quorum = false;
    bench.boot();
    bench.become_leader_of_three();
    bench.wait(bench.spec().config.fetch_timeout * 100);
    CHECK(bench.role() == "Leader");
}

// KafkaRaftClient.maybeSendBeginQuorumEpochRequests
TEST_CASE("BeginQuorumEpoch is said again to voters that have acknowledged it") {
    RaftBench bench(3);
    bench.boot();
    bench.become_leader_of_three();
    const QuorumLeader leader{BrokerId(0), bench.epoch(), NodeId(0)};
    for (const std::int32_t voter : {1, 2}) {
        bench.respond(voter, BeginQuorumEpochResponse{ErrorCode::none, leader});
    }
    const std::size_t before = bench.sent();
    bench.wait(bench.spec().config.fetch_timeout / 2 - Duration::millis(1));
    CHECK(bench.sent() == before);
    bench.wait(Duration::millis(1));
    CHECK(bench.sent() == before + 2);
}

// KafkaRaftClient.pollLeader of 3.3
TEST_CASE("before KAFKA-16536 BeginQuorumEpoch was said until the voter acknowledged it") {
    RaftBench bench(3);
    bench.spec().config.check_quorum = false;
    bench.spec().config.repeats_begin_epoch = false;
    bench.boot();
    bench.become_leader_of_three();
    const Duration timeout = bench.spec().config.request_timeout;
    const QuorumLeader leader{BrokerId(0), bench.epoch(), NodeId(0)};
    bench.respond(1, BeginQuorumEpochResponse{ErrorCode::none, leader});
    // Voter 2 is silent, and only voter 2 is told again.
    std::size_t before = bench.sent();
    bench.wait(timeout - Duration::millis(1));
    CHECK(bench.sent() == before);
    bench.wait(Duration::millis(1));
    CHECK(bench.sent() == before + 1);
    // A fetch acknowledges it as well as an answer.
    bench.fetch(2, Offset(1), LeaderEpoch(1));
    before = bench.sent();
    bench.wait(timeout * 10);
    CHECK(bench.sent() == before);
    CHECK(bench.role() == "Leader");
}

TEST_CASE("testObserverReplication: an observer asks any voter, then follows") {
    RaftBench bench(3, true, 7);
    for (std::int32_t v = 0; v < 3; ++v) bench.spec().bootstrap.push_back(NodeId(v));
    bench.boot();
    CHECK(!bench.client().is_voter());
    std::int32_t asked = -1;
    for (std::int32_t v = 0; v < 3; ++v) {
        if (bench.request_to<QuorumFetchRequest>(v)) asked = v;
    }
    REQUIRE(asked >= 0);
    QuorumFetchResponse response = from_leader(2, LeaderEpoch(4));
    response.error = ErrorCode::not_leader_or_follower;
    bench.respond(asked, response);
    CHECK(bench.role() == "Follower");
    CHECK(bench.client().quorum().leader() == BrokerId(2));
    CHECK(bench.request_to<QuorumFetchRequest>(2));
    // It never runs for election.
    for (int i = 0; i < 20; ++i) bench.wait_for_deadline();
    CHECK(bench.epoch() == LeaderEpoch(4));
    CHECK(bench.role() == "Follower");
}

// KafkaRaftClient.appendAsFollower
TEST_CASE("testFollowerReplication: an observer that may become a voter flushes too") {
    const bool flushes = GENERATE(false, true);
    RaftBench bench(3, true, 7);
    bench.spec().always_flushes = flushes;
    bench.boot();
    bench.ask<BeginQuorumEpochResponse>(
        BeginQuorumEpochRequest{"bench", voter_key(7), {BrokerId(1), LeaderEpoch(1), NodeId(1)}});
    REQUIRE(bench.request_to<QuorumFetchRequest>(1));
    QuorumFetchResponse response = from_leader(1, LeaderEpoch(1));
    response.batches = {batch(0, 1, 1)};
    bench.respond(1, response);  // a new epoch, which goes to its checkpoint in any case
    bench.hold_flushes();
    response.batches = {batch(1, 1, 1)};
    bench.respond(1, response);
    CHECK(bench.client().log().end().offset == Offset(2));
    CHECK(bench.client().blocked() == flushes);
}

}  // namespace kscope::test
