// QuorumPeer: one ZooKeeper server of an ensemble. It looks for a leader, then leads or follows
// until it cannot, and looks again. It serves clients only while it leads or follows a majority;
// otherwise it drops them and refuses. Reads it answers itself, writes go through the leader.
// A server that is alone (one server) is a ZooKeeperServer instead, as in ZooKeeper.
// Transitions: looking --decided--> leading or following; both --given up--> looking, once all that
// was logged is on the disk. Everything that is logged then belongs to its database, committed or
// not: the next leader decides. A failed disk stops it for good.
// Laws: docs/reference/laws.md, "the ensemble". Rules:
// org.apache.zookeeper.server.quorum.QuorumPeer, QuorumCnxManager, LearnerZooKeeperServer, 3.8.
#pragma once

#include <variant>

#include "core/metadata/zab/election_links.h"
#include "core/metadata/zab/fast_leader_election.h"
#include "core/metadata/zab/leader.h"
#include "core/metadata/zab/learner.h"

namespace kscope {

class QuorumPeer {
public:
    explicit QuorumPeer(const ZooKeeperSpec& spec);

    void step(const Now& now, const Input& input, Output& out);
    [[nodiscard]] Instant next_deadline() const;
    void digest(Digest& d) const;
    void check_invariants() const;

    // ---- for views
    [[nodiscard]] ServerId my_id() const { return state_.self(); }
    [[nodiscard]] ServerState state() const;
    [[nodiscard]] bool serving() const { return state_.serving; }
    // Who leads, as this server believes; 0 while it looks.
    [[nodiscard]] ServerId leader() const;
    // Of the leader that it last acknowledged.
    [[nodiscard]] ZabEpoch current_epoch() const { return state_.store.current_epoch(); }
    [[nodiscard]] ZabEpoch accepted_epoch() const { return state_.store.accepted_epoch(); }
    [[nodiscard]] Zxid last_zxid() const { return state_.database.last_processed(); }
    [[nodiscard]] const ZkDatabase& database() const { return state_.database; }
    [[nodiscard]] const ClientConnections& clients() const { return state_.clients; }
    [[nodiscard]] const TxnStore& store() const { return state_.store; }
    // Null unless it has that role.
    [[nodiscard]] const ZabLeader* as_leader() const { return std::get_if<ZabLeader>(&role_); }
    [[nodiscard]] const ZabLearner* as_learner() const { return std::get_if<ZabLearner>(&role_); }

private:
    // The election begins when the log is on the disk.
    struct Looking {};

    void boot(PeerStep& step, const Boot& boot);
    void on_time(PeerStep& step);
    void on_connected(PeerStep& step, const Connected& connected);
    void on_received(PeerStep& step, const Received& received);
    void on_lost(PeerStep& step, const ConnId& conn);
    void on_peer(PeerStep& step, const Received& received, ServerId from);
    void on_disk_done(PeerStep& step, std::uint64_t token);
    void on_client(PeerStep& step, const Received& received);
    void on_connect_request(PeerStep& step, const Received& received);
    void on_request(PeerStep& step, const Received& received, SessionId session);
    void submit(PeerStep& step, const ZabRequest& request);
    void touch(PeerStep& step, SessionId session, Duration timeout);
    void look_if_lost(PeerStep& step);
    void begin_election_when_clean(PeerStep& step);
    void begin_election(PeerStep& step);
    void carry_out(PeerStep& step, const FastLeaderElection::Outcome& outcome);
    void halt(PeerStep& step);
    [[nodiscard]] std::optional<ServerId> server_at(NodeId node) const;

    PeerState state_;
    std::variant<Looking, ZabLeader, ZabLearner> role_;
    FastLeaderElection election_;
    ElectionLinks links_;
    FlatMap<ConnId, ServerId> peers_;  // connections that other servers opened
    SessionId next_session_{0};
    bool waits_for_disk_ = false;  // before it looks for a leader
    bool halted_ = false;
};

}  // namespace kscope
