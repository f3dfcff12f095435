// PeerConnection: one outgoing connection with at most one request in flight; the owner decides
// when to open it, what to send and how long to wait after a failure. One timer guards both the
// opening and the answer. Rules: kafka.server.BrokerBlockingSender, InterBrokerSendThread.
#pragma once

#include "core/border/border.h"
#include "core/broker/broker_timer.h"

namespace kscope {

struct BrokerStep;

// Who opened a connection: to find the part that its events belong to.
struct OutboundOwner {
    enum class Kind : std::uint8_t {
        fetcher,
        controller_link,
        orderly_shutdown,
        lifecycle,
        forwarding
    };
    Kind kind = Kind::fetcher;
    std::uint32_t which = 0;  // leader's broker id; link
    friend bool operator==(const OutboundOwner&, const OutboundOwner&) = default;
    template <class V>
    void visit(V&& v) const {
        v("kind", kind), v("which", which);
    }
};

class PeerConnection {
public:
    enum class State : std::uint8_t { closed, connecting, idle, waiting };

    // closed -> connecting
    void open(BrokerStep& step, NodeId peer, const OutboundOwner& owner, BrokerTimer on_timeout,
              Duration timeout);
    // connecting -> idle
    void on_connected(BrokerStep& step);
    // idle -> waiting
    void send(BrokerStep& step, Ref<const Message> request, BrokerTimer on_timeout,
              Duration timeout);
    // waiting -> idle; false if it is not the answer that is awaited
    bool on_response(BrokerStep& step, const Received& received);
    // any -> closed. `told` is true if the driver said so itself (PeerLost).
    enum class Told : std::uint8_t { by_driver, by_us };
    void close(BrokerStep& step, Told told);

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] const ConnId& conn() const { return conn_; }
    [[nodiscard]] NodeId peer() const { return peer_; }
    void digest(Digest& d) const;

private:
    State state_ = State::closed;
    NodeId peer_ = no_node;
    ConnId conn_ = no_connection;
    CorrelationId correlation_{0};  // of the last request
    TimerId timer_;
};

}  // namespace kscope
