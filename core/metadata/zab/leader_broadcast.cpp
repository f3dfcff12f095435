// ZabLeader: the writes of clients become proposals, and proposals commits.
// Rules: PrepRequestProcessor (pRequest2Txn), ProposalRequestProcessor, Leader (propose,
// processAck, tryToCommit), 3.8.
#include "core/base/check.h"
#include "core/metadata/zab/leader.h"

namespace kscope {

// What a write will do is decided here, against the tree with all that is proposed before it.
void ZabLeader::submit(PeerStep& step, const ZabRequest& request, ServerId owner) {
    if (phase_ != Phase::broadcast) return;
    const Instant now = step.now.monotonic;
    if (const auto* opened = std::get_if<ZabOpenSession>(&request.operation)) {
        sessions_.track(now, step.now.event, request.session, opened->timeout, opened->client);
        sessions_.set_owner(request.session, owner);
        propose(step, request, *opened);
        return;
    }
    if (std::holds_alternative<ZabCloseSession>(request.operation)) {
        const std::vector<std::string> ephemerals = prepared_->ephemerals_of(request.session);
        std::vector<ZkWrite> writes;
        for (const std::string& path : ephemerals) writes.emplace_back(ZkDelete{path, any_version});
        if (!writes.empty()) {
            prepared_.edit().apply(writes, request.session, last_proposed_.next());
        }
        sessions_.set_closing(request.session);
        propose(step, request, ZabCloseSession{});
        return;
    }
    const ZkError refused = sessions_.check(request.session, owner);
    if (refused != ZkError::ok) {
        propose(step, request, ZabFailure{refused});
        return;
    }
    const auto& writes = std::get<ZabWrites>(request.operation);
    const ZnodeTree::Outcome outcome =
        prepared_.edit().apply(writes.writes, request.session, last_proposed_.next());
    if (outcome.error == ZkError::ok) {
        propose(step, request, writes);
    } else {
        propose(step, request, ZabFailure{outcome.error});
    }
}

void ZabLeader::propose(PeerStep& step, const ZabRequest& request, ZabOperation operation) {
    last_proposed_ = last_proposed_.next();
    KSCOPE_CHECK(counter_of(last_proposed_) != 0, "an epoch has four billion transactions");
    Outstanding waiting;
    waiting.proposal = make_message(
        ZabProposal{{request.session, request.cxid, last_proposed_, std::move(operation)}});
    for (const auto& [conn, handler] : handlers_) {
        if (handler.forwarding) step.send(conn, waiting.proposal);
    }
    step.state.store.append(waiting.proposal, step.out);
    outstanding_.push_back(std::move(waiting));
    const ZabMutant mutant = step.state.spec.mutant;
    if (mutant == ZabMutant::ack_before_flush || mutant == ZabMutant::commit_alone) {
        add_ack(step, step.state.self(), last_proposed_);
    }
}

void ZabLeader::on_flushed(PeerStep& step) {
    const Zxid flushed = step.state.store.flushed();
    std::vector<Zxid> mine;
    for (const Outstanding& waiting : outstanding_) {
        const Zxid zxid = transaction_of(waiting.proposal).zxid;
        if (zxid <= flushed && !waiting.acks.contains(step.state.self())) mine.push_back(zxid);
    }
    for (const Zxid zxid : mine) add_ack(step, step.state.self(), zxid);
}

void ZabLeader::add_ack(PeerStep& step, ServerId server, Zxid zxid) {
    for (Outstanding& waiting : outstanding_) {
        if (transaction_of(waiting.proposal).zxid == zxid) waiting.acks.add(server);
    }
    commit_what_can_be(step);
}

void ZabLeader::commit_what_can_be(PeerStep& step) {
    const bool alone = step.state.spec.mutant == ZabMutant::commit_alone;
    while (!outstanding_.empty() &&
           (alone || outstanding_.front().acks.majority_of(step.state.servers()))) {
        const Outstanding done = std::move(outstanding_.front());
        outstanding_.pop_front();
        const ZabTransaction& transaction = transaction_of(done.proposal);
        KSCOPE_CHECK(transaction.zxid == last_committed_.next(), "commits keep their order");
        last_committed_ = transaction.zxid;
        for (const auto& [conn, handler] : handlers_) {
            if (handler.forwarding) step.send(conn, ZabCommit{transaction.zxid});
        }
        apply_committed(step, done.proposal);
        if (std::holds_alternative<ZabCloseSession>(transaction.operation)) {
            sessions_.remove(transaction.session);
        }
        for (const auto& [conn, sync] : done.syncs) answer_sync(step, conn, sync);
    }
}

// ---- sessions

void ZabLeader::touch(PeerStep& step, SessionId session) {
    sessions_.touch(step.now.monotonic, step.now.event, session);
}

bool ZabLeader::revalidate(PeerStep& step, SessionId id, ServerId owner) {
    if (phase_ != Phase::broadcast) return false;
    const LeaderSessions::Session* session = sessions_.find(id);
    if (session == nullptr || session->closing) return false;
    const ServerId before = session->owner;
    if (before != owner && before != ServerId{0} && step.out.wants<SessionMoved>()) {
        step.out.note(SessionMoved{id, session->client, before, owner});
    }
    touch(step, id);
    sessions_.set_owner(id, owner);
    return true;
}

void ZabLeader::expire_sessions(PeerStep& step) {
    while (const auto id = sessions_.expire(step.now.monotonic)) {
        const LeaderSessions::Session& session = *sessions_.find(*id);
        if (step.out.wants<SessionExpired>()) {
            const Duration silent = step.now.monotonic - session.last_heard_at;
            Note& note =
                step.out.note(SessionExpired{*id, session.client, silent, session.timeout});
            note.missing = Missing{"a ping of session " + to_hex(id->value()), session.client,
                                   session.last_heard, session.last_heard_at};
            note.rule =
                Rule{"silent for the session timeout, rounded up to the next tick of the leader",
                     "zookeeper.session.timeout.ms", std::to_string(session.timeout.to_millis()),
                     "ZooKeeperExpiresPerSec +1"};
        }
        submit(step, ZabRequest{*id, CorrelationId{0}, ZabCloseSession{}}, step.state.self());
    }
}

// ---- sync

void ZabLeader::sync(PeerStep& step, const ZabSync& sync) {
    if (outstanding_.empty()) {
        answer_sync(step, no_connection, sync);
    } else {
        outstanding_.back().syncs.emplace_back(no_connection, sync);
    }
}

void ZabLeader::answer_sync(PeerStep& step, const ConnId& conn, const ZabSync& sync) {
    if (conn == no_connection) {
        step.state.clients.synced(sync.session, sync.cxid, step.state.database, step.out);
    } else {
        step.send(conn, sync);
    }
}

// ---- for the run hash

void ZabLeader::digest(Digest& d) const {
    digest_into(d, phase_);
    digest_into(d, epoch_);
    d.add(epoch_known_);
    d.add(connecting_.bits());
    d.add(electing_.bits());
    d.add(new_leader_acks_.bits());
    digest_into(d, deadline_);
    digest_into(d, tick_);
    d.add(tick_skip_);
    digest_into(d, last_proposed_);
    digest_into(d, last_committed_);
    d.add(handlers_.size());
    for (const auto& [conn, handler] : handlers_) {
        digest_into(d, conn);
        digest_into(d, handler.server);
        digest_into(d, handler.stage);
        d.add(handler.forwarding);
        digest_into(d, handler.ack_by_tick);
        digest_into(d, handler.last_heard);
    }
    d.add(outstanding_.size());
    for (const Outstanding& waiting : outstanding_) d.add(waiting.acks.bits());
    sessions_.digest(d);
}

void ZabLeader::check_invariants() const {
    sessions_.check_invariants();
    Zxid last = last_committed_;
    for (const Outstanding& waiting : outstanding_) {
        KSCOPE_CHECK(transaction_of(waiting.proposal).zxid == last.next(),
                     "proposals follow each other");
        last = last.next();
    }
}

}  // namespace kscope
