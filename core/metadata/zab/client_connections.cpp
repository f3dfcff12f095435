#include "core/metadata/zab/client_connections.h"

#include "core/base/check.h"
#include "core/base/rng.h"

namespace kscope {

bool is_read(const Message& request) {
    return request.get_if<ZkPing>() != nullptr || request.get_if<ZkGetData>() != nullptr ||
           request.get_if<ZkGetChildren>() != nullptr || request.get_if<ZkExists>() != nullptr ||
           request.get_if<ZkSetWatches>() != nullptr;
}

std::vector<ZkWrite> zk_writes_of(const Message& request) {
    if (const auto* multi = request.get_if<ZkMulti>()) return multi->writes;
    if (const auto* create = request.get_if<ZkCreate>()) return {*create};
    if (const auto* remove = request.get_if<ZkDelete>()) return {*remove};
    if (const auto* set = request.get_if<ZkSetData>()) return {*set};
    if (const auto* check = request.get_if<ZkCheck>()) return {*check};
    return {};
}

std::uint64_t password_of(SessionId session) {
    constexpr std::uint64_t super_secret = 0xb3415c00;
    Rng rng(static_cast<std::uint64_t>(session.value()) ^ super_secret);
    return rng.next() | 1;  // never 0, which is no password
}

void ClientConnections::accept(const ConnId& conn, NodeId node) {
    Client client;
    client.node = node;
    clients_.set(conn, std::move(client));
}

void ClientConnections::drop(const ConnId& conn) {
    watches_.drop(conn);
    clients_.erase(conn);
}

void ClientConnections::close(const ConnId& conn, Output& out) {
    if (!clients_.contains(conn)) return;
    out.effects.emplace_back(Disconnect{conn});
    drop(conn);
}

void ClientConnections::close_all(Output& out) {
    for (const auto& [conn, client] : clients_) {
        out.effects.emplace_back(Disconnect{conn});
        watches_.drop(conn);
    }
    clients_.clear();
}

void ClientConnections::close_others_of(SessionId session, const ConnId& but, Output& out) {
    std::vector<ConnId> others;
    for (const auto& [conn, client] : clients_) {
        if (client.session == session && conn != but) others.push_back(conn);
    }
    for (const ConnId& conn : others) close(conn, out);
}

void ClientConnections::establish(const ConnId& conn, Output& out) {
    Client& client = *clients_.find(conn);
    client.phase = Phase::established;
    const SessionId session = client.session;
    out.send(conn, client.handshake,
             make_message(
                 ZkConnectResponse{ZkError::ok, session, client.timeout, password_of(session)}));
    close_others_of(session, conn, out);
}

void ClientConnections::opened(SessionId session, Output& out) {
    for (const auto& [conn, client] : clients_) {
        if (client.session != session || client.phase != Phase::opening) continue;
        if (out.wants<SessionOpened>()) {
            out.note(SessionOpened{session, client.node, client.timeout}).rule =
                Rule{"the client's wish within minSessionTimeout and maxSessionTimeout",
                     "zookeeper.session.timeout.ms", "", ""};
        }
        const ConnId found = conn;
        establish(found, out);
        return;
    }
}

void ClientConnections::refuse(const ConnId& conn, Output& out) {
    const Client* client = clients_.find(conn);
    if (client == nullptr) return;
    out.send(conn, client->handshake,
             make_message(ZkConnectResponse{ZkError::session_expired, SessionId{0}, {}, 0}));
    close(conn, out);
}

void ClientConnections::wait(const Received& received) {
    clients_.find(received.conn)->waiting.push_back({received.correlation, received.message});
}

void ClientConnections::read(const Received& received, const ZkDatabase& database, Output& out) {
    Client& client = *clients_.find(received.conn);
    const Waiting read{received.correlation, received.message};
    if (client.waiting.empty()) {
        answer_read(received.conn, read, database, out);
    } else {
        client.waiting.push_back(read);
    }
}

void ClientConnections::answer_reads_of(const ConnId& conn, const ZkDatabase& database,
                                        Output& out) {
    auto& waiting = clients_.find(conn)->waiting;
    while (!waiting.empty() && is_read(*waiting.front().request)) {
        const Waiting read = std::move(waiting.front());
        waiting.pop_front();
        answer_read(conn, read, database, out);
    }
}

std::optional<ConnId> ClientConnections::connection_of(SessionId session) const {
    for (const auto& [conn, client] : clients_) {
        if (client.session == session && client.phase == Phase::established) return conn;
    }
    return std::nullopt;
}

void ClientConnections::answer_read(const ConnId& conn, const Waiting& read,
                                    const ZkDatabase& database, Output& out) {
    const Message& request = *read.request;
    const Zxid zxid = database.last_processed();
    const auto answer = [&](auto response) {
        out.send(conn, read.correlation, make_message(std::move(response)));
    };
    if (const auto* get = request.get_if<ZkGetData>()) {
        const Znode* node = database.tree().find(get->path);
        ZkDataResponse response{ZkError::no_such_node, {}, {}, zxid};
        if (node != nullptr) {
            response = {ZkError::ok, node->data, node->stat, zxid};
            if (get->watch) watches_.add(WatchKind::data, get->path, conn);
        }
        answer(std::move(response));
    } else if (const auto* list = request.get_if<ZkGetChildren>()) {
        const Znode* node = database.tree().find(list->path);
        ZkChildrenResponse response{ZkError::no_such_node, {}, {}, zxid};
        if (node != nullptr) {
            response = {
                ZkError::ok, {node->children.begin(), node->children.end()}, node->stat, zxid};
            if (list->watch) watches_.add(WatchKind::children, list->path, conn);
        }
        answer(std::move(response));
    } else if (const auto* exists = request.get_if<ZkExists>()) {
        const Znode* node = database.tree().find(exists->path);
        if (exists->watch) watches_.add(WatchKind::data, exists->path, conn);
        if (node == nullptr) {
            answer(ZkStatResponse{ZkError::no_such_node, {}, zxid});
        } else {
            answer(ZkStatResponse{ZkError::ok, node->stat, zxid});
        }
    } else if (const auto* old = request.get_if<ZkSetWatches>()) {
        set_watches(conn, *old, database, out);
        answer(ZkSetWatchesResponse{zxid});
    } else {
        answer(ZkPingResponse{zxid});
    }
}

// DataTree.setWatches: what the client has not seen comes as an event; the others are set again.
void ClientConnections::set_watches(const ConnId& conn, const ZkSetWatches& old,
                                    const ZkDatabase& database, Output& out) {
    const auto tell = [&](ZkEventType type, const std::string& path) {
        out.send(conn, CorrelationId{-1}, make_message(ZkWatchEvent{type, path}));
    };
    for (const std::string& path : old.data) {
        const Znode* node = database.tree().find(path);
        if (node == nullptr) {
            tell(ZkEventType::deleted, path);
        } else if (node->stat.mzxid > old.relative_zxid) {
            tell(ZkEventType::data_changed, path);
        } else {
            watches_.add(WatchKind::data, path, conn);
        }
    }
    for (const std::string& path : old.exist) {
        if (database.tree().find(path) != nullptr) {
            tell(ZkEventType::created, path);
        } else {
            watches_.add(WatchKind::data, path, conn);
        }
    }
    for (const std::string& path : old.child) {
        const Znode* node = database.tree().find(path);
        if (node == nullptr) {
            tell(ZkEventType::deleted, path);
        } else if (node->stat.pzxid > old.relative_zxid) {
            tell(ZkEventType::children_changed, path);
        } else {
            watches_.add(WatchKind::children, path, conn);
        }
    }
}

void ClientConnections::fire(const Now& now, const std::vector<ZnodeChange>& changes, Output& out) {
    for (const ZnodeChange& change : changes) {
        for (WatchTable::Fired& fired : watches_.fire(change)) {
            const Client* client = clients_.find(fired.conn);
            if (client != nullptr && out.wants<WatchFired>()) {
                out.note(WatchFired{client->node, fired.event.path})
                    .because.push_back({fired.event.path + " changed", now.event});
            }
            out.send(fired.conn, CorrelationId{-1}, make_message(std::move(fired.event)));
        }
    }
}

namespace {

Ref<const Message> answer_to(const Message& request, ZnodeTree::Outcome outcome, Zxid zxid) {
    const bool ok = outcome.error == ZkError::ok;
    if (request.get_if<ZkMulti>() != nullptr) {
        return make_message(ZkMultiResponse{outcome.error, std::move(outcome.stats), zxid});
    }
    const ZkStat stat = ok && !outcome.stats.empty() ? outcome.stats.front() : ZkStat{};
    if (request.get_if<ZkCreate>() != nullptr) {
        return make_message(
            ZkCreateResponse{outcome.error, ok ? outcome.paths.front() : "", stat, zxid});
    }
    return make_message(ZkStatResponse{outcome.error, stat, zxid});
}

}  // namespace

void ClientConnections::applied(const Now& now, const ZabTransaction& transaction,
                                ZnodeTree::Outcome outcome, const ZkDatabase& database,
                                Output& out) {
    fire(now, outcome.changes, out);
    if (std::holds_alternative<ZabOpenSession>(transaction.operation)) {
        opened(transaction.session, out);
        return;
    }
    const auto conn = connection_of(transaction.session);
    if (!conn) return;
    if (std::holds_alternative<ZabCloseSession>(transaction.operation)) {
        close(*conn, out);
        return;
    }
    auto& waiting = clients_.find(*conn)->waiting;
    if (waiting.empty() || waiting.front().correlation != transaction.cxid) return;
    const Waiting write = std::move(waiting.front());
    waiting.pop_front();
    out.send(*conn, write.correlation,
             answer_to(*write.request, std::move(outcome), transaction.zxid));
    answer_reads_of(*conn, database, out);
}

void ClientConnections::synced(SessionId session, CorrelationId cxid, const ZkDatabase& database,
                               Output& out) {
    const auto conn = connection_of(session);
    if (!conn) return;
    auto& waiting = clients_.find(*conn)->waiting;
    if (waiting.empty() || waiting.front().correlation != cxid) return;
    const Waiting sync = std::move(waiting.front());
    waiting.pop_front();
    out.send(*conn, cxid,
             make_message(ZkSyncResponse{ZkError::ok, sync.request->get_if<ZkSync>()->path,
                                         database.last_processed()}));
    answer_reads_of(*conn, database, out);
}

void ClientConnections::digest(Digest& d) const {
    d.add(clients_.size());
    for (const auto& [conn, client] : clients_) {
        digest_into(d, conn);
        digest_into(d, client.phase);
        digest_into(d, client.session);
        d.add(client.waiting.size());
        for (const Waiting& waiting : client.waiting) digest_into(d, waiting.request->digest());
    }
    watches_.digest(d);
}

void ClientConnections::check_invariants() const {
    for (const auto& [conn, client] : clients_) {
        KSCOPE_CHECK(client.waiting.empty() || !is_read(*client.waiting.front().request),
                     "a read waits only behind a write");
    }
}

}  // namespace kscope
