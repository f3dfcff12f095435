// ZooKeeperSession: the client's side of one ZooKeeper session, a part of a process (a broker), not
// a process. It connects, pings when idle for a third of the timeout, drops a connection that was
// silent for two thirds, reconnects with the same session, and opens a new one after the server
// said that the old one expired: only the server can say so. Requests are pipelined and answered in
// order; on a lost connection the unanswered ones are sent again (as
// KafkaZkClient.retryRequestsUntilConnected does), so a write may find that it was already done.
// Of several servers it takes the next at each try, in an order of its own, and shows the session's
// password; a server that has seen less than it refuses it. Watches are set again by SetWatches,
// or, at a standalone server, checked by zxid one by one. If it is given a connection timeout, it
// gives up when its first connection does not stand by then. Law: a watch event comes up before any
// answer that shows the new state. Rules: org.apache.zookeeper.ClientCnxn;
// kafka.zookeeper.ZooKeeperClient, 3.9.
#pragma once

#include <deque>
#include <string>
#include <variant>
#include <vector>

#include "core/base/rng.h"
#include "core/border/border.h"

namespace kscope {

// The owner's name for a request; comes back with the answer. `owner` tells parts of a process
// apart.
struct ZkToken {
    std::uint16_t owner = 0;
    std::uint16_t kind = 0;
    std::uint64_t number = 0;
    friend auto operator<=>(const ZkToken&, const ZkToken&) = default;
    template <class V>
    void visit(V&& v) const {
        v("owner", owner), v("kind", kind), v("number", number);
    }
};

// A new session, or (resumed) the old one on a new connection: then the owner has nothing to do.
struct ZkEstablished {
    SessionId session;
    bool resumed = false;
};
// The session is gone, with its ephemeral znodes, watches and unanswered requests: their tokens
// never come back. A new session is being opened; ZkEstablished will tell.
struct ZkExpired {};
struct ZkDisconnected {};
// It was not connected once within the connection timeout (ZooKeeperClient.waitUntilConnected,
// ZooKeeperClientTimeoutException): it is closed, and nothing comes after it.
struct ZkConnectionTimedOut {};
struct ZkWatch {
    ZkEventType type = ZkEventType::created;
    std::string path;
    EventId at;  // the step in which it came, for notes
};
struct ZkCompleted {
    ZkToken token;
    Ref<const Message> response;  // ZkCreateResponse, ZkStatResponse, ...
};
using ZkEvent = std::variant<ZkEstablished, ZkExpired, ZkDisconnected, ZkWatch, ZkCompleted,
                             ZkConnectionTimedOut>;

class ZooKeeperSession {
public:
    ZooKeeperSession() = default;
    // The servers of the connect string. The connection timeout is for the first connection only.
    ZooKeeperSession(std::vector<NodeId> servers, Duration session_timeout,
                     Duration connection_timeout = Duration::forever())
        : servers_(std::move(servers)),
          requested_timeout_(session_timeout),
          connection_timeout_(connection_timeout) {}

    // At Boot. The rng is the session's own (backoff before reconnecting, 0 to 1000 ms).
    void open(const Now& now, ConnectionIds& ids, const Rng& rng, Output& out);
    // Orderly: the server drops the session and its ephemerals at once. Nothing comes after it.
    void close(Output& out);

    // ZkCreate, ZkDelete, ZkSetData, ZkExists, ZkGetData, ZkGetChildren, ZkMulti, in any state;
    // sent when the session is up. Read answers with watch = true set a one-shot watch.
    void submit(const Now& now, ZkToken token, Ref<const Message> request, Output& out);
    template <class T>
    void submit(const Now& now, ZkToken token, T request, Output& out) {
        submit(now, token, make_message(std::move(request)), out);
    }

    // Input of the process. True if it was this session's (Connected, Received, PeerLost by
    // ConnId); Wakeup is for all parts: it is looked at, and false. Events are appended.
    bool handle(const Now& now, const Input& input, ConnectionIds& ids, Output& out,
                std::vector<ZkEvent>& events);

    [[nodiscard]] bool owns(const ConnId& conn) const { return open_ && conn == conn_; }
    [[nodiscard]] Instant next_deadline() const;
    [[nodiscard]] bool established() const { return state_ == State::established; }
    [[nodiscard]] SessionId session() const { return session_; }
    // The one that it is connected to, or tries.
    [[nodiscard]] NodeId server() const { return servers_[next_server_]; }
    [[nodiscard]] Duration timeout() const { return timeout_; }
    void digest(Digest& d) const;
    void check_invariants() const;

private:
    // closed -> connecting -> handshaking -> established; a lost connection -> backing_off ->
    // connecting. The session outlives them all but `closed`.
    enum class State : std::uint8_t { closed, backing_off, connecting, handshaking, established };
    struct Pending {
        ZkToken token;
        Ref<const Message> request;
        CorrelationId correlation{0};
        bool internal = false;  // a watch being checked after a reconnect
    };
    // What was seen when the watch was set: if it differs after a reconnect, the watch has fired.
    // For children the zxid and not the names: one that went and came back is a change.
    struct Watched {
        ZkEventType kind =
            ZkEventType::data_changed;  // created: exists; children_changed: children
        std::string path;
        bool present = false;
        Zxid zxid;  // mzxid; of children pzxid
    };

    void connect(const Now& now, ConnectionIds& ids, Output& out);
    void drop_connection(const Now& now, bool tell_driver, Output& out,
                         std::vector<ZkEvent>& events);
    void send(const Now& now, Pending& pending, Output& out);
    void on_handshake(const Now& now, const ZkConnectResponse& response, ConnectionIds& ids,
                      Output& out, std::vector<ZkEvent>& events);
    void on_message(const Now& now, const Received& received, ConnectionIds& ids, Output& out,
                    std::vector<ZkEvent>& events);
    void on_wakeup(const Now& now, ConnectionIds& ids, Output& out, std::vector<ZkEvent>& events);
    void give_up(Output& out, std::vector<ZkEvent>& events);
    void resume(const Now& now, Output& out);
    [[nodiscard]] Ref<const Message> old_watches() const;
    void see(Zxid zxid);
    [[nodiscard]] bool of_ensemble() const { return servers_.size() > 1; }
    void complete(const Now& now, Pending pending, Ref<const Message> response,
                  std::vector<ZkEvent>& events);
    void remember_watch(const Message& request, const Message& response);
    bool take_watch(ZkEventType type, const std::string& path);

    std::vector<NodeId> servers_;  // of an ensemble, in an order of this session's own
    std::size_t next_server_ = 0;
    std::uint64_t password_ = 0;  // of the session, in an ensemble
    Zxid last_zxid_seen_{0};      // in an ensemble
    Duration requested_timeout_;
    Duration timeout_;  // as negotiated; requested until then
    Duration connection_timeout_ = Duration::forever();
    Rng rng_;
    State state_ = State::closed;
    bool open_ = false;  // conn_ is in use
    ConnId conn_ = no_connection;
    SessionId session_{0};
    CorrelationId last_correlation_{0};
    std::deque<Pending> pending_;  // in the order of submission; answered in that order
    std::vector<Watched> watched_;
    Instant deadline_ = Instant::never();     // of backing off, connecting or shaking hands
    Instant gives_up_at_ = Instant::never();  // until the first connection
    Instant last_sent_;
    Instant last_heard_;
};

}  // namespace kscope
