#include "core/metadata/zab/leader.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

// ---- discovery

void ZabLeader::start(PeerStep& step) {
    const PeerState& state = step.state;
    deadline_ = step.now.monotonic + state.ticks(state.spec.config.init_limit);
    sessions_ = LeaderSessions(state.spec.config.tick_time);
    join_epoch(step, state.self(), state.store.accepted_epoch());
}

// getEpochToPropose: above all that a majority has accepted.
void ZabLeader::join_epoch(PeerStep& step, ServerId server, ZabEpoch accepted) {
    if (epoch_known_) return;
    if (accepted >= epoch_) epoch_ = accepted.next();
    connecting_.add(server);
    if (!connecting_.contains(step.state.self()) ||
        !connecting_.majority_of(step.state.servers())) {
        return;
    }
    epoch_known_ = true;
    step.state.store.set_accepted_epoch(epoch_, step.out);
    deadline_ = step.now.monotonic + step.state.ticks(step.state.spec.config.init_limit);
    tell_epoch(step);
    electing_.add(step.state.self());
}

void ZabLeader::tell_epoch(PeerStep& step) {
    for (auto& [conn, handler] : handlers_) {
        if (handler.stage != LearnerHandler::Stage::epoch) continue;
        handler.stage = LearnerHandler::Stage::ack_epoch;
        step.send(conn, ZabLeaderInfo{epoch_});
    }
}

bool ZabLeader::register_learner(PeerStep& step, const ConnId& conn, ServerId from,
                                 const ZabFollowerInfo& info) {
    // A learner that has come again has lost its earlier connection, though we may not know yet.
    for (const auto& [other, handler] : handlers_) {
        if (handler.server == from) {
            const ConnId gone = other;
            close(step, gone);
            break;
        }
    }
    LearnerHandler handler;
    handler.server = from;
    handler.last_heard = step.now.monotonic;
    handler.since = step.now.monotonic;
    handler.last_ping = step.now.monotonic;
    handler.ack_by_tick =
        tick_ + step.state.spec.config.init_limit + step.state.spec.config.sync_limit;
    handlers_.set(conn, handler);
    join_epoch(step, from, info.accepted_epoch);
    if (epoch_known_) tell_epoch(step);
    return true;
}

// waitForEpochAck: nobody follows who knows more.
void ZabLeader::on_ack_epoch(PeerStep& step, const ConnId& conn, const ZabAckEpoch& ack) {
    LearnerHandler& handler = *find(conn);
    if (handler.stage != LearnerHandler::Stage::ack_epoch) return;
    handler.last_zxid = ack.last_zxid;
    handler.stage = LearnerHandler::Stage::epoch_quorum;
    if (phase_ != Phase::discovery) {
        sync_follower(step, conn, handler);
        return;
    }
    if (ack.current_epoch) {
        const PeerState& state = step.state;
        const ZabEpoch mine = state.store.current_epoch();
        const bool ahead =
            *ack.current_epoch > mine ||
            (*ack.current_epoch == mine && ack.last_zxid > state.database.last_processed());
        if (ahead && state.spec.mutant != ZabMutant::elect_by_id) {
            step.give_up("a follower is ahead of the leader");
            return;
        }
        electing_.add(handler.server);
    }
    if (electing_.majority_of(step.state.servers())) begin_synchronization(step);
}

// ---- synchronization

void ZabLeader::begin_synchronization(PeerStep& step) {
    phase_ = Phase::synchronization;
    step.state.store.set_current_epoch(epoch_, step.out);
    deadline_ = step.now.monotonic + step.state.ticks(step.state.spec.config.init_limit);
    last_proposed_ = make_zxid(epoch_, 0);
    last_committed_ = last_proposed_;
    new_leader_acks_.add(step.state.self());
    for (auto& [conn, handler] : handlers_) {
        if (handler.stage == LearnerHandler::Stage::epoch_quorum)
            sync_follower(step, conn, handler);
    }
}

void ZabLeader::sync_follower(PeerStep& step, const ConnId& conn, LearnerHandler& handler) {
    Zxid sent = handler.last_zxid;
    if (!send_difference(step, conn, handler, sent)) {
        sent = step.state.database.last_processed();
        step.send(conn, ZabSnap{sent, step.state.database.encode()});
    }
    start_forwarding(step, conn, handler, sent);
    handler.stage = LearnerHandler::Stage::ack_new_leader;
    step.send(conn, ZabNewLeader{epoch_});
}

namespace {

Zxid zxid_of(const Ref<const Message>& proposal) { return transaction_of(proposal).zxid; }

}  // namespace

// syncFollower and queueCommittedProposals. False: only a snapshot will do.
bool ZabLeader::send_difference(PeerStep& step, const ConnId& conn, LearnerHandler& handler,
                                Zxid& sent) {
    const ZkDatabase& database = step.state.database;
    const auto& log = database.committed_log();
    const Zxid last = database.last_processed();
    const Zxid least = log.empty() ? last : zxid_of(log.front());
    const Zxid most = log.empty() ? last : zxid_of(log.back());
    const Zxid theirs = handler.last_zxid;
    const bool of_new_epoch = counter_of(theirs) == 0;
    if (theirs == last) {
        step.send(conn, ZabDiff{theirs});
        return true;
    }
    if (theirs > most && !of_new_epoch) {
        step.send(conn, ZabTrunc{most});
        sent = most;
        return true;
    }
    if (theirs < least || theirs > most) return false;
    std::size_t next = 0;
    while (next < log.size() && zxid_of(log[next]) <= theirs) ++next;
    const bool known = next > 0 && zxid_of(log[next - 1]) == theirs;
    if (known || of_new_epoch) {
        step.send(conn, ZabDiff{most});
    } else {
        // What it has beyond was never committed. A cut across epochs is a snapshot.
        if (next == 0 || epoch_of(zxid_of(log[next])) != epoch_of(theirs)) return false;
        sent = zxid_of(log[next - 1]);
        step.send(conn, ZabTrunc{sent});
    }
    for (; next < log.size(); ++next) {
        sent = zxid_of(log[next]);
        step.send(conn, log[next]);
        step.send(conn, ZabCommit{sent});
    }
    return true;
}

void ZabLeader::start_forwarding(PeerStep& step, const ConnId& conn, LearnerHandler& handler,
                                 Zxid after) {
    for (const Outstanding& waiting : outstanding_) {
        if (zxid_of(waiting.proposal) > after) step.send(conn, waiting.proposal);
    }
    handler.forwarding = true;
}

void ZabLeader::serve_if_synced(PeerStep& step) {
    if (phase_ == Phase::synchronization && new_leader_acks_.majority_of(step.state.servers())) {
        start_serving(step);
    }
    if (phase_ != Phase::broadcast) return;
    for (auto& [conn, handler] : handlers_) {
        if (handler.stage != LearnerHandler::Stage::serving) continue;
        handler.stage = LearnerHandler::Stage::synced;
        step.send(conn, ZabUpToDate{});
    }
}

void ZabLeader::start_serving(PeerStep& step) {
    PeerState& state = step.state;
    phase_ = Phase::broadcast;
    state.database.set_last_processed(make_zxid(epoch_, 0));
    prepared_ = state.database.shared_tree();
    for (const auto& [id, session] : state.database.sessions()) {
        sessions_.track(step.now.monotonic, step.now.event, id, session.timeout, session.client);
    }
    state.serving = true;
    serving_since_ = step.now.monotonic;
    tick_ = 0;
    tick_skip_ = true;
    deadline_ = step.now.monotonic + state.spec.config.tick_time / 2;
    for (auto& [conn, handler] : handlers_) {
        handler.last_heard = step.now.monotonic;
        handler.ack_by_tick = tick_ + state.spec.config.init_limit + state.spec.config.sync_limit;
    }
    if (step.out.wants<ZooKeeperLeading>()) {
        Note& note =
            step.out.note(ZooKeeperLeading{state.self(), epoch_, state.database.last_processed(),
                                           static_cast<std::int32_t>(new_leader_acks_.size())});
        note.because.push_back({"it looked for a leader", state.without_leader_since});
        note.rule = Rule{"a majority of the servers has its history and its epoch", "initLimit",
                         std::to_string(state.spec.config.init_limit), ""};
    }
}

// ---- packets

bool ZabLeader::on_packet(PeerStep& step, const Received& received, ServerId from) {
    const Message& message = *received.message;
    if (const auto* info = message.get_if<ZabFollowerInfo>()) {
        return register_learner(step, received.conn, from, *info);
    }
    LearnerHandler* handler = find(received.conn);
    if (handler == nullptr) return false;
    handler->last_heard = step.now.monotonic;
    handler->last_heard_in = step.now.event;
    handler->ack_by_tick = tick_ + step.state.spec.config.sync_limit;
    if (const auto* accepted = message.get_if<ZabAckEpoch>()) {
        on_ack_epoch(step, received.conn, *accepted);
    } else if (const auto* ack = message.get_if<ZabAck>()) {
        on_ack(step, received.conn, ack->zxid);
    } else if (const auto* ping = message.get_if<ZabPingReply>()) {
        handler->last_ping = step.now.monotonic;
        for (const ZabTouch& t : ping->touched) touch(step, t.session);
    } else if (const auto* asked = message.get_if<ZabRevalidate>()) {
        const bool valid = revalidate(step, asked->session, from);
        step.send(received.conn, ZabRevalidateReply{asked->session, valid});
    } else if (const auto* request = message.get_if<ZabRequest>()) {
        submit(step, *request, from);
    } else if (const auto* sync = message.get_if<ZabSync>()) {
        if (outstanding_.empty()) {
            answer_sync(step, received.conn, *sync);
        } else {
            outstanding_.back().syncs.emplace_back(received.conn, *sync);
        }
    }
    return true;
}

void ZabLeader::on_ack(PeerStep& step, const ConnId& conn, Zxid zxid) {
    LearnerHandler& handler = *find(conn);
    if (handler.stage == LearnerHandler::Stage::ack_new_leader && zxid == make_zxid(epoch_, 0)) {
        handler.stage = LearnerHandler::Stage::serving;
        new_leader_acks_.add(handler.server);
        serve_if_synced(step);
    } else if (counter_of(zxid) != 0) {
        add_ack(step, handler.server, zxid);
    }
}

void ZabLeader::close(PeerStep& step, const ConnId& conn) {
    step.out.effects.emplace_back(Disconnect{conn});
    on_lost(conn);
}

void ZabLeader::on_lost(const ConnId& conn) {
    handlers_.erase(conn);
    for (Outstanding& waiting : outstanding_) {
        std::erase_if(waiting.syncs, [&](const auto& s) { return s.first == conn; });
    }
}

void ZabLeader::stop(PeerStep& step) {
    for (const auto& [conn, handler] : handlers_) step.out.effects.emplace_back(Disconnect{conn});
    handlers_.clear();
}

// ---- time

Instant ZabLeader::next_deadline() const {
    return phase_ == Phase::broadcast ? std::min(deadline_, sessions_.next_deadline()) : deadline_;
}

void ZabLeader::on_time(PeerStep& step) {
    if (phase_ == Phase::broadcast) expire_sessions(step);
    if (step.now.monotonic < deadline_) return;
    switch (phase_) {
        case Phase::discovery: step.give_up("no majority has come to the new leader"); return;
        case Phase::synchronization:
            step.give_up("no majority is in sync with the new leader");
            return;
        case Phase::broadcast: half_tick(step); return;
    }
}

ServerSet ZabLeader::followers() const {
    ServerSet result;
    for (const auto& [conn, handler] : handlers_) {
        if (handler.stage == LearnerHandler::Stage::synced && tick_ <= handler.ack_by_tick) {
            result.add(handler.server);
        }
    }
    return result;
}

std::optional<ZabLeader::Heard> ZabLeader::heard_from(ServerId server) const {
    for (const auto& [conn, handler] : handlers_) {
        if (handler.server == server) return Heard{handler.since, handler.last_ping};
    }
    return std::nullopt;
}

Missing ZabLeader::silence_of(const PeerStep& step, const LearnerHandler& handler) {
    return {"an answer of a follower", step.state.node_of(handler.server), handler.last_heard_in,
            handler.last_heard};
}

// Twice a tick: pings; once a tick: is there a majority still?
void ZabLeader::half_tick(PeerStep& step) {
    const PeerState& state = step.state;
    deadline_ = step.now.monotonic + state.spec.config.tick_time / 2;
    if (!tick_skip_) {
        ++tick_;
        ServerSet synced = followers();
        synced.add(state.self());
        if (!synced.majority_of(state.servers())) {
            for (const auto& [conn, handler] : handlers_) {
                if (!synced.contains(handler.server)) last_silent_ = silence_of(step, handler);
            }
            step.give_up("fewer than a majority answer the leader within syncLimit", last_silent_);
            return;
        }
    }
    tick_skip_ = !tick_skip_;
    std::vector<ConnId> silent;
    for (const auto& [conn, handler] : handlers_) {
        const bool synced = handler.stage == LearnerHandler::Stage::synced;
        const std::int32_t limit =
            synced ? state.spec.config.sync_limit : state.spec.config.init_limit;
        if (step.now.monotonic >= handler.last_heard + state.ticks(limit)) {
            last_silent_ = silence_of(step, handler);
            silent.push_back(conn);
        } else if (handler.stage >= LearnerHandler::Stage::ack_new_leader) {
            step.send(conn, ZabPing{last_proposed_});
        }
    }
    for (const ConnId& conn : silent) close(step, conn);
}

}  // namespace kscope
