#include "core/broker/forwarding_manager.h"

#include "core/broker/broker_state.h"
#include "core/broker/wrong_controller.h"

namespace kscope {

namespace {

constexpr BrokerTimer forwarding_answer{BrokerTimerKind::forwarding_answer, 0};
constexpr Duration forwarding_pause = Duration::millis(50);

}  // namespace

void ForwardingManager::forward(BrokerStep& step, const RequestContext& from,
                                Ref<const Message> request) {
    waiting_.push_back({from, std::move(request)});
    pump(step);
}

void ForwardingManager::pump(BrokerStep& step) {
    if (waiting_.empty()) return;
    const NodeId controller = active_controller(step.state);
    const Duration patience = step.state.config.controller_socket_timeout;
    if (peer_.state() == PeerConnection::State::idle && peer_.peer() != controller) {
        peer_.close(step, PeerConnection::Told::by_us);
    }
    if (controller == no_node) {
        retry_later(step);
    } else if (peer_.state() == PeerConnection::State::idle) {
        peer_.send(step, waiting_.front().request, forwarding_answer, patience);
    } else if (peer_.state() == PeerConnection::State::closed) {
        peer_.open(step, controller, {OutboundOwner::Kind::forwarding, 0}, forwarding_answer,
                   patience);
    }
}

void ForwardingManager::retry_later(BrokerStep& step) {
    step.state.timers.cancel(retry_);
    retry_ = step.state.timers.arm(step.now.monotonic + forwarding_pause,
                                   {BrokerTimerKind::forwarding_retry, 0});
}

void ForwardingManager::on_connected(BrokerStep& step) {
    peer_.on_connected(step);
    pump(step);
}

void ForwardingManager::on_response(BrokerStep& step, const Received& received) {
    if (!peer_.on_response(step, received)) return;
    if (says_not_controller(*received.message)) {
        on_failure(step, PeerConnection::Told::by_us);
        return;
    }
    const ChannelRequest done = std::move(waiting_.front());
    waiting_.pop_front();
    step.state.channels.answer(done.from.conn, done.from.correlation, received.message, step.out);
    throttle_mutations(step, done.from, *received.message);
    pump(step);
}

void ForwardingManager::on_failure(BrokerStep& step, PeerConnection::Told told) {
    peer_.close(step, told);
    retry_later(step);
}

void ForwardingManager::digest(Digest& d) const {
    d.add(waiting_.size());
    for (const ChannelRequest& request : waiting_) {
        digest_into(d, request.from.conn);
        digest_into(d, request.request->digest());
    }
    peer_.digest(d);
}

}  // namespace kscope
