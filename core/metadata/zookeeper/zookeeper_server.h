// ZooKeeperServer: one standalone ZooKeeper process. It keeps the znode tree and the sessions; a
// session expires when the server has heard nothing of it for its timeout, rounded up to the next
// tick, and only then its ephemeral znodes go: they outlive a connection. Each write is in the
// transaction log, and no message that shows it leaves before the log is flushed.
// It never runs an ensemble (one server), takes no snapshots and knows no access rights.
// Law: per session answers keep the order of requests; a watch event precedes the new state.
// Rules: org.apache.zookeeper.server (SessionTrackerImpl, DataTree, PrepRequestProcessor), 3.8.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/timer_queue.h"
#include "core/border/border.h"
#include "core/metadata/zookeeper/transaction_log.h"
#include "core/metadata/zookeeper/watch_table.h"
#include "core/metadata/zookeeper/znode_tree.h"
#include "core/metadata/zookeeper/zookeeper_spec.h"

namespace kscope {

class ZooKeeperServer {
public:
    // A client's session, for views.
    struct Session {
        Duration timeout;
        NodeId client = no_node;
        std::optional<ConnId> conn;
        Instant expires;  // Invariant: a whole number of ticks
        TimerId timer;
        EventId last_heard;
        Instant last_heard_at;
    };

    explicit ZooKeeperServer(const ZooKeeperSpec& spec) : config_(spec.config) {}

    void step(const Now& now, const Input& input, Output& out);
    [[nodiscard]] Instant next_deadline() const { return expiry_.next_deadline(); }
    void digest(Digest& d) const;
    void check_invariants() const;

    [[nodiscard]] const ZnodeTree& tree() const { return *tree_; }
    [[nodiscard]] const FlatMap<SessionId, Session>& sessions() const { return sessions_; }
    [[nodiscard]] const WatchTable& watches() const { return watches_; }
    [[nodiscard]] Zxid last_zxid() const { return last_zxid_; }

private:
    struct Client {
        NodeId node = no_node;
        SessionId session{0};  // 0: no handshake yet
    };
    struct Held {
        std::uint64_t flush = 0;  // goes out when this flush is done
        Send send;
    };

    void boot(const Now& now, const Boot& boot, Output& out);
    void replay(const Now& now, const Transaction& transaction);
    void on_lost(const ConnId& conn);
    void on_message(const Now& now, const Received& received, Output& out);
    void on_connect(const Now& now, const Received& received, Client& client, Output& out);
    void on_request(const Now& now, const Received& received, SessionId session, Output& out);
    void on_write(const Now& now, const Received& received, SessionId session, Output& out);
    bool on_read(const Received& received, Output& out);
    void on_disk_done(std::uint64_t token, Output& out);
    void open_session(const Now& now, const Received& received, Client& client, Duration requested,
                      Output& out);
    void expire_due(const Now& now, Output& out);
    void tell_expired(const Now& now, SessionId id, const Session& session, Output& out) const;
    void end_session(const Now& now, SessionId id, Output& out);
    void touch(const Now& now, SessionId id);
    void log(Transaction transaction, Output& out);
    void fire_watches(const Now& now, const std::vector<ZnodeChange>& changes, Output& out);
    void reply(const ConnId& conn, CorrelationId correlation, Ref<const Message> message,
               Output& out);
    [[nodiscard]] Instant expiry_of(Instant now, Duration timeout) const;

    ZooKeeperConfig config_;
    Cow<ZnodeTree> tree_;
    Zxid last_zxid_;
    SessionId last_session_{0};
    FlatMap<SessionId, Session> sessions_;
    FlatMap<ConnId, Client> clients_;
    WatchTable watches_;
    TimerQueue<SessionId> expiry_;
    std::deque<Held> held_;
    std::uint64_t logged_ = 0;   // flushes asked for
    std::uint64_t flushed_ = 0;  // flushes done
    bool halted_ = false;        // the log's disk failed: ZooKeeper stops
};

}  // namespace kscope
