#include "core/broker/broker_lifecycle_manager.h"

#include <algorithm>

#include "core/broker/broker_state.h"

namespace kscope {

namespace {

constexpr BrokerTimer lifecycle_answer{BrokerTimerKind::lifecycle_answer, 0};
constexpr BrokerTimer lifecycle_due{BrokerTimerKind::lifecycle, 0};
constexpr Duration no_controller_pause = Duration::millis(50);
constexpr Duration after_catching_up = Duration::millis(10);
constexpr Duration first_shutdown_pause = Duration::millis(50);
constexpr Duration resend_backoff = Duration::millis(100);
constexpr Duration shutdown_patience = Duration::seconds(300);

}  // namespace

void BrokerLifecycleManager::start(BrokerStep& step, IncarnationId incarnation,
                                   BrokerEpoch previous_epoch) {
    state_ = State::starting;
    incarnation_ = incarnation;
    previous_epoch_ = previous_epoch;
    step.state.phase = BrokerPhase::registering;
    communicate(step);
}

void BrokerLifecycleManager::begin_controlled_shutdown(BrokerStep& step) {
    if (state_ == State::shutting_down || state_ == State::pending_controlled_shutdown) return;
    if (state_ != State::running) {
        leave(step, OrderlyShutdown::Outcome::not_asked);
        return;
    }
    state_ = State::pending_controlled_shutdown;
    step.state.timers.arm(step.now.monotonic + shutdown_patience,
                          {BrokerTimerKind::lifecycle_shutdown, 0});
    if (peer_.state() != PeerConnection::State::waiting) schedule(step, Duration());
}

Ref<const Message> BrokerLifecycleManager::next_request(const BrokerStep& step) const {
    const BrokerState& state = step.state;
    if (!registered_) {
        return make_message(BrokerRegistrationRequest{
            state.config.broker_id, state.kraft().cluster_id, incarnation_,
            state.connection_ids.self, state.config.rack, previous_epoch_});
    }
    return make_message(BrokerHeartbeatRequest{
        state.config.broker_id, state.broker_epoch, state.kraft().loader.last_applied_offset(),
        !has_roles(), state_ == State::pending_controlled_shutdown});
}

void BrokerLifecycleManager::communicate(BrokerStep& step) {
    if (state_ == State::shutting_down) return;
    const NodeId controller = active_controller(step.state);
    if (peer_.state() == PeerConnection::State::idle && peer_.peer() != controller) {
        peer_.close(step, PeerConnection::Told::by_us);
    }
    const Duration patience = step.state.config.broker_session_timeout / 2;
    if (controller == no_node) {
        schedule(step, no_controller_pause);
    } else if (peer_.state() == PeerConnection::State::idle) {
        peer_.send(step, next_request(step), lifecycle_answer, patience);
    } else if (peer_.state() == PeerConnection::State::closed) {
        peer_.open(step, controller, {OutboundOwner::Kind::lifecycle, 0}, lifecycle_answer,
                   patience);
    }
}

void BrokerLifecycleManager::schedule(BrokerStep& step, Duration after) {
    step.state.timers.cancel(next_);
    next_ = step.state.timers.arm(step.now.monotonic + after, lifecycle_due);
}

void BrokerLifecycleManager::on_due(BrokerStep& step) { communicate(step); }

void BrokerLifecycleManager::on_connected(BrokerStep& step) {
    peer_.on_connected(step);
    communicate(step);
}

void BrokerLifecycleManager::on_failure(BrokerStep& step, PeerConnection::Told told) {
    peer_.close(step, told);
    schedule(step, no_controller_pause);
}

// ExponentialBackoff(100 ms, 2, broker.session.timeout.ms, 2 %).
void BrokerLifecycleManager::retry_later(BrokerStep& step) {
    const std::int64_t doublings = std::int64_t{1} << std::min<std::uint32_t>(failures_++, 16);
    const Duration pause =
        std::min(resend_backoff * doublings, step.state.config.broker_session_timeout);
    const auto spread = static_cast<std::uint32_t>(pause.to_millis() * 1'000 / 25);
    const std::uint32_t drawn = spread == 0 ? 0 : step.state.rng.below(spread);
    schedule(step, pause - Duration::micros(spread / 2) + Duration::micros(drawn));
}

void BrokerLifecycleManager::on_response(BrokerStep& step, const Received& received) {
    if (!peer_.on_response(step, received)) return;
    if (const auto* registration = received.message->get_if<BrokerRegistrationResponse>()) {
        on_registered(step, *registration);
    } else if (const auto* heartbeat = received.message->get_if<BrokerHeartbeatResponse>()) {
        on_heartbeat(step, *heartbeat);
    }
}

// If not, what follows is under way.
bool BrokerLifecycleManager::accepted(BrokerStep& step, ErrorCode error) {
    if (error == ErrorCode::not_controller) {
        on_failure(step, PeerConnection::Told::by_us);
    } else if (error != ErrorCode::none) {
        retry_later(step);
    } else {
        failures_ = 0;
    }
    return error == ErrorCode::none;
}

void BrokerLifecycleManager::on_registered(BrokerStep& step,
                                           const BrokerRegistrationResponse& response) {
    BrokerState& state = step.state;
    if (!accepted(step, response.error)) return;
    registered_ = true;
    state.broker_epoch = response.broker_epoch;
    state.phase = BrokerPhase::registered;
    if (step.out.wants<BrokerRegistered>()) {
        step.out.note(BrokerRegistered{state.config.broker_id, state.broker_epoch});
    }
    communicate(step);
}

void BrokerLifecycleManager::on_heartbeat(BrokerStep& step,
                                          const BrokerHeartbeatResponse& response) {
    BrokerState& state = step.state;
    if (!accepted(step, response.error)) return;
    Duration next = state.config.broker_heartbeat_interval;
    switch (state_) {
        case State::starting:
            next = after_catching_up;
            if (!response.is_caught_up) break;
            state_ = State::recovery;
            has_roles_ = true;
            take_first_roles(step);
            break;
        case State::recovery:
            if (response.is_fenced) break;
            state_ = State::running;
            state.phase = BrokerPhase::serving;
            if (step.out.wants<BrokerReady>()) step.out.note(BrokerReady{state.config.broker_id});
            break;
        case State::pending_controlled_shutdown:
            if (response.should_shut_down) {
                leave(step, OrderlyShutdown::Outcome::moved);
                return;
            }
            if (!heard_of_shutdown_) next = first_shutdown_pause;
            heard_of_shutdown_ = true;
            break;
        default: break;
    }
    schedule(step, next);
}

void BrokerLifecycleManager::on_shutdown_timeout(BrokerStep& step) {
    if (state_ != State::pending_controlled_shutdown) return;
    leave(step, OrderlyShutdown::Outcome::given_up);
}

void BrokerLifecycleManager::leave(BrokerStep& step, OrderlyShutdown::Outcome outcome) {
    begin_shutdown(step);
    step.state.shutdown.on_let_go(step, outcome);
}

void BrokerLifecycleManager::begin_shutdown(BrokerStep& step) {
    if (state_ == State::shutting_down) return;
    state_ = State::shutting_down;
    step.state.timers.cancel(next_);
    peer_.close(step, PeerConnection::Told::by_us);
}

void BrokerLifecycleManager::digest(Digest& d) const {
    digest_into(d, state_);
    digest_into(d, incarnation_);
    digest_into(d, previous_epoch_);
    d.add(registered_);
    d.add(has_roles_);
    d.add(heard_of_shutdown_);
    d.add(failures_);
    peer_.digest(d);
}

}  // namespace kscope
