// LeaderSessions: the sessions of an ensemble as its leader tracks them: when each expires, and the
// server that it is connected to, whose requests alone count. A session expires at the tick after
// its timeout; a learner's pings say whom it heard. A new leader gives every session its whole
// timeout again. It ends no session: it says which are due.
// Rule: org.apache.zookeeper.server.SessionTrackerImpl, quorum.LeaderSessionTracker, 3.8.
#pragma once

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/base/timer_queue.h"
#include "core/metadata/zab/zk_database.h"

namespace kscope {

class LeaderSessions {
public:
    struct Session {
        Duration timeout;
        NodeId client = no_node;
        ServerId owner{0};  // 0: not known to this leader yet
        Instant expires;    // Invariant: a whole number of ticks
        TimerId timer;
        bool closing = false;
        EventId last_heard;
        Instant last_heard_at;
    };

    LeaderSessions() = default;
    explicit LeaderSessions(Duration tick_time) : tick_time_(tick_time) {}

    void track(Instant now, EventId event, SessionId id, Duration timeout, NodeId client);
    void touch(Instant now, EventId event, SessionId id);
    void set_owner(SessionId id, ServerId owner);
    void set_closing(SessionId id);
    void remove(SessionId id);
    // A session that is due, once; it is closing from then on.
    std::optional<SessionId> expire(Instant now);

    // session_expired, session_moved or ok: whether this server may write for the session.
    [[nodiscard]] ZkError check(SessionId id, ServerId owner) const;
    [[nodiscard]] const Session* find(SessionId id) const { return sessions_.find(id); }
    [[nodiscard]] const FlatMap<SessionId, Session>& all() const { return sessions_; }
    [[nodiscard]] Instant next_deadline() const { return expiry_.next_deadline(); }
    void digest(Digest& d) const;
    void check_invariants() const;

private:
    [[nodiscard]] Instant expiry_of(Instant now, Duration timeout) const;

    Duration tick_time_;
    FlatMap<SessionId, Session> sessions_;
    TimerQueue<SessionId> expiry_;
};

}  // namespace kscope
