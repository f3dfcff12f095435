#include "core/broker/controller_link.h"

#include "core/base/check.h"
#include "core/broker/broker_state.h"
#include "core/broker/wrong_controller.h"

namespace kscope {

namespace {

// Kafka's thread looks for a controller every 100 ms, and 50 ms after one has refused.
constexpr Duration retry_interval = Duration::millis(50);

}  // namespace

void ControllerLinks::send(BrokerStep& step, ControllerLinkKind kind, Ref<const Message> request) {
    KSCOPE_CHECK(!busy(kind), "one request at a time to the controller");
    const auto which = static_cast<std::uint32_t>(kind);
    links_[which].request = std::move(request);
    pump(step, which);
}

void ControllerLinks::pump(BrokerStep& step, std::uint32_t which) {
    Link& link = links_[which];
    const NodeId controller = active_controller(step.state);
    const BrokerTimer timeout{BrokerTimerKind::controller_link, which};
    const Duration patience = step.state.config.controller_socket_timeout;
    if (link.peer.state() == PeerConnection::State::idle && controller != no_node &&
        link.peer.peer() != controller) {
        link.peer.close(step, PeerConnection::Told::by_us);
    }
    if (!link.request) return;
    if (link.peer.state() == PeerConnection::State::idle) {
        link.peer.send(step, link.request, timeout, patience);
    } else if (link.peer.state() == PeerConnection::State::closed) {
        if (controller == no_node) {
            retry_later(step, which);
            return;
        }
        link.peer.open(step, controller, {OutboundOwner::Kind::controller_link, which}, timeout,
                       patience);
    }
}

void ControllerLinks::retry_later(BrokerStep& step, std::uint32_t which) {
    step.state.timers.arm(step.now.monotonic + retry_interval,
                          {BrokerTimerKind::controller_link_retry, which});
}

void ControllerLinks::on_connected(BrokerStep& step, std::uint32_t which) {
    links_[which].peer.on_connected(step);
    pump(step, which);
}

void ControllerLinks::on_response(BrokerStep& step, std::uint32_t which, const Received& received) {
    Link& link = links_[which];
    if (!link.peer.on_response(step, received)) return;
    if (says_not_controller(*received.message)) {
        link.peer.close(step, PeerConnection::Told::by_us);
        retry_later(step, which);
        return;
    }
    link.request = {};
    const Message& message = *received.message;
    if (const auto* altered = message.get_if<AlterPartitionResponse>()) {
        step.state.alter_partition.on_response(step, *altered);
    } else if (const auto* created = message.get_if<CreateTopicsResponse>()) {
        step.state.topic_creation.on_response(step, *created);
    } else if (const auto* allocated = message.get_if<AllocateProducerIdsResponse>()) {
        step.state.producer_ids.on_response(step, *allocated);
    }
}

void ControllerLinks::on_lost(BrokerStep& step, std::uint32_t which) {
    links_[which].peer.close(step, PeerConnection::Told::by_driver);
    if (links_[which].request) retry_later(step, which);
}

void ControllerLinks::on_timeout(BrokerStep& step, std::uint32_t which) {
    links_[which].peer.close(step, PeerConnection::Told::by_us);
    if (links_[which].request) retry_later(step, which);
}

void ControllerLinks::on_retry(BrokerStep& step, std::uint32_t which) { pump(step, which); }

void ControllerLinks::digest(Digest& d) const {
    for (const Link& link : links_) {
        link.peer.digest(d);
        d.add(static_cast<bool>(link.request));
        if (link.request) digest_into(d, link.request->digest());
    }
}

}  // namespace kscope
