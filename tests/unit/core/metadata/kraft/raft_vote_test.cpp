// Elections of one replica: the cases of org.apache.kafka.raft.KafkaRaftClientTest,
// KafkaRaftClientPreVoteTest and QuorumStateTest, under their names.
#include "tests/unit/core/metadata/kraft/raft_bench.h"

namespace kscope::test {

namespace {

VoteRequest vote_of(std::int32_t candidate, std::int32_t epoch, bool pre_vote = false,
                    OffsetAndEpoch last = {}) {
    return {"bench", voter_key(0), voter_key(candidate), LeaderEpoch(epoch), last, pre_vote};
}
BeginQuorumEpochRequest begin_of(std::int32_t leader, std::int32_t epoch) {
    return {"bench", voter_key(0), {BrokerId(leader), LeaderEpoch(epoch), NodeId(leader)}};
}
VoteResponse granted(LeaderEpoch epoch, bool yes = true) {
    return {ErrorCode::none, {no_broker, epoch, no_node}, yes};
}

}  // namespace

TEST_CASE("testInitializeSingleMemberQuorum: it leads at once") {
    RaftBench bench(1);
    bench.boot();
    CHECK(bench.role() == "Leader");
    CHECK(bench.epoch() == LeaderEpoch(1));
    CHECK(bench.high_watermark() == Offset(1));  // the LeaderChange record
}

TEST_CASE("testInitializeAsResignedLeaderFromStateStore") {
    RaftBench bench(2);
    bench.boot(ElectionState{LeaderEpoch(2), BrokerId(0), {}});
    CHECK(bench.role() == "Resigned");
    CHECK(bench.epoch() == LeaderEpoch(2));
    // It cannot vote in the epoch that it led.
    CHECK(!bench.ask<VoteResponse>(vote_of(1, 2))->vote_granted);
    bench.wait_for_deadline();
    CHECK(bench.epoch() >= LeaderEpoch(2));
    CHECK(bench.role() != "Leader");
}

TEST_CASE("testInitializeAsFollowerAndEmptyLog, testInitializeVoted") {
    RaftBench bench(3);
    bench.boot(ElectionState{LeaderEpoch(5), BrokerId(1), {}});
    CHECK(bench.role() == "Follower");
    bench.boot(ElectionState{LeaderEpoch(5), no_broker, voter_key(2)});
    CHECK(bench.role() == "Unattached");
    CHECK(!bench.ask<VoteResponse>(vote_of(1, 5))->vote_granted);
    CHECK(bench.ask<VoteResponse>(vote_of(2, 5))->vote_granted);
}

TEST_CASE("testVoteRequestTimeout: votes are asked for again after the request timeout") {
    RaftBench bench(3);
    bench.boot();
    while (!bench.request_to<VoteRequest>(1)) bench.wait_for_deadline();
    CHECK(bench.request_to<VoteRequest>(1)->pre_vote);
    CHECK(bench.role() == "Prospective");
    CHECK(bench.epoch() == LeaderEpoch(0));
}

TEST_CASE("testPreVoteResponseIncludesLeader..., a pre-vote does not raise the epoch") {
    RaftBench bench(3);
    bench.boot();
    while (!bench.request_to<VoteRequest>(1)) bench.wait_for_deadline();
    bench.respond(1, granted(LeaderEpoch(0)));
    CHECK(bench.role() == "Candidate");
    CHECK(bench.epoch() == LeaderEpoch(1));
    CHECK(!bench.request_to<VoteRequest>(1)->pre_vote);
    bench.respond(1, granted(LeaderEpoch(1)));
    CHECK(bench.role() == "Leader");
    CHECK(bench.request_to<BeginQuorumEpochRequest>(1));
}

TEST_CASE("testCandidateBackoffElection: without pre-vote a rejected candidate backs off") {
    RaftBench bench(3, false);
    bench.boot();
    while (!bench.request_to<VoteRequest>(1)) bench.wait_for_deadline();
    CHECK(bench.role() == "Candidate");
    bench.respond(1, granted(LeaderEpoch(1), false));
    bench.respond(2, granted(LeaderEpoch(1), false));
    const Instant rejected = bench.now();
    CHECK(bench.client().next_deadline() <= rejected + Duration::millis(1'000));
    while (bench.epoch() == LeaderEpoch(1)) bench.wait_for_deadline();
    CHECK(bench.epoch() == LeaderEpoch(2));
    CHECK(bench.now() - rejected <= Duration::millis(1'000));
}

TEST_CASE("testHandleVoteRequest: one vote an epoch, for a log that is no shorter") {
    RaftBench bench(3);
    bench.boot(ElectionState{LeaderEpoch(2), no_broker, {}});
    CHECK(bench.ask<VoteResponse>(vote_of(1, 3))->vote_granted);
    CHECK(bench.epoch() == LeaderEpoch(3));
    CHECK(bench.ask<VoteResponse>(vote_of(1, 3))->vote_granted);
    CHECK(!bench.ask<VoteResponse>(vote_of(2, 3))->vote_granted);
    CHECK(bench.ask<VoteResponse>(vote_of(2, 2))->error == ErrorCode::fenced_leader_epoch);
    const OffsetAndEpoch of_the_future{Offset(0), LeaderEpoch(4)};
    CHECK(bench.ask<VoteResponse>(vote_of(2, 4, false, of_the_future))->error ==
          ErrorCode::invalid_request);
}

TEST_CASE("testVoteResponseHasVoterKey...: a vote for another directory is refused") {
    RaftBench bench(3);
    bench.boot();
    VoteRequest request = vote_of(1, 3);
    request.voter.directory = {8, 8};
    CHECK(bench.ask<VoteResponse>(request)->error == ErrorCode::invalid_voter_key);
    request.cluster_id = "another";
    CHECK(bench.ask<VoteResponse>(request)->error == ErrorCode::inconsistent_cluster_id);
}

TEST_CASE("testHandlePreVoteRequestAsFollower...: granted only before the first fetch") {
    RaftBench bench(3);
    bench.boot();
    bench.ask<BeginQuorumEpochResponse>(begin_of(1, 4));
    CHECK(bench.role() == "Follower");
    CHECK(bench.ask<VoteResponse>(vote_of(2, 4, true))->vote_granted);
    REQUIRE(bench.request_to<QuorumFetchRequest>(1));
    QuorumFetchResponse response;
    response.current = {BrokerId(1), LeaderEpoch(4), NodeId(1)};
    bench.respond(1, response);
    CHECK(!bench.ask<VoteResponse>(vote_of(2, 4, true))->vote_granted);
    CHECK(bench.epoch() == LeaderEpoch(4));
    // A real vote in its epoch is refused at any rate: it has a leader.
    CHECK(!bench.ask<VoteResponse>(vote_of(2, 4))->vote_granted);
}

TEST_CASE(
    "testFetchTimeout: a follower that hears nothing becomes prospective, keeping its leader") {
    RaftBench bench(3);
    bench.boot();
    bench.ask<BeginQuorumEpochResponse>(begin_of(1, 4));
    while (bench.role() == "Follower") bench.wait_for_deadline();
    CHECK(bench.role() == "Prospective");
    CHECK(bench.client().quorum().leader() == BrokerId(1));
    // The others still hear the leader: back to it.
    bench.respond(2, granted(LeaderEpoch(4), false));
    bench.respond(1, granted(LeaderEpoch(4), false));
    CHECK(bench.role() == "Follower");
    CHECK(bench.epoch() == LeaderEpoch(4));
}

TEST_CASE("testEndQuorumEpochRetriesWhileResigned..., the first successor tries at once") {
    RaftBench bench(3);
    bench.boot();
    bench.ask<BeginQuorumEpochResponse>(begin_of(1, 4));
    const EndQuorumEpochRequest resign{
        "bench", {BrokerId(1), LeaderEpoch(4), NodeId(1)}, {voter_key(0), voter_key(2)}};
    bench.ask<EndQuorumEpochResponse>(resign);
    CHECK(bench.role() == "Prospective");
}

TEST_CASE("testAccumulatorClearedAfterBecomingUnattached...: a higher epoch ends a leadership") {
    RaftBench bench(3);
    bench.boot();
    bench.become_leader_of_three();
    CHECK(bench.append("a"));
    CHECK(!bench.ask<VoteResponse>(vote_of(2, 9))->vote_granted);  // its log is shorter
    CHECK(bench.role() == "Unattached");
    CHECK(bench.epoch() == LeaderEpoch(9));
    CHECK(!bench.append("b"));
}

TEST_CASE("nothing is said before quorum-state is on the disk") {
    RaftBench bench(3);
    bench.boot();
    bench.hold_flushes();
    CHECK(!bench.ask<VoteResponse>(vote_of(1, 3)));
    CHECK(bench.client().blocked());
    CHECK(bench.client().next_deadline().is_never());
    bench.finish_flushes();
    CHECK(bench.answer<VoteResponse>()->vote_granted);
}

}  // namespace kscope::test
