// Snapshots: the cases of org.apache.kafka.raft.KafkaRaftClientSnapshotTest, under their names.
#include "tests/unit/core/metadata/kraft/raft_bench.h"

namespace kscope::test {

namespace {

Record value(std::string_view text) {
    Record record;
    record.value = Bytes(text);
    return record;
}
bool snapshot_at(RaftBench& bench, std::int64_t end) {
    Output out;
    const bool made = bench.edit().create_snapshot(Now{}, Offset(end), {value("all before")}, out);
    for (const Effect& effect : out.effects) {
        if (const auto* flush = std::get_if<DiskFlush>(&effect)) bench.step(DiskDone{flush->token});
    }
    return made;
}
// A leader with five committed records, and a snapshot at 3.
void lead_with_snapshot(RaftBench& bench) {
    bench.boot();
    bench.become_leader_of_three();
    for (const char* text : {"a", "b", "c", "d"}) bench.append(text);
    bench.fetch(1, Offset(5), LeaderEpoch(1));
    REQUIRE(bench.high_watermark() == Offset(5));
    REQUIRE(snapshot_at(bench, 3));
}

}  // namespace

TEST_CASE("snapshot files have Kafka's names") {
    const OffsetAndEpoch id{Offset(42), LeaderEpoch(3)};
    CHECK(snapshot_file_name(id) ==
          "__cluster_metadata-0/00000000000000000042-0000000003.checkpoint");
    CHECK(snapshot_of_file(snapshot_file_name(id)) == id);
    CHECK(!snapshot_of_file("__cluster_metadata-0/00000000000000000042.log"));
    CHECK(!snapshot_of_file("__cluster_metadata-0/4-3.checkpoint"));
}

TEST_CASE("testCreateSnapshotWithInvalidSnapshotId: only what is committed, and once") {
    RaftBench bench(3);
    lead_with_snapshot(bench);
    CHECK(!snapshot_at(bench, 6));
    CHECK(!snapshot_at(bench, 3));
    CHECK(!snapshot_at(bench, 2));
    CHECK(snapshot_at(bench, 5));
    CHECK(bench.client().log().latest_snapshot() == OffsetAndEpoch{Offset(5), LeaderEpoch(1)});
}

TEST_CASE("testFetchRequestOffsetLessThanLogStart, testFetchRequestOffsetAtZero") {
    RaftBench bench(3);
    lead_with_snapshot(bench);
    CHECK(bench.fetch(2, Offset(0), LeaderEpoch(0)).snapshot ==
          OffsetAndEpoch{Offset(3), LeaderEpoch(1)});
    CHECK(bench.fetch(2, Offset(1), LeaderEpoch(1)).batches.size() == 4);
    Output out;
    bench.edit().delete_before_snapshot(out);
    CHECK(bench.client().log().start_offset() == Offset(3));
    CHECK(bench.fetch(2, Offset(1), LeaderEpoch(1)).snapshot);
    CHECK(bench.fetch(2, Offset(3), LeaderEpoch(1)).batches.size() == 2);
}

TEST_CASE("testFetchSnapshotRequestMissingSnapshot, ...InvalidPosition, ...AsFollower") {
    RaftBench bench(3);
    lead_with_snapshot(bench);
    FetchSnapshotRequest request{
        "bench", voter_key(2), 1 << 20, bench.epoch(), {Offset(4), LeaderEpoch(1)}, 0};
    CHECK(bench.ask<FetchSnapshotResponse>(request)->error == ErrorCode::snapshot_not_found);
    request.snapshot.offset = Offset(3);
    request.position = 1 << 20;
    CHECK(bench.ask<FetchSnapshotResponse>(request)->error == ErrorCode::position_out_of_range);
    request.position = 0;
    request.current_leader_epoch = LeaderEpoch(7);
    CHECK(bench.ask<FetchSnapshotResponse>(request)->error == ErrorCode::unknown_leader_epoch);
}

TEST_CASE(
    "testFetchSnapshotResponsePartialData: a follower fetches it in parts, and begins there") {
    RaftBench leader(3);
    lead_with_snapshot(leader);
    RaftBench follower(3, true, 2);
    follower.boot();
    follower.ask<BeginQuorumEpochResponse>(
        BeginQuorumEpochRequest{"bench", voter_key(2), {BrokerId(0), leader.epoch(), NodeId(0)}});
    follower.respond(0, leader.fetch(2, Offset(0), LeaderEpoch(0)));
    int parts = 0;
    while (parts < 9 && follower.client().log().end().offset == Offset(0)) {
        auto request = *follower.request_to<FetchSnapshotRequest>(0);
        request.max_bytes = 1;  // a batch at a time
        follower.respond(0, *leader.ask<FetchSnapshotResponse>(request));
        ++parts;
    }
    CHECK(parts == 3);
    CHECK(follower.client().log().start_offset() == Offset(3));
    CHECK(follower.client().log().latest_snapshot() == OffsetAndEpoch{Offset(3), LeaderEpoch(1)});
    CHECK(follower.high_watermark() == Offset(3));
    CHECK(follower.request_to<QuorumFetchRequest>(0)->fetch ==
          OffsetAndEpoch{Offset(3), LeaderEpoch(1)});
}

TEST_CASE("testFetchSnapshotResponseNotFound...: back to ordinary fetches") {
    RaftBench follower(3, true, 2);
    follower.boot();
    const QuorumLeader leader{BrokerId(0), LeaderEpoch(4), NodeId(0)};
    follower.ask<BeginQuorumEpochResponse>(BeginQuorumEpochRequest{"bench", voter_key(2), leader});
    QuorumFetchResponse begin;
    begin.current = leader;
    begin.snapshot = OffsetAndEpoch{Offset(3), LeaderEpoch(1)};
    follower.respond(0, begin);
    REQUIRE(follower.request_to<FetchSnapshotRequest>(0));
    FetchSnapshotResponse gone;
    gone.error = ErrorCode::snapshot_not_found;
    gone.current = leader;
    const std::size_t before = follower.sent();
    follower.respond(0, gone);
    CHECK(follower.sent() == before + 1);
    CHECK(follower.client().log().end().offset == Offset(0));
}

}  // namespace kscope::test
