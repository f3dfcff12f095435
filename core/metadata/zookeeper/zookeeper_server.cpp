#include "core/metadata/zookeeper/zookeeper_server.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

void ZooKeeperServer::step(const Now& now, const Input& input, Output& out) {
    if (halted_) return;
    // Time first: a ping that comes after the expiry is too late, as in ZooKeeper, whose tracker
    // runs on its own.
    if (!std::holds_alternative<Boot>(input)) expire_due(now, out);
    if (const auto* received = std::get_if<Received>(&input)) {
        on_message(now, *received, out);
    } else if (const auto* connected = std::get_if<Connected>(&input)) {
        clients_.set(connected->conn, Client{connected->peer, SessionId{0}});
    } else if (const auto* lost = std::get_if<PeerLost>(&input)) {
        on_lost(lost->conn);
    } else if (const auto* done = std::get_if<DiskDone>(&input)) {
        on_disk_done(done->token, out);
    } else if (std::holds_alternative<DiskFailed>(input)) {
        // ZooKeeper stops when it cannot sync its log: nothing unflushed may be seen.
        halted_ = true;
        for (const auto& [conn, client] : clients_) out.effects.emplace_back(Disconnect{conn});
        clients_.clear();
        held_.clear();
        expiry_.clear();
    } else if (const auto* started = std::get_if<Boot>(&input)) {
        boot(now, *started, out);
    }
}

void ZooKeeperServer::boot(const Now& now, const Boot& boot, Output& out) {
    for (const StoredFile& file : boot.files) {
        if (file.name != transaction_log_file) continue;
        std::size_t good = 0;
        for (const Extent& extent : file.extents) {
            const auto* bytes = std::get_if<Bytes>(&extent);
            if (bytes == nullptr) break;
            const auto transaction = decode_transaction(bytes->view());
            if (!transaction) break;
            replay(now, *transaction);
            ++good;
        }
        if (good < file.extents.size()) {
            out.effects.emplace_back(DiskTruncate{file.name, good});
        }
    }
}

void ZooKeeperServer::replay(const Now& now, const Transaction& transaction) {
    last_zxid_ = transaction.zxid;
    if (const auto* opened = std::get_if<SessionOpenedTxn>(&transaction.body)) {
        last_session_ = opened->session;
        Session session;
        session.timeout = opened->timeout;
        session.client = opened->client;
        sessions_.set(opened->session, session);
        touch(now, opened->session);
    } else if (const auto* ended = std::get_if<SessionEndedTxn>(&transaction.body)) {
        std::vector<ZkWrite> writes;
        for (std::string& path : tree_->ephemerals_of(ended->session)) {
            writes.emplace_back(ZkDelete{std::move(path), any_version});
        }
        tree_.edit().apply(writes, ended->session, transaction.zxid);
        if (const Session* session = sessions_.find(ended->session)) {
            expiry_.cancel(session->timer);
        }
        sessions_.erase(ended->session);
    } else {
        const auto& writes = std::get<WritesTxn>(transaction.body);
        tree_.edit().apply(writes.writes, writes.session, transaction.zxid);
    }
}

void ZooKeeperServer::on_lost(const ConnId& conn) {
    watches_.drop(conn);
    if (const Client* client = clients_.find(conn)) {
        // The session stays: only silence ends it.
        Session* session = sessions_.find(client->session);
        if (session != nullptr && session->conn == conn) session->conn.reset();
    }
    clients_.erase(conn);
}

void ZooKeeperServer::on_message(const Now& now, const Received& received, Output& out) {
    Client* client = clients_.find(received.conn);
    if (client == nullptr) return;
    if (received.message->get_if<ZkConnectRequest>() != nullptr) {
        on_connect(now, received, *client, out);
        return;
    }
    const SessionId id = client->session;
    if (!sessions_.contains(id)) {
        out.effects.emplace_back(Disconnect{received.conn});
        on_lost(received.conn);
        return;
    }
    touch(now, id);
    on_request(now, received, id, out);
}

void ZooKeeperServer::on_connect(const Now& now, const Received& received, Client& client,
                                 Output& out) {
    const auto& request = *received.message->get_if<ZkConnectRequest>();
    if (request.session == SessionId{0}) {
        open_session(now, received, client, request.timeout, out);
        return;
    }
    Session* session = sessions_.find(request.session);
    if (session == nullptr) {
        out.send(received.conn, received.correlation,
                 make_message(ZkConnectResponse{ZkError::session_expired, SessionId{0}, {}}));
        return;
    }
    if (session->conn && *session->conn != received.conn) {
        // The session moves to the new connection.
        const ConnId old = *session->conn;
        out.effects.emplace_back(Disconnect{old});
        client.session = request.session;
        session->conn = received.conn;
        on_lost(old);
        session = sessions_.find(request.session);
    } else {
        client.session = request.session;
        session->conn = received.conn;
    }
    touch(now, request.session);
    reply(received.conn, received.correlation,
          make_message(ZkConnectResponse{ZkError::ok, request.session, session->timeout}), out);
}

void ZooKeeperServer::open_session(const Now& now, const Received& received, Client& client,
                                   Duration requested, Output& out) {
    Session session;
    session.timeout =
        std::clamp(requested, config_.least_session_timeout(), config_.most_session_timeout());
    session.client = client.node;
    session.conn = received.conn;
    last_session_ = last_session_.next();
    const SessionId id = last_session_;
    client.session = id;
    sessions_.set(id, session);
    touch(now, id);
    ++last_zxid_;
    log({last_zxid_, SessionOpenedTxn{id, session.client, session.timeout}}, out);
    if (out.wants<SessionOpened>()) {
        out.note(SessionOpened{id, session.client, session.timeout}).rule =
            Rule{"the client's wish within minSessionTimeout and maxSessionTimeout",
                 "zookeeper.session.timeout.ms", std::to_string(requested.to_millis()), ""};
    }
    reply(received.conn, received.correlation,
          make_message(ZkConnectResponse{ZkError::ok, id, session.timeout}), out);
}

void ZooKeeperServer::on_request(const Now& now, const Received& received, SessionId session,
                                 Output& out) {
    if (received.message->get_if<ZkPing>() != nullptr) {
        out.send(received.conn, received.correlation, make_message(ZkPingResponse{}));
        return;
    }
    if (received.message->get_if<ZkCloseSession>() != nullptr) {
        end_session(now, session, out);
        return;
    }
    if (!on_read(received, out)) on_write(now, received, session, out);
}

bool ZooKeeperServer::on_read(const Received& received, Output& out) {
    const Message& message = *received.message;
    if (const auto* get = message.get_if<ZkGetData>()) {
        const Znode* node = tree_->find(get->path);
        ZkDataResponse response{ZkError::no_such_node, {}, {}};
        if (node != nullptr) {
            response = {ZkError::ok, node->data, node->stat};
            if (get->watch) watches_.add(WatchKind::data, get->path, received.conn);
        }
        reply(received.conn, received.correlation, make_message(std::move(response)), out);
        return true;
    }
    if (const auto* list = message.get_if<ZkGetChildren>()) {
        const Znode* node = tree_->find(list->path);
        ZkChildrenResponse response{ZkError::no_such_node, {}, {}};
        if (node != nullptr) {
            response = {ZkError::ok, {node->children.begin(), node->children.end()}, node->stat};
            if (list->watch) watches_.add(WatchKind::children, list->path, received.conn);
        }
        reply(received.conn, received.correlation, make_message(std::move(response)), out);
        return true;
    }
    if (const auto* exists = message.get_if<ZkExists>()) {
        const Znode* node = tree_->find(exists->path);
        // Unlike the others, exists watches for a znode that is not there yet.
        if (exists->watch) watches_.add(WatchKind::data, exists->path, received.conn);
        ZkStatResponse response{node == nullptr ? ZkError::no_such_node : ZkError::ok, {}};
        if (node != nullptr) response.stat = node->stat;
        reply(received.conn, received.correlation, make_message(response), out);
        return true;
    }
    return false;
}

namespace {

std::vector<ZkWrite> writes_of(const Message& message) {
    if (const auto* multi = message.get_if<ZkMulti>()) return multi->writes;
    if (const auto* create = message.get_if<ZkCreate>()) return {*create};
    if (const auto* remove = message.get_if<ZkDelete>()) return {*remove};
    if (const auto* set = message.get_if<ZkSetData>()) return {*set};
    if (const auto* check = message.get_if<ZkCheck>()) return {*check};
    return {};
}

Ref<const Message> response_to(const Message& request, ZnodeTree::Outcome outcome) {
    const bool ok = outcome.error == ZkError::ok;
    if (request.get_if<ZkMulti>() != nullptr) {
        return make_message(ZkMultiResponse{outcome.error, std::move(outcome.stats)});
    }
    const ZkStat stat = ok ? outcome.stats.front() : ZkStat{};
    if (request.get_if<ZkCreate>() != nullptr) {
        return make_message(ZkCreateResponse{outcome.error, ok ? outcome.paths.front() : "", stat});
    }
    return make_message(ZkStatResponse{outcome.error, stat});
}

}  // namespace

void ZooKeeperServer::on_write(const Now& now, const Received& received, SessionId session,
                               Output& out) {
    std::vector<ZkWrite> writes = writes_of(*received.message);
    if (writes.empty()) return;
    const Zxid zxid = last_zxid_.next();
    ZnodeTree::Outcome outcome = tree_.edit().apply(writes, session, zxid);
    if (outcome.error == ZkError::ok && !outcome.changes.empty()) {
        last_zxid_ = zxid;
        log({zxid, WritesTxn{session, std::move(writes)}}, out);
        fire_watches(now, outcome.changes, out);
    }
    reply(received.conn, received.correlation, response_to(*received.message, std::move(outcome)),
          out);
}

void ZooKeeperServer::fire_watches(const Now& now, const std::vector<ZnodeChange>& changes,
                                   Output& out) {
    for (const ZnodeChange& change : changes) {
        for (WatchTable::Fired& fired : watches_.fire(change)) {
            if (out.wants<WatchFired>()) {
                const Client* client = clients_.find(fired.conn);
                const NodeId node = client == nullptr ? no_node : client->node;
                out.note(WatchFired{node, fired.event.path})
                    .because.push_back({"znode " + change.path + " changed", now.event});
            }
            reply(fired.conn, CorrelationId{-1}, make_message(std::move(fired.event)), out);
        }
    }
}

void ZooKeeperServer::touch(const Now& now, SessionId id) {
    Session* session = sessions_.find(id);
    session->last_heard = now.event;
    session->last_heard_at = now.monotonic;
    const Instant expires = expiry_of(now.monotonic, session->timeout);
    if (expires == session->expires && expiry_.armed(session->timer)) return;
    expiry_.cancel(session->timer);
    session->expires = expires;
    session->timer = expiry_.arm(expires, id);
}

// ExpiryQueue.roundToNextInterval: always the next tick, even when on one.
Instant ZooKeeperServer::expiry_of(Instant now, Duration timeout) const {
    const std::int64_t tick = config_.tick_time.count();
    const std::int64_t at = (now + timeout).nanos();
    return Instant::at(Duration::nanos((at / tick + 1) * tick));
}

void ZooKeeperServer::expire_due(const Now& now, Output& out) {
    while (expiry_.due(now.monotonic)) {
        const SessionId id = expiry_.pop().second;
        const Session session = *sessions_.find(id);
        tell_expired(now, id, session, out);
        end_session(now, id, out);
    }
}

void ZooKeeperServer::tell_expired(const Now& now, SessionId id, const Session& session,
                                   Output& out) const {
    if (!out.wants<SessionExpired>()) return;
    Note& note = out.note(
        SessionExpired{id, session.client, now.monotonic - session.last_heard_at, session.timeout});
    note.missing = Missing{"a ping of session " + std::to_string(id.value()), session.client,
                           session.last_heard, session.last_heard_at};
    note.rule = Rule{"silent for the session timeout, rounded up to the next tick of the server",
                     "zookeeper.session.timeout.ms", std::to_string(session.timeout.to_millis()),
                     "ZooKeeperExpiresPerSec +1"};
}

void ZooKeeperServer::end_session(const Now& now, SessionId id, Output& out) {
    const Session session = *sessions_.find(id);
    std::vector<ZkWrite> writes;
    for (std::string& path : tree_->ephemerals_of(id)) {
        writes.emplace_back(ZkDelete{std::move(path), any_version});
    }
    ++last_zxid_;
    const ZnodeTree::Outcome outcome = tree_.edit().apply(writes, id, last_zxid_);
    KSCOPE_CHECK(outcome.error == ZkError::ok, "an ephemeral znode has no children");
    log({last_zxid_, SessionEndedTxn{id}}, out);
    expiry_.cancel(session.timer);
    sessions_.erase(id);
    if (session.conn) {
        out.effects.emplace_back(Disconnect{*session.conn});
        on_lost(*session.conn);
    }
    fire_watches(now, outcome.changes, out);
}

void ZooKeeperServer::log(Transaction transaction, Output& out) {
    out.effects.emplace_back(
        DiskWrite{transaction_log_file, Bytes(encode_transaction(transaction))});
    ++logged_;
    out.effects.emplace_back(DiskFlush{transaction_log_file, logged_});
}

// Whatever was made while a transaction is not on the disk may show it, so it waits for the disk.
void ZooKeeperServer::reply(const ConnId& conn, CorrelationId correlation,
                            Ref<const Message> message, Output& out) {
    if (flushed_ == logged_) {
        out.send(conn, correlation, std::move(message));
    } else {
        held_.push_back({logged_, Send{conn, correlation, std::move(message)}});
    }
}

void ZooKeeperServer::on_disk_done(std::uint64_t token, Output& out) {
    flushed_ = std::max(flushed_, token);
    while (!held_.empty() && held_.front().flush <= flushed_) {
        Send& send = held_.front().send;
        if (clients_.contains(send.conn)) out.effects.emplace_back(std::move(send));
        held_.pop_front();
    }
}

void ZooKeeperServer::digest(Digest& d) const {
    tree_->digest(d);
    digest_into(d, last_zxid_);
    digest_into(d, last_session_);
    d.add(sessions_.size());
    for (const auto& [id, session] : sessions_) {
        digest_into(d, id);
        digest_into(d, session.timeout);
        digest_into(d, session.conn);
        digest_into(d, session.expires);
    }
    d.add(clients_.size());
    for (const auto& [conn, client] : clients_) {
        digest_into(d, conn);
        digest_into(d, client.session);
    }
    watches_.digest(d);
    d.add(held_.size());
    for (const Held& held : held_) {
        d.add(held.flush);
        digest_into(d, held.send.conn);
        digest_into(d, held.send.message->digest());
    }
    d.add(logged_);
    d.add(flushed_);
    d.add(halted_);
}

void ZooKeeperServer::check_invariants() const {
    if (halted_) return;
    tree_->check_invariants();
    KSCOPE_CHECK(expiry_.size() == sessions_.size(), "every session has its timer");
    for (const auto& [id, session] : sessions_) {
        KSCOPE_CHECK(expiry_.armed(session.timer));
        KSCOPE_CHECK(session.expires.nanos() % config_.tick_time.count() == 0);
        if (session.conn) KSCOPE_CHECK(clients_.find(*session.conn)->session == id);
    }
    for (const auto& [path, node] : tree_->nodes()) {
        const SessionId owner = node.stat.ephemeral_owner;
        KSCOPE_CHECK(owner == SessionId{0} || sessions_.contains(owner),
                     "an ephemeral znode outlived its session");
    }
}

}  // namespace kscope
