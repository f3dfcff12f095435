#include "core/broker/peer_connection.h"

#include "core/base/check.h"
#include "core/broker/broker_state.h"

namespace kscope {

void PeerConnection::open(BrokerStep& step, NodeId peer, const OutboundOwner& owner,
                          BrokerTimer on_timeout, Duration timeout) {
    KSCOPE_CHECK(state_ == State::closed, "the connection is open already");
    state_ = State::connecting;
    peer_ = peer;
    conn_ = step.state.connection_ids.next();
    correlation_ = CorrelationId(0);
    step.state.outbound.set(conn_.number, owner);
    step.out.effects.emplace_back(Connect{peer, conn_});
    timer_ = step.state.timers.arm(step.now.monotonic + timeout, on_timeout);
}

void PeerConnection::on_connected(BrokerStep& step) {
    KSCOPE_CHECK(state_ == State::connecting, "a connection was ready twice");
    step.state.timers.cancel(timer_);
    state_ = State::idle;
}

void PeerConnection::send(BrokerStep& step, Ref<const Message> request, BrokerTimer on_timeout,
                          Duration timeout) {
    KSCOPE_CHECK(state_ == State::idle, "one request at a time");
    state_ = State::waiting;
    ++correlation_;
    step.out.send(conn_, correlation_, std::move(request));
    timer_ = step.state.timers.arm(step.now.monotonic + timeout, on_timeout);
}

bool PeerConnection::on_response(BrokerStep& step, const Received& received) {
    if (state_ != State::waiting || received.correlation != correlation_) return false;
    step.state.timers.cancel(timer_);
    state_ = State::idle;
    return true;
}

void PeerConnection::close(BrokerStep& step, Told told) {
    if (state_ == State::closed) return;
    step.state.timers.cancel(timer_);
    step.state.outbound.erase(conn_.number);
    if (told == Told::by_us) step.out.effects.emplace_back(Disconnect{conn_});
    state_ = State::closed;
}

void PeerConnection::digest(Digest& d) const {
    digest_into(d, state_);
    digest_into(d, peer_);
    digest_into(d, conn_);
    digest_into(d, correlation_);
}

}  // namespace kscope
