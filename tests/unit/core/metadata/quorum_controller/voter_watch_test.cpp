// Who became a voter, and who is one no more: told once it is committed.
#include "core/metadata/quorum_controller/voter_watch.h"
#include "tests/unit/core/metadata/kraft/raft_bench.h"

namespace kscope::test {

namespace {

ReplicaKey in_life(std::int32_t id) {
    return {BrokerId(id), {1, static_cast<std::uint64_t>(id) + 1}};
}

struct Watched {
    RaftBench bench{1};
    VoterWatch watch;
    Watched() {
        bench.spec().kraft_version = 1;
        bench.spec().directory = in_life(0).directory;
        for (Voter& voter : bench.spec().voters) voter.key = in_life(voter.key.id.value());
        bench.boot();
    }
    void fetch(std::int32_t id) {
        const OffsetAndEpoch end = bench.client().log().end();
        bench.ask<QuorumFetchResponse>(
            QuorumFetchRequest{"bench", in_life(id), {}, 8 << 20, bench.epoch(), end});
    }
    std::vector<QuorumVoterChanged> told() {
        Output out;
        out.filter = NoteFilter::all();
        watch.look({bench.now(), {}, EventId(7)}, bench.client(), out);
        std::vector<QuorumVoterChanged> changes;
        for (const Note& note : out.notes) {
            changes.push_back(std::get<QuorumVoterChanged>(note.body));
        }
        return changes;
    }
};

}  // namespace

TEST_CASE_METHOD(Watched, "a new voter is told when the new majority has the record of it") {
    CHECK(told().empty());  // the first voters are no change
    fetch(1);
    bench.ask<AddRaftVoterResponse>(
        AddRaftVoterRequest{"bench", Duration::seconds(1), in_life(1), NodeId(1)});
    bench.step(Wakeup{});
    CHECK(bench.client().voters().size() == 2);
    CHECK(told().empty());
    fetch(1);
    const auto added = told();
    REQUIRE(added.size() == 1);
    CHECK(added[0].voter == NodeId(1));
    CHECK(added[0].added);
    CHECK(added[0].voters == 2);
    CHECK(told().empty());  // once
}

TEST_CASE_METHOD(Watched, "a leader that is no voter any more tells that too") {
    fetch(1);
    bench.ask<AddRaftVoterResponse>(
        AddRaftVoterRequest{"bench", Duration::seconds(1), in_life(1), NodeId(1)});
    bench.step(Wakeup{});
    fetch(1);
    REQUIRE(told().empty());  // it is the first set that this watch sees
    bench.ask<RemoveRaftVoterResponse>(RemoveRaftVoterRequest{"bench", in_life(0)});
    bench.step(Wakeup{});
    CHECK(told().empty());
    fetch(1);
    REQUIRE_FALSE(bench.client().is_leader());
    const auto removed = told();
    REQUIRE(removed.size() == 1);
    CHECK(removed[0].voter == NodeId(0));
    CHECK_FALSE(removed[0].added);
    CHECK(removed[0].voters == 1);
}

}  // namespace kscope::test
