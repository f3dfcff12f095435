// A replica without an id: the broker of a combined server, whose node.id is a voter's.
#include <algorithm>

#include "tests/unit/core/metadata/kraft/raft_bench.h"

namespace kscope::test {

namespace {

// The broker of the server whose controller is voter 0, at a node of its own.
struct UnnamedBench : RaftBench {
    UnnamedBench() : RaftBench(3, true, 5) {
        spec().node_id = BrokerId(0);
        observe_unnamed(spec());
    }
    // The voter that it has asked first.
    std::int32_t asked() const {
        for (std::int32_t voter = 0; voter < 3; ++voter) {
            if (request_to<QuorumFetchRequest>(voter)) return voter;
        }
        return -1;
    }
    void learn(BrokerId leader, std::int32_t epoch, NodeId node) {
        QuorumFetchResponse response;
        response.error = ErrorCode::not_leader_or_follower;
        response.current = {leader, LeaderEpoch(epoch), node};
        respond(asked(), response);
    }
};

}  // namespace

TEST_CASE("testNoOpForNegativeRemoteIdReplicaState (LeaderStateTest): the leader keeps nothing") {
    RaftBench bench(3);
    bench.boot();
    bench.become_leader_of_three();
    bench.fetch(1, Offset(1), LeaderEpoch(1));
    bench.append("a");
    const auto got = bench.fetch(-1, Offset(1), LeaderEpoch(1));
    CHECK(got.error == ErrorCode::none);
    CHECK(got.batches.size() == 1);
    bench.fetch(-1, Offset(2), LeaderEpoch(1));
    CHECK(bench.high_watermark() == Offset(1));
    CHECK(bench.ask<DescribeQuorumResponse>(DescribeQuorumRequest{})->observers.empty());
}

TEST_CASE("it asks any voter, also that of its own node.id, and says no id") {
    UnnamedBench bench;
    CHECK(bench.spec().bootstrap == std::vector{NodeId(0), NodeId(1), NodeId(2)});
    bench.boot();
    CHECK(bench.role() == "Unattached");
    REQUIRE(bench.asked() >= 0);
    CHECK(bench.request_to<QuorumFetchRequest>(bench.asked())->replica == ReplicaKey{});
    CHECK_FALSE(bench.client().is_voter());
}

TEST_CASE("it follows the controller of its own node.id as any other") {
    UnnamedBench bench;
    bench.boot();
    bench.learn(BrokerId(0), 3, NodeId(0));
    CHECK(bench.client().halted().empty());
    CHECK(bench.role() == "Follower");
    CHECK(bench.client().quorum().leader_node() == NodeId(0));
    for (int i = 0; i < 20; ++i) bench.wait_for_deadline();
    CHECK(bench.role() == "Follower");  // whatever time passes, it is no candidate
    CHECK(bench.epoch() == LeaderEpoch(3));
}

TEST_CASE("who could not tell it of a leader is left alone for a while") {
    UnnamedBench bench;
    bench.boot();
    QuorumFetchResponse refused;
    refused.error = ErrorCode::not_leader_or_follower;
    refused.current = {no_broker, LeaderEpoch(0), no_node};
    std::vector<std::int32_t> left{0, 1, 2};
    while (!left.empty()) {
        const auto asked = std::find_if(left.begin(), left.end(), [&](std::int32_t voter) {
            return bench.request_to<QuorumFetchRequest>(voter).has_value();
        });
        REQUIRE(asked != left.end());
        bench.respond(*asked, refused);
        left.erase(asked);
    }
    const std::size_t asked = bench.sent();
    CHECK(asked == 3);
    bench.wait(bench.spec().config.retry_backoff - Duration::millis(1));
    CHECK(bench.sent() == asked);
    bench.wait(Duration::millis(1));
    CHECK(bench.sent() == asked + 1);
}

TEST_CASE("that nobody leads does not make it the leader") {
    UnnamedBench bench;
    bench.boot();
    bench.learn(no_broker, 4, no_node);
    CHECK(bench.client().halted().empty());
    CHECK(bench.role() == "Unattached");
    CHECK(bench.epoch() == LeaderEpoch(4));
    const auto answer = bench.ask<QuorumFetchResponse>(QuorumFetchRequest{
        "bench", voter_key(1), {}, 8 << 20, bench.epoch(), {Offset(0), LeaderEpoch(0)}});
    CHECK(answer->current == QuorumLeader{no_broker, LeaderEpoch(4), no_node});
    UnnamedBench again;
    again.boot(ElectionState{LeaderEpoch(4), no_broker, {}});
    CHECK(again.role() == "Unattached");
}

}  // namespace kscope::test
