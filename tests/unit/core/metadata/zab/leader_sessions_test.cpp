#include "core/metadata/zab/leader_sessions.h"

#include "tests/support/catch.h"

namespace kscope {

namespace {

Instant at(std::int64_t ms) { return Instant::at(Duration::millis(ms)); }

const SessionId one(1);

LeaderSessions with_session() {
    LeaderSessions sessions(Duration::seconds(2));
    sessions.track(at(500), EventId(1), one, Duration::seconds(6), NodeId(3));
    sessions.set_owner(one, ServerId(2));
    return sessions;
}

}  // namespace

TEST_CASE("a session expires at the tick after its timeout, once") {
    LeaderSessions sessions = with_session();
    CHECK(sessions.next_deadline() == at(8'000));
    CHECK_FALSE(sessions.expire(at(7'999)));
    CHECK(sessions.expire(at(8'000)) == one);
    CHECK_FALSE(sessions.expire(at(20'000)));
    CHECK(sessions.check(one, ServerId(2)) == ZkError::session_expired);
    sessions.check_invariants();
}

TEST_CASE("a touch gives it its whole timeout again, until it closes") {
    LeaderSessions sessions = with_session();
    sessions.touch(at(4'100), EventId(2), one);
    CHECK(sessions.next_deadline() == at(12'000));
    sessions.set_closing(one);
    sessions.touch(at(5'000), EventId(3), one);
    CHECK(sessions.next_deadline().is_never());
    sessions.check_invariants();
}

TEST_CASE("only the server that has the session may write for it") {
    LeaderSessions sessions = with_session();
    CHECK(sessions.check(one, ServerId(2)) == ZkError::ok);
    sessions.set_owner(one, ServerId(3));
    CHECK(sessions.check(one, ServerId(2)) == ZkError::session_moved);
    CHECK(sessions.check(one, ServerId(3)) == ZkError::ok);
    sessions.remove(one);
    CHECK(sessions.check(one, ServerId(3)) == ZkError::session_expired);
    CHECK(sessions.next_deadline().is_never());
}

}  // namespace kscope
