// ForwardingManager: with KRaft a client never speaks to a controller: what it asks of one a broker
// passes on, one request after the other, and passes the answer back. While there is no controller
// requests wait, a minute at most. Rule: kafka.server.ForwardingManager (KIP-590); without its
// Envelope.
#pragma once

#include <deque>

#include "core/broker/channels.h"
#include "core/broker/peer_connection.h"

namespace kscope {

class ForwardingManager {
public:
    void forward(BrokerStep& step, const RequestContext& from, Ref<const Message> request);

    void on_connected(BrokerStep& step);
    void on_response(BrokerStep& step, const Received& received);
    void on_failure(BrokerStep& step, PeerConnection::Told told);
    void on_retry(BrokerStep& step) { pump(step); }
    void digest(Digest& d) const;

private:
    struct Forwarded {
        ChannelRequest request;
        Instant since;
    };

    void pump(BrokerStep& step);
    void drop_old(BrokerStep& step);
    void retry_later(BrokerStep& step);

    std::deque<Forwarded> waiting_;  // the front one is on its way, if any is
    PeerConnection peer_;
    TimerId retry_;
};

}  // namespace kscope
