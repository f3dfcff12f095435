// OrderlyShutdown: what a broker does when it is told to stop. First it asks the controller to move
// its leaderships (controlled.shutdown.*): an attempt is a request with an answer, an error or
// silence; what remains to be moved, or no controller, means another attempt after the backoff.
// When all are moved, or the attempts are used up, it closes its port, and what it holds is made
// durable (checkpoints.h); then the process ends. It never moves a leadership itself.
//
// idle -> asking -> stopping. Rule: kafka.server.KafkaServer.controlledShutdown and shutdown, 3.9.
#pragma once

#include "core/broker/peer_connection.h"

namespace kscope {

class OrderlyShutdown {
public:
    enum class Outcome : std::uint8_t { moved, given_up, not_asked };

    void begin(BrokerStep& step);

    void on_connected(BrokerStep& step);
    void on_response(BrokerStep& step, const Received& received);
    void on_lost(BrokerStep& step);
    void on_timeout(BrokerStep& step);
    void on_retry(BrokerStep& step);
    // With KRaft heartbeats ask (broker_lifecycle_manager.h): the controller lets it go, or does
    // not answer; or there is no need to ask.
    void on_let_go(BrokerStep& step, Outcome outcome);

    // The port is closed: nobody is served any more.
    [[nodiscard]] bool stopping() const { return stage_ == Stage::stopping; }
    void digest(Digest& d) const;

private:
    enum class Stage : std::uint8_t { idle, asking, stopping };

    void attempt(BrokerStep& step);
    void ask(BrokerStep& step);
    void try_again_later(BrokerStep& step);
    void stop(BrokerStep& step, Outcome outcome);

    Stage stage_ = Stage::idle;
    PeerConnection peer_;
    std::int32_t attempts_ = 0;
};

}  // namespace kscope
