// BrokerLifecycleManager: a broker's life as it tells it the KRaft controller: it registers once,
// then sends heartbeats, which say how far it has replayed the metadata log and what it wants. When
// it has replayed its own registration it takes its roles; then it asks to be unfenced; told to
// stop, it goes on sending heartbeats until the controller says that its leaderships have moved.
// One request at a time, to whoever leads the quorum. It moves no leadership itself.
//
// not_running -> starting -> recovery -> running -> pending_controlled_shutdown -> shutting_down.
// Rule: kafka.server.BrokerLifecycleManager, 3.9.
#pragma once

#include "core/broker/orderly_shutdown.h"
#include "core/broker/peer_connection.h"
#include "core/protocol/broker_lifecycle_messages.h"

namespace kscope {

class BrokerLifecycleManager {
public:
    enum class State : std::uint8_t {
        not_running,
        starting,  // registers, and replays until its own registration
        recovery,  // has its roles, waits to be unfenced
        running,
        pending_controlled_shutdown,
        shutting_down,
    };

    // `previous_epoch`: of the life before, if that ended in order.
    void start(BrokerStep& step, IncarnationId incarnation, BrokerEpoch previous_epoch);
    // A broker that does not run yet leads nothing that it knows of: it leaves at once.
    void begin_controlled_shutdown(BrokerStep& step);
    // It tells the controller nothing more.
    void begin_shutdown(BrokerStep& step);

    void on_connected(BrokerStep& step);
    void on_response(BrokerStep& step, const Received& received);
    void on_failure(BrokerStep& step, PeerConnection::Told told);
    void on_due(BrokerStep& step);
    // It was not let go in time.
    void on_shutdown_timeout(BrokerStep& step);

    [[nodiscard]] State state() const { return state_; }
    // From here on clients are served.
    [[nodiscard]] bool has_roles() const { return has_roles_; }
    void digest(Digest& d) const;

private:
    void communicate(BrokerStep& step);
    void schedule(BrokerStep& step, Duration after);
    void retry_later(BrokerStep& step);
    bool accepted(BrokerStep& step, ErrorCode error);
    void on_registered(BrokerStep& step, const BrokerRegistrationResponse& response);
    void on_heartbeat(BrokerStep& step, const BrokerHeartbeatResponse& response);
    void leave(BrokerStep& step, OrderlyShutdown::Outcome outcome);
    [[nodiscard]] Ref<const Message> next_request(const BrokerStep& step) const;

    State state_ = State::not_running;
    IncarnationId incarnation_;
    BrokerEpoch previous_epoch_{-1};
    bool registered_ = false;
    bool has_roles_ = false;
    bool heard_of_shutdown_ = false;  // an answer to a heartbeat that wanted to
    std::uint32_t failures_ = 0;
    PeerConnection peer_;
    TimerId next_;
};

}  // namespace kscope
