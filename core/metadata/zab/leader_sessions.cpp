#include "core/metadata/zab/leader_sessions.h"

#include "core/base/check.h"

namespace kscope {

void LeaderSessions::track(Instant now, EventId event, SessionId id, Duration timeout,
                           NodeId client) {
    if (sessions_.contains(id)) return;
    Session session;
    session.timeout = timeout;
    session.client = client;
    sessions_.set(id, session);
    touch(now, event, id);
}

void LeaderSessions::touch(Instant now, EventId event, SessionId id) {
    Session* session = sessions_.find(id);
    if (session == nullptr || session->closing) return;
    session->last_heard = event;
    session->last_heard_at = now;
    const Instant expires = expiry_of(now, session->timeout);
    if (expires == session->expires && expiry_.armed(session->timer)) return;
    expiry_.cancel(session->timer);
    session->expires = expires;
    session->timer = expiry_.arm(expires, id);
}

void LeaderSessions::set_owner(SessionId id, ServerId owner) {
    if (Session* session = sessions_.find(id)) session->owner = owner;
}

void LeaderSessions::set_closing(SessionId id) {
    Session* session = sessions_.find(id);
    if (session == nullptr) return;
    session->closing = true;
    expiry_.cancel(session->timer);
}

void LeaderSessions::remove(SessionId id) {
    if (const Session* session = sessions_.find(id)) expiry_.cancel(session->timer);
    sessions_.erase(id);
}

std::optional<SessionId> LeaderSessions::expire(Instant now) {
    if (!expiry_.due(now)) return std::nullopt;
    const SessionId id = expiry_.pop().second;
    sessions_.find(id)->closing = true;
    return id;
}

ZkError LeaderSessions::check(SessionId id, ServerId owner) const {
    const Session* session = sessions_.find(id);
    if (session == nullptr || session->closing) return ZkError::session_expired;
    if (session->owner != ServerId{0} && session->owner != owner) return ZkError::session_moved;
    return ZkError::ok;
}

// ExpiryQueue.roundToNextInterval: always the next tick, even when on one.
Instant LeaderSessions::expiry_of(Instant now, Duration timeout) const {
    const std::int64_t tick = tick_time_.count();
    const std::int64_t at = (now + timeout).nanos();
    return Instant::at(Duration::nanos((at / tick + 1) * tick));
}

void LeaderSessions::digest(Digest& d) const {
    d.add(sessions_.size());
    for (const auto& [id, session] : sessions_) {
        digest_into(d, id);
        digest_into(d, session.owner);
        digest_into(d, session.expires);
        d.add(session.closing);
    }
}

void LeaderSessions::check_invariants() const {
    std::size_t armed = 0;
    for (const auto& [id, session] : sessions_) {
        KSCOPE_CHECK(session.closing != expiry_.armed(session.timer),
                     "a session has its timer until it closes");
        KSCOPE_CHECK(session.expires.nanos() % tick_time_.count() == 0);
        if (!session.closing) ++armed;
    }
    KSCOPE_CHECK(expiry_.size() == armed, "no timer without its session");
}

}  // namespace kscope
