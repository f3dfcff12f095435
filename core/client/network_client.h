// NetworkClient: the connections of one client process, one per destination, with the requests in
// flight on each. It connects on demand, backs off after a loss, gives a connection up that is not
// ready in time, and breaks one whose oldest request got no answer in time: then every request in
// flight on it fails. It never retries a request; that is its owner's business.
//
// Transitions of a connection: disconnected -> connecting -> ready -> disconnected;
// connecting -> disconnected. (org.apache.kafka.clients.NetworkClient, ClusterConnectionStates,
// InFlightRequests. The ApiVersions handshake is left out: a connection is ready when it stands.)
//
// A destination is a process and a channel to it: Kafka keeps the connection to the group
// coordinator and those to bootstrap servers apart from the ordinary one, so that a parked fetch
// cannot delay a heartbeat.
#pragma once

#include <vector>

#include "core/base/flat_map.h"
#include "core/base/rng.h"
#include "core/border/border.h"

namespace kscope {

// What each handler of a client works with: this step's time and output.
struct Turn {
    const Now& now;
    Output& out;
};

enum class Channel : std::uint8_t { ordinary, coordinator, bootstrap };

struct Destination {
    NodeId node = no_node;
    Channel channel = Channel::ordinary;
    friend auto operator<=>(const Destination&, const Destination&) = default;
    template <class V>
    void visit(V&& v) const {
        v("node", node);
        v("channel", channel);
    }
};

// What the owner wants to know again when the request is done.
struct RequestTag {
    std::uint32_t kind = 0;
    std::uint64_t context = 0;
    template <class V>
    void visit(V&& v) const {
        v("kind", kind);
        v("context", context);
    }
};

// The end of one request. Without a response it failed: with the connection, or by its timeout. A
// request that expects no response (acks=0) is done when it is sent.
struct Completion {
    enum class Outcome : std::uint8_t { response, sent, disconnected, timed_out };
    Destination to;
    RequestTag tag;
    Outcome outcome = Outcome::response;
    Ref<const Message> response;
};

struct NetworkSettings {
    Duration request_timeout;  // forever(): none
    Duration reconnect_backoff;
    Duration reconnect_backoff_max;
    Duration connection_setup_timeout;
    Duration connection_setup_timeout_max;
    std::int32_t max_in_flight = 100;
    bool honours_throttle = true;  // KIP-219: sends nothing while the broker would not read it
};

class NetworkClient {
public:
    explicit NetworkClient(const NetworkSettings& settings) : settings_(settings) {}

    void boot(NodeId self, std::uint32_t incarnation, const Rng& rng);
    [[nodiscard]] NodeId self() const { return self_; }

    // True if a request can go out now. If there is no connection and none may be in the way, opens
    // one.
    bool ready(Destination to, Turn turn);
    [[nodiscard]] bool can_send(Destination to) const;
    [[nodiscard]] bool connected(Destination to) const;
    [[nodiscard]] bool connecting(Destination to) const;
    [[nodiscard]] bool can_connect(Destination to, Instant now) const;
    // The last attempt failed and the backoff still runs (ConsumerNetworkClient.isUnavailable).
    [[nodiscard]] bool unavailable(Destination to, Instant now) const;
    // When a connection may be tried again; now or earlier if it may already.
    [[nodiscard]] Instant connect_at(Destination to) const;
    [[nodiscard]] std::int32_t in_flight(Destination to) const;
    [[nodiscard]] std::int32_t in_flight_total() const { return in_flight_total_; }

    // can_send must hold. A timeout of zero means request.timeout.ms.
    void send(Destination to, Ref<const Message> message, RequestTag tag, Turn turn,
              Duration timeout = {}, bool expects_response = true);
    void disconnect(Destination to, Turn turn);
    void close(Turn turn);

    void on_connected(const Connected& input, Turn turn);
    // The request that this answers; false for a connection that is gone.
    bool on_received(const Received& input, Completion& done, Turn turn);
    void on_lost(const PeerLost& input, Turn turn);
    // Gives up what is overdue.
    void expire(Turn turn);
    [[nodiscard]] Instant next_deadline() const { return deadline_; }

    // Failed (and sent) requests and broken connections since the owner last took them.
    [[nodiscard]] bool has_completions() const { return !completions_.empty(); }
    std::vector<Completion> take_completions() { return std::exchange(completions_, {}); }
    [[nodiscard]] bool has_broken() const { return broken_; }
    void forget_broken() { broken_ = false; }

    // The destination with the fewest requests in flight; else one that is being connected; else
    // the one whose last attempt is longest ago. No node if every one is in its backoff.
    struct LeastLoaded {
        Destination to;
        bool any_ready = false;
        [[nodiscard]] bool found() const { return to.node != no_node; }
    };
    LeastLoaded least_loaded(const std::vector<Destination>& candidates, Instant now);
    // When one of them may be tried again; never if one stands or is being opened.
    [[nodiscard]] Instant soonest_connect(const std::vector<Destination>& candidates) const;

    void digest(Digest& d) const;
    void check_invariants() const;

private:
    enum class State : std::uint8_t { disconnected, connecting, ready };
    struct InFlight {
        CorrelationId correlation;
        RequestTag tag;
        Instant deadline;
        Duration timeout;
        const char* name;  // of the request, for notes
    };
    struct Connection {
        State state = State::disconnected;
        ConnId conn;
        Instant last_attempt;
        Instant retry_at;        // reconnect backoff, while disconnected
        Instant setup_deadline;  // while connecting
        std::int32_t failed_attempts = 0;
        std::int32_t failed_setups = 0;
        bool attempted = false;
        std::vector<InFlight> in_flight;             // oldest first
        Instant throttled_until = Instant::never();  // never(): it is not
        EventId last_heard;                          // only for notes
        Instant last_heard_at;
    };

    Connection* find(const ConnId& conn, Destination* to = nullptr);
    void connect(Destination to, Connection& connection, Turn turn);
    void fail(Destination to, Connection& connection, Instant now, Completion::Outcome outcome);
    void throttle(Connection& connection, const Message& response, Instant now);
    void note_overdue(Destination to, const Connection& connection, Turn turn) const;
    void recompute_deadline();
    void watch(Instant deadline) { deadline_ = std::min(deadline_, deadline); }

    NetworkSettings settings_;
    NodeId self_ = no_node;
    std::uint32_t incarnation_ = 0;
    Rng rng_;
    std::uint32_t connections_opened_ = 0;
    CorrelationId next_correlation_{0};
    std::int32_t in_flight_total_ = 0;
    FlatMap<Destination, Connection> connections_;
    FlatMap<std::uint32_t, Destination> live_;  // by the number of the ConnId
    // Invariant: never later than the first deadline; raised only by expire().
    Instant deadline_ = Instant::never();
    std::vector<Completion> completions_;
    bool broken_ = false;
};

}  // namespace kscope
