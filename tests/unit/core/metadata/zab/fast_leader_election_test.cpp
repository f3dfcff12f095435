#include "core/metadata/zab/fast_leader_election.h"

#include "tests/support/catch.h"

namespace kscope {

namespace {

Instant at(std::int64_t ms) { return Instant::at(Duration::millis(ms)); }

FastLeaderElection server(std::int32_t id, std::size_t servers = 3) {
    return {ServerId(id), servers, ZabMutant::none};
}

ZabVote vote(std::int32_t leader, std::int32_t epoch, std::int64_t zxid, std::int64_t round = 1) {
    return {ServerId(leader), Zxid(zxid), ZabEpoch(epoch), round};
}

ZabNotification looking(const ZabVote& v) { return {ServerState::looking, v}; }

}  // namespace

TEST_CASE("the higher epoch wins, then the higher zxid, then the higher id") {
    const FastLeaderElection any = server(1);
    CHECK(any.beats(vote(1, 2, 5), vote(3, 1, 9)));
    CHECK(any.beats(vote(1, 2, 6), vote(3, 2, 5)));
    CHECK(any.beats(vote(2, 2, 5), vote(1, 2, 5)));
    CHECK_FALSE(any.beats(vote(1, 2, 5), vote(1, 2, 5)));
}

TEST_CASE("a server proposes itself, takes over a greater vote, and waits before it is sure") {
    FastLeaderElection one = server(1);
    CHECK(one.start(at(0), Zxid(7), ZabEpoch(1)).notify_all);
    CHECK(one.vote().leader == ServerId(1));
    const auto heard = one.on_notification(at(10), ServerId(2), looking(vote(2, 1, 7)));
    CHECK(heard.notify_all);
    CHECK(one.vote().leader == ServerId(2));
    CHECK(one.next_deadline() == at(210));
    CHECK_FALSE(one.on_wakeup(at(209)).decided);
    const auto sure = one.on_wakeup(at(210));
    REQUIRE(sure.decided);
    CHECK(sure.decided->leader == ServerId(2));
    CHECK_FALSE(one.looking());
}

TEST_CASE("a greater vote in the last wait begins it anew") {
    FastLeaderElection two = server(2);
    two.start(at(0), Zxid(7), ZabEpoch(1));
    two.on_notification(at(10), ServerId(1), looking(vote(2, 1, 7)));
    CHECK(two.on_notification(at(100), ServerId(3), looking(vote(3, 1, 8))).notify_all);
    CHECK_FALSE(two.on_wakeup(at(210)).decided);
    two.on_notification(at(220), ServerId(1), looking(vote(3, 1, 8)));
    CHECK(two.on_wakeup(at(420)).decided->leader == ServerId(3));
}

TEST_CASE("a vote of an earlier round is answered and does not count") {
    FastLeaderElection one = server(1);
    one.start(at(0), Zxid(1), ZabEpoch(1));
    one.on_notification(at(1), ServerId(3), looking(vote(3, 1, 1, 4)));
    CHECK(one.round() == 4);
    const auto late = one.on_notification(at(2), ServerId(2), looking(vote(2, 9, 9, 3)));
    CHECK(late.answer == ServerId(2));
    CHECK(one.vote().leader == ServerId(3));
}

TEST_CASE("in silence the notifications become rare, up to a minute") {
    FastLeaderElection one = server(1);
    one.start(at(0), Zxid(1), ZabEpoch(1));
    std::int64_t before = 0;
    std::int64_t pause = 0;
    for (int n = 0; n < 12; ++n) {
        const Instant due = one.next_deadline();
        CHECK(one.on_wakeup(due).notify_all);
        const std::int64_t ms = due.since_start().to_millis();
        CHECK(ms - before >= pause);
        pause = ms - before;
        before = ms;
    }
    CHECK(pause == 60'000);
}

TEST_CASE("a late server believes a majority that follows, if the leader says so too") {
    FastLeaderElection three = server(3);
    three.start(at(0), Zxid(1), ZabEpoch(1));
    const ZabVote old = vote(1, 2, 5, 7);
    CHECK_FALSE(three.on_notification(at(1), ServerId(2), {ServerState::following, old}).decided);
    // Their votes may differ in what they had when they voted.
    ZabVote leaders = old;
    leaders.zxid = Zxid(6);
    const auto sure = three.on_notification(at(2), ServerId(1), {ServerState::leading, leaders});
    REQUIRE(sure.decided);
    CHECK(sure.decided->leader == ServerId(1));
    CHECK(three.round() == 7);
}

TEST_CASE("nobody follows a server that does not say that it leads") {
    FastLeaderElection one = server(1);
    one.start(at(0), Zxid(1), ZabEpoch(1));
    const ZabVote old = vote(5, 2, 5, 7);
    FastLeaderElection five = server(1, 5);
    five.start(at(0), Zxid(1), ZabEpoch(1));
    for (const int from : {2, 3, 4}) {
        const auto heard =
            five.on_notification(at(1), ServerId(from), {ServerState::following, old});
        CHECK_FALSE(heard.decided);
    }
}

TEST_CASE("a server that is not looking tells who leads") {
    FastLeaderElection two = server(2);
    two.start(at(0), Zxid(7), ZabEpoch(1));
    two.on_notification(at(10), ServerId(1), looking(vote(2, 1, 7)));
    two.on_wakeup(at(210));
    two.settle(ZabEpoch(2));
    const auto asked = two.on_notification(at(300), ServerId(3), looking(vote(3, 1, 7)));
    CHECK(asked.answer == ServerId(3));
    CHECK(two.vote() == vote(2, 2, 7));
}

}  // namespace kscope
