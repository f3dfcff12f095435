#include "core/metadata/zab/learner.h"

#include "core/base/check.h"

namespace kscope {
namespace {

constexpr int connect_attempts_max = 5;
constexpr Duration connect_delay = Duration::millis(100);  // leaderConnectDelayDuringRetryMs

}  // namespace

// ---- finding the leader

void ZabLearner::start(PeerStep& step) { connect(step); }

void ZabLearner::connect(PeerStep& step) {
    phase_ = Phase::connecting;
    ++attempts_;
    conn_ = step.state.ids.next();
    open_ = true;
    deadline_ = step.now.monotonic + step.state.ticks(step.state.spec.config.init_limit);
    step.out.effects.emplace_back(Connect{step.state.node_of(leader_), conn_});
}

void ZabLearner::on_connected(PeerStep& step) {
    if (phase_ != Phase::connecting) return;
    phase_ = Phase::registering;
    step.send(conn_, ZabFollowerInfo{step.state.self(), step.state.store.accepted_epoch()});
}

// It may not know yet that it leads.
void ZabLearner::on_lost(PeerStep& step) {
    open_ = false;
    const bool early = phase_ == Phase::connecting || phase_ == Phase::registering;
    if (early && attempts_ < connect_attempts_max) {
        phase_ = Phase::waiting_to_connect;
        deadline_ = step.now.monotonic + connect_delay;
        return;
    }
    step.give_up(early ? "the leader does not take the follower"
                       : "the connection to the leader is lost");
}

void ZabLearner::on_time(PeerStep& step) {
    if (step.now.monotonic < deadline_) return;
    if (phase_ == Phase::waiting_to_connect) {
        connect(step);
    } else {
        step.give_up(phase_ >= Phase::logging ? "the leader is silent for syncLimit"
                                              : "the leader is silent for initLimit",
                     Missing{"a ping of the leader", step.state.node_of(leader_), last_heard_,
                             last_heard_at_});
    }
}

void ZabLearner::stop(PeerStep& step) {
    if (open_) step.out.effects.emplace_back(Disconnect{conn_});
    open_ = false;
}

// ---- packets

void ZabLearner::on_packet(PeerStep& step, const Received& received) {
    const Message& message = *received.message;
    const PeerState& state = step.state;
    const std::int32_t limit =
        phase_ >= Phase::logging ? state.spec.config.sync_limit : state.spec.config.init_limit;
    deadline_ = step.now.monotonic + state.ticks(limit);
    last_heard_ = step.now.event;
    last_heard_at_ = step.now.monotonic;
    if (const auto* info = message.get_if<ZabLeaderInfo>()) {
        on_leader_info(step, *info);
    } else if (on_sync_packet(step, message)) {
    } else if (message.get_if<ZabProposal>() != nullptr) {
        on_proposal(step, received.message);
    } else if (const auto* commit = message.get_if<ZabCommit>()) {
        on_commit(step, commit->zxid);
    } else if (message.get_if<ZabPing>() != nullptr) {
        on_ping(step);
    } else if (const auto* reply = message.get_if<ZabRevalidateReply>()) {
        on_revalidated(step, *reply);
    } else if (const auto* sync = message.get_if<ZabSync>()) {
        step.state.clients.synced(sync->session, sync->cxid, step.state.database, step.out);
    }
}

// registerWithLeader. An epoch that was accepted before is not accepted again.
void ZabLearner::on_leader_info(PeerStep& step, const ZabLeaderInfo& info) {
    TxnStore& store = step.state.store;
    if (info.epoch < store.accepted_epoch()) {
        step.give_up("the leader's epoch is below the one that was accepted");
        return;
    }
    epoch_ = info.epoch;
    ZabAckEpoch ack{std::nullopt, wants_snapshot_ ? Zxid(0) : step.state.database.last_processed()};
    if (info.epoch > store.accepted_epoch()) {
        ack.current_epoch = store.current_epoch();
        if (step.state.spec.mutant == ZabMutant::unwritten_accepted_epoch) {
            store.set_accepted_epoch_unwritten(info.epoch);
        } else {
            store.set_accepted_epoch(info.epoch, step.out);
        }
    }
    phase_ = Phase::synchronizing;
    step.send(conn_, ack);
}

bool ZabLearner::on_sync_packet(PeerStep& step, const Message& message) {
    if (message.get_if<ZabDiff>() != nullptr) {
        mode_ = SyncMode::diff;
    } else if (const auto* trunc = message.get_if<ZabTrunc>()) {
        on_trunc(step, trunc->zxid);
    } else if (const auto* snapshot = message.get_if<ZabSnap>()) {
        on_snap(step, *snapshot);
    } else if (message.get_if<ZabNewLeader>() != nullptr) {
        on_new_leader(step);
    } else if (message.get_if<ZabUpToDate>() != nullptr) {
        on_up_to_date(step);
    } else {
        return false;
    }
    return true;
}

void ZabLearner::on_trunc(PeerStep& step, Zxid last) {
    PeerState& state = step.state;
    mode_ = SyncMode::trunc;
    if (state.spec.mutant == ZabMutant::skip_truncate) return;
    if (state.store.truncate(last, step.out)) {
        state.database = state.store.reload();
        return;
    }
    // A snapshot has what is to go: it must come whole from the leader.
    wants_snapshot_ = true;
    stop(step);
    attempts_ = 0;
    connect(step);
}

void ZabLearner::on_snap(PeerStep& step, const ZabSnap& snapshot) {
    auto database = ZkDatabase::decode(snapshot.data);
    KSCOPE_CHECK(database.has_value(), "a leader sends whole snapshots");
    mode_ = SyncMode::snap;
    step.state.database = std::move(*database);
}

// What the leader has must be on the disk before its epoch counts as this server's own.
void ZabLearner::on_new_leader(PeerStep& step) {
    PeerState& state = step.state;
    if (mode_ == SyncMode::snap) state.store.install_snapshot(state.database, step.out);
    phase_ = Phase::logging;
    wants_snapshot_ = false;
    deadline_ = step.now.monotonic + state.ticks(state.spec.config.sync_limit);
    for (const auto& proposal : not_committed_) log(step, proposal);
    history_end_ = state.store.last_logged();
    on_flushed(step);
}

void ZabLearner::acknowledge_new_leader(PeerStep& step) {
    phase_ = Phase::acknowledged;
    step.state.store.set_current_epoch(epoch_, step.out);
    step.send(conn_, ZabAck{make_zxid(epoch_, 0)});
}

void ZabLearner::on_up_to_date(PeerStep& step) {
    PeerState& state = step.state;
    phase_ = Phase::following;
    step.send(conn_, ZabAck{make_zxid(epoch_, 0)});
    while (!committed_.empty()) {
        KSCOPE_CHECK(!not_committed_.empty() &&
                         transaction_of(not_committed_.front()).zxid == committed_.front(),
                     "commits keep the order of proposals");
        committed_.pop_front();
        commit(step);
    }
    state.serving = true;
    if (step.out.wants<ZooKeeperSynced>()) {
        static constexpr const char* modes[]{"DIFF", "TRUNC", "SNAP"};
        step.out.note(ZooKeeperSynced{state.self(), leader_, epoch_,
                                      modes[static_cast<std::size_t>(mode_)],
                                      state.database.last_processed()});
    }
}

// ---- broadcast

void ZabLearner::log(PeerStep& step, const Ref<const Message>& proposal) {
    step.state.store.append(proposal, step.out);
    const Zxid zxid = transaction_of(proposal).zxid;
    if (step.state.spec.mutant == ZabMutant::ack_before_flush) {
        step.send(conn_, ZabAck{zxid});
    } else {
        to_acknowledge_.push_back(zxid);
    }
}

void ZabLearner::on_proposal(PeerStep& step, const Ref<const Message>& proposal) {
    if (transaction_of(proposal).zxid <= step.state.store.last_logged() &&
        step.state.spec.mutant == ZabMutant::skip_truncate) {
        return;
    }
    not_committed_.push_back(proposal);
    if (phase_ >= Phase::logging) log(step, proposal);
}

void ZabLearner::on_commit(PeerStep& step, Zxid zxid) {
    const bool skips = step.state.spec.mutant == ZabMutant::skip_truncate;
    if (skips && (not_committed_.empty() || transaction_of(not_committed_.front()).zxid != zxid)) {
        return;
    }
    if (phase_ != Phase::following) {
        committed_.push_back(zxid);
        return;
    }
    KSCOPE_CHECK(!not_committed_.empty() && transaction_of(not_committed_.front()).zxid == zxid,
                 "commits keep the order of proposals");
    commit(step);
}

void ZabLearner::commit(PeerStep& step) {
    const Ref<const Message> proposal = std::move(not_committed_.front());
    not_committed_.pop_front();
    apply_committed(step, proposal);
    const ZabTransaction& transaction = transaction_of(proposal);
    if (const auto* opened = std::get_if<ZabOpenSession>(&transaction.operation)) {
        touch(transaction.session, opened->timeout);
    }
}

// NEWLEADER first: an acknowledged proposal would be lost with a server that is not of this epoch
// yet, for one that is and lacks it beats it in an election.
void ZabLearner::on_flushed(PeerStep& step) {
    const Zxid flushed = step.state.store.flushed();
    if (phase_ == Phase::logging && flushed >= history_end_) acknowledge_new_leader(step);
    if (phase_ == Phase::logging) return;
    while (!to_acknowledge_.empty() && to_acknowledge_.front() <= flushed) {
        if (open_) step.send(conn_, ZabAck{to_acknowledge_.front()});
        to_acknowledge_.pop_front();
    }
}

void ZabLearner::on_ping(PeerStep& step) {
    ZabPingReply reply;
    if (step.state.spec.mutant != ZabMutant::forget_touches) {
        for (const auto& [session, timeout] : touched_) reply.touched.push_back({session, timeout});
    }
    touched_.clear();
    step.send(conn_, std::move(reply));
}

// ---- sessions that come to this server

void ZabLearner::revalidate(PeerStep& step, const ConnId& client, SessionId session,
                            Duration timeout) {
    revalidating_.set(session, client);
    step.send(conn_, ZabRevalidate{session, timeout});
}

void ZabLearner::on_revalidated(PeerStep& step, const ZabRevalidateReply& reply) {
    const ConnId* found = revalidating_.find(reply.session);
    if (found == nullptr) return;
    const ConnId client = *found;
    revalidating_.erase(reply.session);
    const auto* waiting = step.state.clients.find(client);
    if (waiting == nullptr || waiting->phase != ClientConnections::Phase::revalidating) return;
    if (reply.valid) {
        touch(reply.session, waiting->timeout);
        step.state.clients.establish(client, step.out);
    } else {
        step.state.clients.refuse(client, step.out);
    }
}

void ZabLearner::digest(Digest& d) const {
    digest_into(d, leader_);
    digest_into(d, phase_);
    digest_into(d, conn_);
    d.add(open_);
    digest_into(d, deadline_);
    digest_into(d, epoch_);
    digest_into(d, mode_);
    d.add(not_committed_.size());
    d.add(committed_.size());
    d.add(to_acknowledge_.size());
    d.add(touched_.size());
    for (const auto& [session, timeout] : touched_) digest_into(d, session);
    d.add(revalidating_.size());
}

}  // namespace kscope
