// ZabLearner: the role of a server that follows another. It finds the leader, says what it has, is
// brought to the leader's history (DIFF, TRUNC or SNAP), and then logs what is proposed,
// acknowledges what is on its disk, and applies what is committed. It answers its clients' reads
// itself and sends their writes to the leader. It gives up when the leader is silent for initLimit
// (until NEWLEADER) or syncLimit (after it).
// Transitions: connecting <-> waiting to connect; connecting -> registering -> synchronizing
// (DIFF, TRUNC, SNAP) -> logging (NEWLEADER) -> acknowledged -> following (UPTODATE).
// Law: the current epoch is taken only when all of the leader's history is on the disk.
// Rules: org.apache.zookeeper.server.quorum.Learner (syncWithLeader), Follower
// (processPacket), 3.8.
#pragma once

#include <deque>

#include "core/metadata/zab/peer_state.h"

namespace kscope {

class ZabLearner {
public:
    enum class Phase : std::uint8_t {
        connecting,
        waiting_to_connect,
        registering,
        synchronizing,
        logging,
        acknowledged,
        following,
    };
    enum class SyncMode : std::uint8_t { diff, trunc, snap };

    ZabLearner() = default;
    explicit ZabLearner(ServerId leader) : leader_(leader) {}

    void start(PeerStep& step);
    void on_connected(PeerStep& step);
    void on_packet(PeerStep& step, const Received& received);
    void on_lost(PeerStep& step);
    void on_flushed(PeerStep& step);
    void on_time(PeerStep& step);
    void stop(PeerStep& step);
    [[nodiscard]] Instant next_deadline() const { return deadline_; }
    [[nodiscard]] bool owns(const ConnId& conn) const { return open_ && conn == conn_; }

    // ---- for clients
    void submit(PeerStep& step, const ZabRequest& request) { step.send(conn_, request); }
    void revalidate(PeerStep& step, const ConnId& client, SessionId session, Duration timeout);
    void touch(SessionId session, Duration timeout) { touched_.set(session, timeout); }
    void sync(PeerStep& step, const ZabSync& sync) { step.send(conn_, sync); }

    [[nodiscard]] ServerId leader() const { return leader_; }
    [[nodiscard]] Phase phase() const { return phase_; }
    [[nodiscard]] ZabEpoch epoch() const { return epoch_; }
    // The database in memory is not what the disk has: a snapshot of the leader is half installed.
    [[nodiscard]] bool database_is_loose() const {
        return phase_ == Phase::synchronizing && mode_ == SyncMode::snap;
    }
    void digest(Digest& d) const;

private:
    void connect(PeerStep& step);
    void on_leader_info(PeerStep& step, const ZabLeaderInfo& info);
    bool on_sync_packet(PeerStep& step, const Message& message);
    void on_trunc(PeerStep& step, Zxid last);
    void on_snap(PeerStep& step, const ZabSnap& snapshot);
    void on_new_leader(PeerStep& step);
    void acknowledge_new_leader(PeerStep& step);
    void on_up_to_date(PeerStep& step);
    void on_proposal(PeerStep& step, const Ref<const Message>& proposal);
    void on_commit(PeerStep& step, Zxid zxid);
    void commit(PeerStep& step);
    void on_ping(PeerStep& step);
    void on_revalidated(PeerStep& step, const ZabRevalidateReply& reply);
    void log(PeerStep& step, const Ref<const Message>& proposal);

    ServerId leader_{0};
    Phase phase_ = Phase::connecting;
    ConnId conn_ = no_connection;
    bool open_ = false;
    bool wants_snapshot_ = false;  // it has what it cannot cut off
    int attempts_ = 0;
    Instant deadline_;
    EventId last_heard_;  // of the leader
    Instant last_heard_at_;
    ZabEpoch epoch_{0};
    SyncMode mode_ = SyncMode::diff;
    std::deque<Ref<const Message>> not_committed_;  // proposals; logged from NEWLEADER on
    std::deque<Zxid> committed_;                    // before UPTODATE
    std::deque<Zxid> to_acknowledge_;               // logged, and perhaps not flushed
    Zxid history_end_;                              // of what the leader had at NEWLEADER
    FlatMap<SessionId, Duration> touched_;
    FlatMap<SessionId, ConnId> revalidating_;
};

}  // namespace kscope
