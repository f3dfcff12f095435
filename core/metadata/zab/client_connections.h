// ClientConnections: the clients that are connected to one server of an ensemble, their requests
// that wait, and their watches. The requests of a session are answered in order: what comes behind
// a write waits until the write is committed and applied here. It decides nothing about sessions:
// the leader does.
// Law: per session answers keep the order of requests; a watch event precedes the new state.
// Rules: org.apache.zookeeper.server.NIOServerCnxn and quorum.CommitProcessor, 3.8.
#pragma once

#include <deque>

#include "core/base/flat_map.h"
#include "core/border/border.h"
#include "core/metadata/zab/zk_database.h"
#include "core/metadata/zookeeper/watch_table.h"

namespace kscope {

class ClientConnections {
public:
    // fresh -> opening or revalidating -> established; each of them -> gone.
    enum class Phase : std::uint8_t { fresh, opening, revalidating, established };
    struct Waiting {
        CorrelationId correlation;
        Ref<const Message> request;
    };
    struct Client {
        NodeId node = no_node;
        Phase phase = Phase::fresh;
        SessionId session{0};
        Duration timeout;
        CorrelationId handshake;
        std::deque<Waiting> waiting;  // Invariant: empty, or a write or a sync is first
    };

    void accept(const ConnId& conn, NodeId node);
    void drop(const ConnId& conn);
    void close(const ConnId& conn, Output& out);
    void close_all(Output& out);
    // The session has come on another connection: this one's is over.
    void close_others_of(SessionId session, const ConnId& but, Output& out);

    [[nodiscard]] Client* find(const ConnId& conn) { return clients_.find(conn); }
    [[nodiscard]] const FlatMap<ConnId, Client>& all() const { return clients_; }
    [[nodiscard]] const WatchTable& watches() const { return watches_; }

    // The handshake's answer.
    void establish(const ConnId& conn, Output& out);
    void refuse(const ConnId& conn, Output& out);

    // A request that this server can answer alone; in its turn.
    void read(const Received& received, const ZkDatabase& database, Output& out);
    // One that the leader answers: it waits.
    void wait(const Received& received);
    // A transaction was applied: its watches fire, and its client, if it is here, is answered.
    void applied(const Now& now, const ZabTransaction& transaction, ZnodeTree::Outcome outcome,
                 const ZkDatabase& database, Output& out);
    // All that was committed when the leader was asked is here.
    void synced(SessionId session, CorrelationId cxid, const ZkDatabase& database, Output& out);

    void digest(Digest& d) const;
    void check_invariants() const;

private:
    void answer_read(const ConnId& conn, const Waiting& read, const ZkDatabase& database,
                     Output& out);
    void answer_reads_of(const ConnId& conn, const ZkDatabase& database, Output& out);
    void set_watches(const ConnId& conn, const ZkSetWatches& old, const ZkDatabase& database,
                     Output& out);
    void opened(SessionId session, Output& out);
    void fire(const Now& now, const std::vector<ZnodeChange>& changes, Output& out);
    [[nodiscard]] std::optional<ConnId> connection_of(SessionId session) const;

    FlatMap<ConnId, Client> clients_;
    WatchTable watches_;
};

// What a client must show to have its session on another server; every server can tell it.
// Rule: ZooKeeperServer.generatePasswd.
std::uint64_t password_of(SessionId session);

// Writes go to the leader, and so do syncs and the end of a session; all else is a read.
bool is_read(const Message& request);
std::vector<ZkWrite> zk_writes_of(const Message& request);

}  // namespace kscope
