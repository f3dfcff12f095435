// DescribeQuorum: the cases of org.apache.kafka.raft.KafkaRaftClientTest, under their names.
#include "tests/unit/core/metadata/kraft/raft_bench.h"

namespace kscope::test {

namespace {

DescribeQuorumResponse describe(RaftBench& bench) {
    return *bench.ask<DescribeQuorumResponse>(DescribeQuorumRequest{});
}
WallTime wall_of(const RaftBench& bench) {
    return WallTime::from_millis(1'000'000) + bench.now().since_start();
}
// Voters 0 to 2 of a bootstrap snapshot, with directories; 0 is on the bench.
ReplicaKey in_directory(std::int32_t id) {
    return {BrokerId(id), {1, static_cast<std::uint64_t>(id) + 1}};
}
void fetch_as(RaftBench& bench, const ReplicaKey& replica, Offset offset) {
    bench.ask<QuorumFetchResponse>(
        QuorumFetchRequest{"bench", replica, {}, 8 << 20, bench.epoch(), {offset, bench.epoch()}});
}

}  // namespace

TEST_CASE("testDescribeQuorumNonLeader") {
    RaftBench bench(3);
    bench.boot();
    const DescribeQuorumResponse told = describe(bench);
    CHECK(told.error == ErrorCode::not_leader_or_follower);
    CHECK(told.voters.empty());
}

TEST_CASE("testDescribeQuorumWithOnlyStaticVoters: they have no directories") {
    RaftBench bench(3);
    bench.boot();
    bench.become_leader_of_three();
    const DescribeQuorumResponse told = describe(bench);
    CHECK(told.error == ErrorCode::none);
    CHECK(told.leader == BrokerId(0));
    CHECK(told.epoch == bench.epoch());
    CHECK(told.high_watermark == no_offset);
    REQUIRE(told.voters.size() == 3);
    CHECK(told.voters[0].log_end_offset == Offset(1));
    CHECK(told.voters[0].last_fetch == wall_of(bench));
    CHECK(told.voters[0].last_caught_up == wall_of(bench));
    CHECK(told.voters[1].replica == voter_key(1));
    CHECK(told.voters[1].log_end_offset == no_offset);
    CHECK(!told.voters[1].last_fetch);
    CHECK(!told.voters[1].last_caught_up);
    CHECK(told.observers.empty());
    REQUIRE(told.nodes.size() == 3);
    CHECK(told.nodes[2] == BrokerEndpoint{BrokerId(2), NodeId(2)});
}

TEST_CASE("testDescribeQuorumWithFollowers") {
    RaftBench bench(3);
    bench.spec().kraft_version = 1;
    bench.spec().directory = in_directory(0).directory;
    for (Voter& voter : bench.spec().voters) voter.key = in_directory(voter.key.id.value());
    bench.boot();
    bench.become_leader_of_three();
    bench.wait(Duration::millis(100));
    fetch_as(bench, in_directory(1), Offset(3));
    const WallTime first = wall_of(bench);
    bench.append("foo");
    bench.wait(Duration::millis(100));
    DescribeQuorumResponse told = describe(bench);
    CHECK(told.high_watermark == Offset(3));
    CHECK(told.voters[0].log_end_offset == Offset(4));
    CHECK(told.voters[1].replica == in_directory(1));
    CHECK(told.voters[1].log_end_offset == Offset(3));
    CHECK(told.voters[1].last_fetch == first);
    CHECK(told.voters[1].last_caught_up == first);
    fetch_as(bench, in_directory(2), Offset(4));
    told = describe(bench);
    CHECK(told.high_watermark == Offset(4));
    CHECK(told.voters[2].last_caught_up == wall_of(bench));
    // A leader that nobody fetches from resigns.
    while (bench.client().is_leader()) bench.wait_for_deadline();
    CHECK(describe(bench).error == ErrorCode::not_leader_or_follower);
}

TEST_CASE("testDescribeQuorumWithObserver: one that is silent for five minutes is forgotten") {
    RaftBench bench(1);
    bench.boot();
    const ReplicaKey observer = in_directory(7);
    fetch_as(bench, observer, Offset(0));
    DescribeQuorumResponse told = describe(bench);
    REQUIRE(told.observers.size() == 1);
    CHECK(told.observers[0].replica == observer);
    CHECK(told.observers[0].log_end_offset == Offset(0));
    CHECK(!told.observers[0].last_caught_up);
    bench.wait(Duration::seconds(299));
    CHECK(describe(bench).observers.size() == 1);
    bench.wait(Duration::seconds(1));
    CHECK(describe(bench).observers.empty());
}

TEST_CASE("before KIP-853 neither directories nor listeners are told") {
    RaftBench bench(1);
    bench.spec().config.voters_change = false;
    bench.boot();
    fetch_as(bench, in_directory(7), Offset(0));
    const DescribeQuorumResponse told = describe(bench);
    CHECK(told.nodes.empty());
    REQUIRE(told.observers.size() == 1);
    CHECK(told.observers[0].replica == voter_key(7));
}

}  // namespace kscope::test
