// QuorumPeers: a replica's outgoing requests to the others: one connection to each, one request in
// flight on it, and Kafka's bookkeeping of who is ready to be asked, who has not answered within
// controller.quorum.request.timeout.ms, and who failed and is left alone for a while. It decides
// nothing about the quorum. Rules: org.apache.kafka.raft.RequestManager, KafkaNetworkChannel;
// reconnect.backoff.ms 50, doubled up to 500.
#pragma once

#include <optional>
#include <vector>

#include "core/base/flat_map.h"
#include "core/border/border.h"
#include "core/config/quorum_config.h"

namespace kscope {

class QuorumPeers {
public:
    explicit QuorumPeers(const QuorumConfig& config)
        : request_timeout_(config.request_timeout), retry_backoff_(config.retry_backoff) {}

    // The first life of this process's connections.
    void boot(NodeId self, std::uint32_t incarnation) { ids_ = {self, incarnation, 0}; }
    [[nodiscard]] ConnectionIds& connection_ids() { return ids_; }
    // Whether the connection is one that was opened here.
    [[nodiscard]] bool opened(const ConnId& conn) const {
        return conn.opener == ids_.self && find(conn) != nullptr;
    }

    // ---- asking
    [[nodiscard]] bool is_ready(NodeId peer) const { return state_of(peer) == State::ready; }
    [[nodiscard]] bool is_backing_off(NodeId peer) const {
        return state_of(peer) == State::backing_off;
    }
    // The last request was not answered in time; until the next one.
    [[nodiscard]] bool has_timed_out(NodeId peer) const;
    [[nodiscard]] bool any_awaited() const;
    // Sends now, or as soon as the connection is there and free. The peer must be ready. Messages
    // go to `sends`, connections to `out`.
    void send(Instant now, NodeId peer, Ref<const Message> request, std::vector<Send>& sends,
              Output& out);
    // Another role: what is under way is not awaited any more.
    void reset_all();

    // ---- what comes
    void on_connected(const ConnId& conn, std::vector<Send>& sends);
    // A request that was on its way has failed.
    void on_lost(Instant now, const ConnId& conn);
    // Whose answer it is, if it is awaited. done() must follow.
    [[nodiscard]] std::optional<NodeId> on_response(Instant now, const Received& received,
                                                    std::vector<Send>& sends);
    enum class Handled : bool { no, yes };
    // Not handled: the peer is left alone for retry.backoff.ms.
    void done(Instant now, NodeId peer, Handled handled);
    // Lets timeouts and backoffs expire.
    void expire(Instant now, Output& out);

    // When expire() has something to do.
    [[nodiscard]] Instant next_deadline() const;
    void digest(Digest& d) const;

private:
    enum class State : std::uint8_t { ready, awaiting, backing_off };
    enum class Link : std::uint8_t { closed, connecting, open };
    struct Peer {
        // of requests
        State state = State::ready;
        CorrelationId expected;
        Instant sent_at;
        Instant backoff_until;
        bool timed_out = false;
        // of the connection
        Link link = Link::closed;
        ConnId conn;
        bool busy = false;   // a request is on it
        Instant busy_since;  // or opening since
        std::uint32_t failures = 0;
        std::optional<Send> unsent;
    };

    [[nodiscard]] State state_of(NodeId peer) const {
        const Peer* found = peers_.find(peer);
        return found == nullptr ? State::ready : found->state;
    }
    Peer* find(const ConnId& conn);
    [[nodiscard]] const Peer* find(const ConnId& conn) const;
    void open(Instant now, NodeId node, Peer& peer, Output& out);
    static void transmit(Instant now, Peer& peer, std::vector<Send>& sends);
    void fail(Instant now, Peer& peer, Duration backoff) const;

    Duration request_timeout_;
    Duration retry_backoff_;
    ConnectionIds ids_;
    CorrelationId last_correlation_{0};
    FlatMap<NodeId, Peer> peers_;
};

}  // namespace kscope
