#include "core/broker/orderly_shutdown.h"

#include "core/base/check.h"
#include "core/broker/broker_state.h"

namespace kscope {

namespace {

constexpr BrokerTimer answer_timeout{BrokerTimerKind::orderly_shutdown, 0};

}  // namespace

void OrderlyShutdown::begin(BrokerStep& step) {
    if (stage_ != Stage::idle) return;
    stage_ = Stage::asking;
    // Before it has registered it leads nothing (KafkaServer.startupComplete).
    if (step.state.broker_epoch == BrokerEpoch(-1) ||
        !step.state.config.controlled_shutdown_enable) {
        stop(step, Outcome::not_asked);
    } else if (step.state.has_kraft()) {
        attempts_ = 1;
        step.state.kraft().lifecycle.begin_controlled_shutdown(step);
    } else if (step.state.config.controlled_shutdown_max_retries < 1) {
        stop(step, Outcome::given_up);
    } else {
        attempt(step);
    }
}

void OrderlyShutdown::attempt(BrokerStep& step) {
    ++attempts_;
    const NodeId controller = active_controller(step.state);
    const bool other = controller != no_node && peer_.peer() != controller;
    if (peer_.state() == PeerConnection::State::idle && !other) {
        ask(step);
        return;
    }
    if (controller == no_node) {
        try_again_later(step);
        return;
    }
    peer_.close(step, PeerConnection::Told::by_us);
    peer_.open(step, controller, {OutboundOwner::Kind::orderly_shutdown, 0}, answer_timeout,
               step.state.config.controller_socket_timeout);
}

void OrderlyShutdown::ask(BrokerStep& step) {
    peer_.send(step,
               make_message(
                   ControlledShutdownRequest{step.state.config.broker_id, step.state.broker_epoch}),
               answer_timeout, step.state.config.request_timeout);
}

void OrderlyShutdown::on_connected(BrokerStep& step) {
    peer_.on_connected(step);
    ask(step);
}

void OrderlyShutdown::on_response(BrokerStep& step, const Received& received) {
    if (!peer_.on_response(step, received)) return;
    const auto* answer = received.message->get_if<ControlledShutdownResponse>();
    KSCOPE_CHECK(answer != nullptr, "the controller answered something else");
    if (answer->error == ErrorCode::none && answer->remaining.empty()) {
        stop(step, Outcome::moved);
    } else {
        try_again_later(step);
    }
}

void OrderlyShutdown::on_lost(BrokerStep& step) {
    peer_.close(step, PeerConnection::Told::by_driver);
    if (stage_ == Stage::asking) try_again_later(step);
}

void OrderlyShutdown::on_timeout(BrokerStep& step) {
    peer_.close(step, PeerConnection::Told::by_us);
    if (stage_ == Stage::asking) try_again_later(step);
}

void OrderlyShutdown::on_retry(BrokerStep& step) {
    if (stage_ == Stage::asking) attempt(step);
}

void OrderlyShutdown::on_let_go(BrokerStep& step, Outcome outcome) {
    if (stage_ == Stage::asking) stop(step, outcome);
}

void OrderlyShutdown::try_again_later(BrokerStep& step) {
    const BrokerConfig& config = step.state.config;
    if (attempts_ >= config.controlled_shutdown_max_retries) {
        stop(step, Outcome::given_up);
        return;
    }
    step.state.timers.arm(step.now.monotonic + config.controlled_shutdown_retry_backoff,
                          {BrokerTimerKind::orderly_shutdown_retry, 0});
}

void OrderlyShutdown::stop(BrokerStep& step, Outcome outcome) {
    stage_ = Stage::stopping;
    peer_.close(step, PeerConnection::Told::by_us);
    if (outcome != Outcome::not_asked && step.out.wants<ControlledShutdownEnded>()) {
        const bool moved = outcome == Outcome::moved;
        Note& note =
            step.out.note(ControlledShutdownEnded{step.state.config.broker_id, moved, attempts_});
        note.rule = Rule{moved ? "the controller has moved all that could be moved"
                               : "the controller could not move all, or did not answer",
                         "", "", ""};
        if (!step.state.has_kraft()) {
            note.rule->config_key = "controlled.shutdown.max.retries";
            note.rule->config_value =
                std::to_string(step.state.config.controlled_shutdown_max_retries);
        }
    }
    step.state.channels.close_all(step.out);
    step.state.fetchers.clear(step);
    stop_plane(step);
    step.state.checkpoints.begin_shutdown(step);
}

void OrderlyShutdown::digest(Digest& d) const {
    digest_into(d, stage_);
    peer_.digest(d);
    d.add(attempts_);
}

}  // namespace kscope
