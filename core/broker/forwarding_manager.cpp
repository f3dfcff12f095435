#include "core/broker/forwarding_manager.h"

#include "core/broker/broker_state.h"
#include "core/broker/wrong_controller.h"
#include "core/protocol/error_response.h"

namespace kscope {

namespace {

constexpr BrokerTimer forwarding_answer{BrokerTimerKind::forwarding_answer, 0};
constexpr Duration forwarding_pause = Duration::millis(50);
constexpr Duration forwarding_patience = Duration::seconds(60);  // retryTimeoutMs

}  // namespace

void ForwardingManager::forward(BrokerStep& step, const RequestContext& from,
                                Ref<const Message> request) {
    waiting_.push_back({{from, std::move(request)}, step.now.monotonic});
    pump(step);
}

// NodeToControllerRequestThread.generateRequests, ForwardingManagerImpl.onTimeout. The one that is
// on its way is waited for.
void ForwardingManager::drop_old(BrokerStep& step) {
    const bool on_its_way = peer_.state() == PeerConnection::State::waiting;
    while (waiting_.size() > (on_its_way ? 1 : 0)) {
        const auto oldest = waiting_.begin() + (on_its_way ? 1 : 0);
        if (step.now.monotonic - oldest->since < forwarding_patience) return;
        const ChannelRequest old = std::move(oldest->request);
        waiting_.erase(oldest);
        step.state.channels.answer(
            old.from.conn, old.from.correlation,
            error_response(old.request->body(), ErrorCode::request_timed_out), step.out);
    }
}

void ForwardingManager::pump(BrokerStep& step) {
    drop_old(step);
    if (waiting_.empty()) return;
    const NodeId controller = active_controller(step.state);
    const Duration patience = step.state.config.controller_socket_timeout;
    if (peer_.state() == PeerConnection::State::idle && peer_.peer() != controller) {
        peer_.close(step, PeerConnection::Told::by_us);
    }
    if (controller == no_node) {
        retry_later(step);
    } else if (peer_.state() == PeerConnection::State::idle) {
        peer_.send(step, waiting_.front().request.request, forwarding_answer, patience);
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
    const ChannelRequest done = std::move(waiting_.front().request);
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
    for (const Forwarded& waiting : waiting_) {
        digest_into(d, waiting.request.from.conn);
        digest_into(d, waiting.request.request->digest());
        digest_into(d, waiting.since);
    }
    peer_.digest(d);
}

}  // namespace kscope
