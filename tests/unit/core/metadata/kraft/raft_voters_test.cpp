// Voter changes: the cases of org.apache.kafka.raft.KafkaRaftClientReconfigTest, under their names.
#include "core/metadata/kraft/control_records.h"
#include "tests/unit/core/metadata/kraft/raft_bench.h"

namespace kscope::test {

namespace {

ReplicaKey known(std::int32_t id) {
    return {BrokerId(id), {1, static_cast<std::uint64_t>(id) + 1}};
}

// Voters 0 to n-1 of a bootstrap snapshot; 0 is on the bench.
RaftBench reconfigurable(std::int32_t voters) {
    RaftBench bench(voters);
    bench.spec().kraft_version = 1;
    bench.spec().directory = known(0).directory;
    for (Voter& voter : bench.spec().voters) voter.key = known(voter.key.id.value());
    return bench;
}
QuorumFetchResponse fetch_of(RaftBench& bench, std::int32_t replica, Offset offset) {
    return *bench.ask<QuorumFetchResponse>(QuorumFetchRequest{
        "bench", known(replica), {}, 8 << 20, bench.epoch(), {offset, bench.epoch()}});
}
AddRaftVoterRequest add(std::int32_t id) {
    return {"bench", Duration::millis(1'000), known(id), NodeId(id)};
}
Offset end_of(const RaftBench& bench) { return bench.client().log().end().offset; }

}  // namespace

TEST_CASE("testLeaderWritesBootstrapRecords") {
    RaftBench bench = reconfigurable(1);
    bench.boot();
    CHECK(bench.role() == "Leader");
    CHECK(bench.client().log().voters().last_offset() == Offset(2));
    CHECK(bench.client().log().voters().last_kraft_version() == 1);
    CHECK(bench.high_watermark() == Offset(3));
}

TEST_CASE("testAddVoter: a caught-up observer, committed by the new majority") {
    RaftBench bench = reconfigurable(1);
    bench.boot();
    CHECK(bench.ask<AddRaftVoterResponse>(add(1))->error == ErrorCode::request_timed_out);
    fetch_of(bench, 1, end_of(bench));
    CHECK(!bench.ask<AddRaftVoterResponse>(add(1)));
    CHECK(bench.client().voters().size() == 2);
    // The new voter has not fetched the record of itself: nothing is committed.
    CHECK(bench.high_watermark() == Offset(3));
    const auto request = bench.answer<AddRaftVoterResponse>();
    CHECK(!request);
    bench.step(Wakeup{});
    CHECK(end_of(bench) == Offset(4));
    CHECK(bench.request_to<BeginQuorumEpochRequest>(1) == std::nullopt);
}

TEST_CASE("testAddVoter: the answer comes with the commit") {
    RaftBench bench = reconfigurable(1);
    bench.boot();
    fetch_of(bench, 1, end_of(bench));
    bench.ask<AddRaftVoterResponse>(add(1));
    const auto pending = bench.correlation();
    fetch_of(bench, 1, Offset(4));
    CHECK(bench.high_watermark() == Offset(4));
    REQUIRE(bench.answer_to<AddRaftVoterResponse>(pending));
    CHECK(bench.answer_to<AddRaftVoterResponse>(pending)->error == ErrorCode::none);
}

TEST_CASE("testAddVoterToNotLeader, testAddVoterWithExistingVoter, ...WithPendingAddVoter") {
    RaftBench bench = reconfigurable(2);
    bench.boot();
    CHECK(bench.ask<AddRaftVoterResponse>(add(1))->error == ErrorCode::not_leader_or_follower);
    while (!bench.client().is_leader()) {
        while (!bench.request_to<VoteRequest>(1)) bench.wait_for_deadline();
        bench.respond(1, VoteResponse{ErrorCode::none, {no_broker, bench.epoch(), no_node}, true});
    }
    // The leader change is not committed yet.
    CHECK(bench.ask<AddRaftVoterResponse>(add(2))->error == ErrorCode::request_timed_out);
    fetch_of(bench, 1, Offset(3));
    REQUIRE(bench.high_watermark() == Offset(3));
    CHECK(bench.ask<AddRaftVoterResponse>(add(1))->error == ErrorCode::duplicate_voter);
    fetch_of(bench, 2, Offset(3));
    CHECK(!bench.ask<AddRaftVoterResponse>(add(2)));
    CHECK(bench.ask<AddRaftVoterResponse>(add(3))->error == ErrorCode::request_timed_out);
}

// AddVoterHandler, RemoveVoterHandler
TEST_CASE("a voter that is not changed is told why, in Kafka's words") {
    const auto key = [](std::int32_t id) {
        return "ReplicaKey(id=" + std::to_string(id) + ", directoryId=Optional[" +
               to_string(known(id).directory) + "])";
    };
    RaftBench bench = reconfigurable(1);
    bench.boot();
    CHECK(bench.ask<AddRaftVoterResponse>(add(0))->message ==
          "The voter id for " + key(0) + " is already part of the set of voters [" + key(0) + "].");
    CHECK(bench.ask<AddRaftVoterResponse>(add(1))->message ==
          "Aborted add voter operation for " + key(1) + " since it is lagging behind");
    CHECK(bench.ask<RemoveRaftVoterResponse>(RemoveRaftVoterRequest{"bench", known(7)})->message ==
          "Cannot remove voter " + key(7) + " from the set of voters [" + key(0) + "]");
    RaftBench fixed(1);
    fixed.boot();
    CHECK(fixed.ask<AddRaftVoterResponse>(add(1))->message ==
          "Cluster doesn't support adding voter because the kraft.version feature is 0");
    CHECK(fixed.ask<RemoveRaftVoterResponse>(RemoveRaftVoterRequest{"bench", known(0)})->message ==
          "Cluster doesn't support removing voter because the kraft.version feature is 0");
}

TEST_CASE("testAddVoterTimeout: what is not committed in time is not promised") {
    RaftBench bench = reconfigurable(1);
    bench.boot();
    fetch_of(bench, 1, end_of(bench));
    bench.ask<AddRaftVoterResponse>(add(1));
    bench.wait(bench.spec().config.request_timeout);
    CHECK(bench.answer<AddRaftVoterResponse>()->error == ErrorCode::request_timed_out);
}

TEST_CASE("testAddVoterWithoutReconfigSupport...: static voters are not changed") {
    RaftBench bench(1);
    bench.boot();
    CHECK(bench.ask<AddRaftVoterResponse>(add(1))->error == ErrorCode::unsupported_version);
}

TEST_CASE("testRemoveVoterIsLeader: it goes once its removal is committed without it") {
    RaftBench bench = reconfigurable(2);
    bench.boot();
    while (!bench.client().is_leader()) {
        while (!bench.request_to<VoteRequest>(1)) bench.wait_for_deadline();
        bench.respond(1, VoteResponse{ErrorCode::none, {no_broker, bench.epoch(), no_node}, true});
    }
    fetch_of(bench, 1, Offset(3));
    CHECK(bench.ask<RemoveRaftVoterResponse>(RemoveRaftVoterRequest{"bench", known(7)})->error ==
          ErrorCode::voter_not_found);
    CHECK(!bench.ask<RemoveRaftVoterResponse>(RemoveRaftVoterRequest{"bench", known(0)}));
    const auto pending = bench.correlation();
    CHECK(!bench.client().is_voter());
    CHECK(bench.role() == "Leader");
    fetch_of(bench, 1, Offset(4));
    CHECK(bench.answer_to<RemoveRaftVoterResponse>(pending)->error == ErrorCode::none);
    CHECK(bench.role() == "Resigned");
    // It is an observer from now on, and never a candidate.
    while (bench.role() == "Resigned") bench.wait_for_deadline();
    CHECK(bench.role() == "Unattached");
    bench.wait(Duration::seconds(60));
    CHECK(bench.role() == "Unattached");
}

TEST_CASE("testUpdateVoter: another listener of a voter is written down at once") {
    RaftBench bench = reconfigurable(2);
    bench.boot();
    while (!bench.client().is_leader()) {
        while (!bench.request_to<VoteRequest>(1)) bench.wait_for_deadline();
        bench.respond(1, VoteResponse{ErrorCode::none, {no_broker, bench.epoch(), no_node}, true});
    }
    fetch_of(bench, 1, Offset(3));
    UpdateRaftVoterRequest request{"bench", bench.epoch(), known(1), NodeId(9), 0, 1};
    CHECK(bench.ask<UpdateRaftVoterResponse>(request)->error == ErrorCode::none);
    CHECK(bench.client().voters().find(BrokerId(1))->node == NodeId(9));
    // Until that is committed no other change is taken.
    CHECK(bench.ask<UpdateRaftVoterResponse>(request)->error == ErrorCode::request_timed_out);
    fetch_of(bench, 1, Offset(4));
    request.min_kraft_version = 2;
    request.max_kraft_version = 3;
    CHECK(bench.ask<UpdateRaftVoterResponse>(request)->error == ErrorCode::invalid_request);
}

}  // namespace kscope::test
