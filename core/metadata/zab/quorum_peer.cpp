#include "core/metadata/zab/quorum_peer.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

QuorumPeer::QuorumPeer(const ZooKeeperSpec& spec)
    : election_(spec.my_id, spec.servers.size(), spec.mutant) {
    state_.spec = spec;
}

void QuorumPeer::step(const Now& now, const Input& input, Output& out) {
    if (halted_) return;
    PeerStep step{now, out, state_};
    if (const auto* started = std::get_if<Boot>(&input)) {
        boot(step, *started);
    } else {
        on_time(step);
        look_if_lost(step);
    }
    if (const auto* received = std::get_if<Received>(&input)) {
        on_received(step, *received);
    } else if (const auto* connected = std::get_if<Connected>(&input)) {
        on_connected(step, *connected);
    } else if (const auto* lost = std::get_if<PeerLost>(&input)) {
        on_lost(step, lost->conn);
    } else if (const auto* done = std::get_if<DiskDone>(&input)) {
        on_disk_done(step, done->token);
    } else if (std::holds_alternative<DiskFailed>(input)) {
        halt(step);
        return;
    }
    look_if_lost(step);
    state_.store.flush(out);
}

// SessionTrackerImpl.initializeNextSessionId: ids of different servers and lives never meet.
void QuorumPeer::boot(PeerStep& step, const Boot& boot) {
    state_.ids = {boot.self, boot.incarnation, 0};
    state_.database = state_.store.recover(boot.files, step.out);
    const auto millis = static_cast<std::uint64_t>(step.now.wall.nanos() / 1'000'000);
    const std::uint64_t first = (millis << 24) >> 8;
    const auto server = static_cast<std::uint64_t>(state_.self().value());
    next_session_ = SessionId(static_cast<std::int64_t>(first | server << 56));
    state_.without_leader_since = step.now.event;
    begin_election_when_clean(step);
}

// ---- looking

void QuorumPeer::look_if_lost(PeerStep& step) {
    if (!state_.lost) return;
    const GivenUp lost = *state_.lost;
    state_.lost.reset();
    if (step.out.wants<ZooKeeperQuorumLost>() && state_.serving) {
        Note& note = step.out.note(ZooKeeperQuorumLost{
            state_.self(), static_cast<std::int32_t>(state_.clients.all().size())});
        note.because.push_back(lost.because);
        note.missing = lost.missing;
        note.rule = Rule{"a server that neither leads nor follows a majority drops its clients",
                         "syncLimit", std::to_string(state_.spec.config.sync_limit), ""};
    }
    if (state_.serving) state_.without_leader_since = step.now.event;
    state_.serving = false;
    state_.clients.close_all(step.out);
    if (auto* leader = std::get_if<ZabLeader>(&role_)) {
        leader->stop(step);
    } else if (auto* learner = std::get_if<ZabLearner>(&role_)) {
        learner->stop(step);
        if (learner->database_is_loose()) state_.database = state_.store.reload();
    }
    role_ = Looking{};
    begin_election_when_clean(step);
}

void QuorumPeer::begin_election_when_clean(PeerStep& step) {
    state_.store.flush(step.out);
    waits_for_disk_ = !state_.store.clean();
    if (!waits_for_disk_) begin_election(step);
}

void QuorumPeer::begin_election(PeerStep& step) {
    waits_for_disk_ = false;
    state_.store.fast_forward(state_.database);
    const auto outcome = election_.start(step.now.monotonic, state_.database.last_processed(),
                                         state_.store.current_epoch());
    if (step.out.wants<ZooKeeperElectionBegun>()) {
        step.out.note(ZooKeeperElectionBegun{state_.self(), election_.round(),
                                             state_.store.current_epoch(),
                                             state_.database.last_processed()});
    }
    carry_out(step, outcome);
}

void QuorumPeer::carry_out(PeerStep& step, const FastLeaderElection::Outcome& outcome) {
    if (outcome.decided) {
        if (outcome.decided->leader == state_.self()) {
            role_ = ZabLeader();
            std::get<ZabLeader>(role_).start(step);
        } else {
            role_ = ZabLearner(outcome.decided->leader);
            std::get<ZabLearner>(role_).start(step);
        }
    }
    const ZabNotification notification{state(), election_.vote()};
    for (std::int32_t id = 1; id <= static_cast<std::int32_t>(state_.servers()); ++id) {
        const ServerId server(id);
        if (server == state_.self()) continue;
        if (!outcome.notify_all && outcome.answer != server) continue;
        links_.send(notification, state_.node_of(server), state_.ids, step.out);
    }
}

void QuorumPeer::on_time(PeerStep& step) {
    if (auto* leader = std::get_if<ZabLeader>(&role_)) {
        leader->on_time(step);
    } else if (auto* learner = std::get_if<ZabLearner>(&role_)) {
        learner->on_time(step);
    } else {
        carry_out(step, election_.on_wakeup(step.now.monotonic));
    }
}

Instant QuorumPeer::next_deadline() const {
    if (halted_) return Instant::never();
    if (const auto* leader = std::get_if<ZabLeader>(&role_)) return leader->next_deadline();
    if (const auto* learner = std::get_if<ZabLearner>(&role_)) return learner->next_deadline();
    return election_.next_deadline();
}

// ---- connections

std::optional<ServerId> QuorumPeer::server_at(NodeId node) const {
    for (std::size_t place = 0; place < state_.servers(); ++place) {
        if (state_.spec.servers[place] == node) {
            return ServerId(static_cast<std::int32_t>(place) + 1);
        }
    }
    return std::nullopt;
}

void QuorumPeer::on_connected(PeerStep& step, const Connected& connected) {
    if (connected.inbound) {
        if (const auto server = server_at(connected.peer)) {
            peers_.set(connected.conn, *server);
        } else {
            state_.clients.accept(connected.conn, connected.peer);
        }
        return;
    }
    if (links_.on_connected(connected.conn, step.out)) return;
    auto* learner = std::get_if<ZabLearner>(&role_);
    if (learner != nullptr && learner->owns(connected.conn)) learner->on_connected(step);
}

void QuorumPeer::on_lost(PeerStep& step, const ConnId& conn) {
    peers_.erase(conn);
    if (links_.on_lost(conn, state_.ids, step.out)) return;
    if (auto* leader = std::get_if<ZabLeader>(&role_)) leader->on_lost(conn);
    auto* learner = std::get_if<ZabLearner>(&role_);
    if (learner != nullptr && learner->owns(conn)) learner->on_lost(step);
    state_.clients.drop(conn);
}

void QuorumPeer::on_received(PeerStep& step, const Received& received) {
    if (const ServerId* from = peers_.find(received.conn)) {
        on_peer(step, received, *from);
        return;
    }
    auto* learner = std::get_if<ZabLearner>(&role_);
    if (learner != nullptr && learner->owns(received.conn)) {
        learner->on_packet(step, received);
        if (learner->phase() == ZabLearner::Phase::following) election_.settle(learner->epoch());
    } else if (state_.clients.find(received.conn) != nullptr) {
        on_client(step, received);
    }
}

void QuorumPeer::on_peer(PeerStep& step, const Received& received, ServerId from) {
    if (const auto* notification = received.message->get_if<ZabNotification>()) {
        if (!waits_for_disk_) {
            carry_out(step, election_.on_notification(step.now.monotonic, from, *notification));
        }
        return;
    }
    auto* leader = std::get_if<ZabLeader>(&role_);
    if (leader == nullptr || !leader->on_packet(step, received, from)) {
        step.out.effects.emplace_back(Disconnect{received.conn});
        peers_.erase(received.conn);
    } else if (leader->phase() == ZabLeader::Phase::broadcast) {
        election_.settle(leader->epoch());
    }
}

// ---- the disk

void QuorumPeer::on_disk_done(PeerStep& step, std::uint64_t token) {
    state_.store.on_flushed(token);
    if (auto* leader = std::get_if<ZabLeader>(&role_)) {
        leader->on_flushed(step);
    } else if (auto* learner = std::get_if<ZabLearner>(&role_)) {
        learner->on_flushed(step);
    } else if (waits_for_disk_ && state_.store.clean()) {
        begin_election(step);
    }
}

// ZooKeeper stops when it cannot sync its log.
void QuorumPeer::halt(PeerStep& step) {
    halted_ = true;
    state_.serving = false;
    state_.clients.close_all(step.out);
    if (auto* leader = std::get_if<ZabLeader>(&role_)) leader->stop(step);
    if (auto* learner = std::get_if<ZabLearner>(&role_)) learner->stop(step);
    for (const auto& [conn, server] : peers_) step.out.effects.emplace_back(Disconnect{conn});
    peers_.clear();
    role_ = Looking{};
}

// ---- clients

void QuorumPeer::on_client(PeerStep& step, const Received& received) {
    const ClientConnections::Client& client = *state_.clients.find(received.conn);
    using Phase = ClientConnections::Phase;
    const bool connects = received.message->get_if<ZkConnectRequest>() != nullptr;
    if (!state_.serving || connects != (client.phase == Phase::fresh)) {
        state_.clients.close(received.conn, step.out);
    } else if (connects) {
        on_connect_request(step, received);
    } else if (client.phase == Phase::established) {
        touch(step, client.session, client.timeout);
        on_request(step, received, client.session);
    }
}

void QuorumPeer::on_connect_request(PeerStep& step, const Received& received) {
    using Phase = ClientConnections::Phase;
    const auto& request = *received.message->get_if<ZkConnectRequest>();
    // The client knows more than this server: it must try another.
    if (request.last_zxid_seen > state_.database.last_processed()) {
        state_.clients.close(received.conn, step.out);
        return;
    }
    ClientConnections::Client& client = *state_.clients.find(received.conn);
    const ZooKeeperConfig& config = state_.spec.config;
    client.handshake = received.correlation;
    client.timeout =
        std::clamp(request.timeout, config.least_session_timeout(), config.most_session_timeout());
    if (request.session == SessionId{0}) {
        client.session = next_session_;
        ++next_session_;
        client.phase = Phase::opening;
        submit(step, {client.session, {}, ZabOpenSession{client.timeout, client.node}});
        return;
    }
    if (request.password != password_of(request.session)) {
        state_.clients.refuse(received.conn, step.out);
        return;
    }
    client.session = request.session;
    client.phase = Phase::revalidating;
    if (auto* leader = std::get_if<ZabLeader>(&role_)) {
        if (leader->revalidate(step, request.session, state_.self())) {
            state_.clients.establish(received.conn, step.out);
        } else {
            state_.clients.refuse(received.conn, step.out);
        }
    } else {
        std::get<ZabLearner>(role_).revalidate(step, received.conn, request.session,
                                               client.timeout);
    }
}

void QuorumPeer::on_request(PeerStep& step, const Received& received, SessionId session) {
    const Message& message = *received.message;
    if (is_read(message)) {
        state_.clients.read(received, state_.database, step.out);
        return;
    }
    state_.clients.wait(received);
    if (message.get_if<ZkSync>() != nullptr) {
        const ZabSync sync{session, received.correlation};
        if (auto* leader = std::get_if<ZabLeader>(&role_)) {
            leader->sync(step, sync);
        } else {
            std::get<ZabLearner>(role_).sync(step, sync);
        }
    } else if (message.get_if<ZkCloseSession>() != nullptr) {
        submit(step, {session, received.correlation, ZabCloseSession{}});
    } else {
        submit(step, {session, received.correlation, ZabWrites{zk_writes_of(message)}});
    }
}

void QuorumPeer::submit(PeerStep& step, const ZabRequest& request) {
    if (auto* leader = std::get_if<ZabLeader>(&role_)) {
        leader->submit(step, request, state_.self());
    } else {
        std::get<ZabLearner>(role_).submit(step, request);
    }
}

void QuorumPeer::touch(PeerStep& step, SessionId session, Duration timeout) {
    if (auto* leader = std::get_if<ZabLeader>(&role_)) {
        leader->touch(step, session);
    } else {
        std::get<ZabLearner>(role_).touch(session, timeout);
    }
}

}  // namespace kscope
