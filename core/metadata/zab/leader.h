// ZabLeader: the role of a server that has won the election. It asks a majority for an epoch that
// is new to them (discovery), brings a majority to its own history (synchronization), and only then
// serves: it numbers the writes, proposes them, and commits what a majority has on its disk
// (broadcast). It gives up when the phases take longer than initLimit, or when less than a majority
// answers within syncLimit. It never gives up a transaction that it has.
// Transitions: discovery -> synchronization -> broadcast; each -> given up.
// Law: one leader per epoch; a commit has a majority's acknowledgement; commits keep the order of
// proposals. Rules: org.apache.zookeeper.server.quorum.Leader, LearnerHandler, 3.8.
#pragma once

#include <deque>

#include "core/metadata/zab/leader_sessions.h"
#include "core/metadata/zab/peer_state.h"
#include "core/metadata/zab/server_set.h"

namespace kscope {

class ZabLeader {
public:
    enum class Phase : std::uint8_t { discovery, synchronization, broadcast };

    void start(PeerStep& step);
    // From a learner, on a connection that it opened. False: it is none, and is to be closed.
    bool on_packet(PeerStep& step, const Received& received, ServerId from);
    void on_lost(const ConnId& conn);
    void on_flushed(PeerStep& step);
    void on_time(PeerStep& step);
    // All connections of learners close.
    void stop(PeerStep& step);
    [[nodiscard]] Instant next_deadline() const;

    // ---- for clients; `owner` is the server that they are connected to
    void submit(PeerStep& step, const ZabRequest& request, ServerId owner);
    bool revalidate(PeerStep& step, SessionId session, ServerId owner);
    void touch(PeerStep& step, SessionId session);
    void sync(PeerStep& step, const ZabSync& sync);

    [[nodiscard]] Phase phase() const { return phase_; }
    [[nodiscard]] ZabEpoch epoch() const { return epoch_; }
    [[nodiscard]] Zxid last_committed() const { return last_committed_; }
    [[nodiscard]] std::size_t outstanding() const { return outstanding_.size(); }
    [[nodiscard]] const LeaderSessions& sessions() const { return sessions_; }
    // Learners that are in sync.
    [[nodiscard]] ServerSet followers() const;
    // Since when this learner is here, and when its last answer to a ping came.
    struct Heard {
        Instant since;
        Instant last_ping;
    };
    [[nodiscard]] std::optional<Heard> heard_from(ServerId server) const;
    [[nodiscard]] Instant serving_since() const { return serving_since_; }
    void digest(Digest& d) const;
    void check_invariants() const;

private:
    struct LearnerHandler {
        // Each waits for what it is named after.
        enum class Stage : std::uint8_t {
            epoch,
            ack_epoch,
            epoch_quorum,
            ack_new_leader,
            serving,
            synced
        };
        ServerId server{0};
        Stage stage = Stage::epoch;
        Zxid last_zxid;
        bool forwarding = false;       // gets proposals and commits
        std::int64_t ack_by_tick = 0;  // tickOfNextAckDeadline
        Instant last_heard;
        EventId last_heard_in;
        Instant since;
        Instant last_ping;
    };
    struct Outstanding {
        Ref<const Message> proposal;
        ServerSet acks;
        std::vector<std::pair<ConnId, ZabSync>> syncs;  // no_connection: of this server's client
    };

    bool register_learner(PeerStep& step, const ConnId& conn, ServerId from,
                          const ZabFollowerInfo& info);
    void join_epoch(PeerStep& step, ServerId server, ZabEpoch accepted);
    void tell_epoch(PeerStep& step);
    void on_ack_epoch(PeerStep& step, const ConnId& conn, const ZabAckEpoch& ack);
    void begin_synchronization(PeerStep& step);
    void sync_follower(PeerStep& step, const ConnId& conn, LearnerHandler& handler);
    bool send_difference(PeerStep& step, const ConnId& conn, LearnerHandler& handler, Zxid& sent);
    void start_forwarding(PeerStep& step, const ConnId& conn, LearnerHandler& handler, Zxid after);
    void on_ack(PeerStep& step, const ConnId& conn, Zxid zxid);
    void serve_if_synced(PeerStep& step);
    void start_serving(PeerStep& step);
    void propose(PeerStep& step, const ZabRequest& request, ZabOperation operation);
    void add_ack(PeerStep& step, ServerId server, Zxid zxid);
    void commit_what_can_be(PeerStep& step);
    void answer_sync(PeerStep& step, const ConnId& conn, const ZabSync& sync);
    void half_tick(PeerStep& step);
    void expire_sessions(PeerStep& step);
    void close(PeerStep& step, const ConnId& conn);
    [[nodiscard]] static Missing silence_of(const PeerStep& step, const LearnerHandler& handler);
    [[nodiscard]] LearnerHandler* find(const ConnId& conn) { return handlers_.find(conn); }

    Phase phase_ = Phase::discovery;
    ZabEpoch epoch_{0};
    bool epoch_known_ = false;
    FlatMap<ConnId, LearnerHandler> handlers_;
    std::optional<Missing> last_silent_;  // the learner that was given up last
    ServerSet connecting_;                // who wait for the epoch
    ServerSet electing_;                  // who have accepted it
    ServerSet new_leader_acks_;
    Instant deadline_;  // of a phase before broadcast; then of the next half tick
    Instant serving_since_;
    std::int64_t tick_ = 0;
    bool tick_skip_ = true;

    std::deque<Outstanding> outstanding_;  // Invariant: zxids rise
    Zxid last_proposed_;
    Zxid last_committed_;
    Cow<ZnodeTree> prepared_;  // the tree as it will be when all proposals are committed
    LeaderSessions sessions_;
};

}  // namespace kscope
