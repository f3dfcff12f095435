#include "core/client/network_client.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/client/backoff.h"
#include "core/protocol/throttle_time.h"

namespace kscope {

void NetworkClient::boot(NodeId self, std::uint32_t incarnation, const Rng& rng) {
    self_ = self;
    incarnation_ = incarnation;
    rng_ = rng.fork("network");
}

bool NetworkClient::ready(Destination to, Turn turn) {
    Connection& connection = connections_[to];
    if (connection.state == State::ready) {
        return connection.throttled_until.is_never() &&
               static_cast<std::int32_t>(connection.in_flight.size()) < settings_.max_in_flight;
    }
    if (connection.state == State::disconnected && connection.retry_at <= turn.now.monotonic) {
        connect(to, connection, turn);
    }
    return false;
}

bool NetworkClient::can_send(Destination to) const {
    const Connection* connection = connections_.find(to);
    return connection != nullptr && connection->state == State::ready &&
           connection->throttled_until.is_never() &&
           static_cast<std::int32_t>(connection->in_flight.size()) < settings_.max_in_flight;
}

bool NetworkClient::connected(Destination to) const {
    const Connection* connection = connections_.find(to);
    return connection != nullptr && connection->state == State::ready;
}

bool NetworkClient::connecting(Destination to) const {
    const Connection* connection = connections_.find(to);
    return connection != nullptr && connection->state == State::connecting;
}

bool NetworkClient::can_connect(Destination to, Instant now) const {
    const Connection* connection = connections_.find(to);
    return connection == nullptr ||
           (connection->state == State::disconnected && connection->retry_at <= now);
}

bool NetworkClient::unavailable(Destination to, Instant now) const {
    const Connection* connection = connections_.find(to);
    return connection != nullptr && connection->state == State::disconnected &&
           connection->attempted && connection->retry_at > now;
}

Instant NetworkClient::connect_at(Destination to) const {
    const Connection* connection = connections_.find(to);
    return connection == nullptr ? Instant() : connection->retry_at;
}

std::int32_t NetworkClient::in_flight(Destination to) const {
    const Connection* connection = connections_.find(to);
    return connection == nullptr ? 0 : static_cast<std::int32_t>(connection->in_flight.size());
}

void NetworkClient::connect(Destination to, Connection& connection, Turn turn) {
    const Duration patience =
        exponential_backoff(settings_.connection_setup_timeout,
                            settings_.connection_setup_timeout_max, connection.failed_setups, rng_);
    connection.state = State::connecting;
    connection.attempted = true;
    connection.conn = {self_, incarnation_, ++connections_opened_};
    connection.last_attempt = turn.now.monotonic;
    connection.setup_deadline = turn.now.monotonic + patience;
    live_.set(connection.conn.number, to);
    watch(connection.setup_deadline);
    turn.out.effects.emplace_back(Connect{to.node, connection.conn});
}

void NetworkClient::send(Destination to, Ref<const Message> message, RequestTag tag, Turn turn,
                         Duration timeout, bool expects_response) {
    Connection* connection = connections_.find(to);
    KSCOPE_CHECK(connection != nullptr && connection->state == State::ready);
    const CorrelationId correlation = next_correlation_;
    ++next_correlation_;
    if (expects_response) {
        if (timeout == Duration()) timeout = settings_.request_timeout;
        const Instant deadline = turn.now.monotonic + timeout;
        connection->in_flight.push_back(
            {correlation, tag, deadline, timeout, name_of(message->body())});
        ++in_flight_total_;
        watch(deadline);
    } else {
        completions_.push_back({to, tag, Completion::Outcome::sent, {}});
    }
    turn.out.send(connection->conn, correlation, std::move(message));
}

NetworkClient::Connection* NetworkClient::find(const ConnId& conn, Destination* to) {
    if (conn.opener != self_ || conn.incarnation != incarnation_) return nullptr;
    const Destination* destination = live_.find(conn.number);
    if (destination == nullptr) return nullptr;
    if (to != nullptr) *to = *destination;
    return connections_.find(*destination);
}

void NetworkClient::on_connected(const Connected& input, Turn turn) {
    Connection* connection = find(input.conn);
    if (connection == nullptr || connection->state != State::connecting) return;
    connection->state = State::ready;
    connection->failed_attempts = 0;
    connection->failed_setups = 0;
    connection->last_heard = turn.now.event;
    connection->last_heard_at = turn.now.monotonic;
}

bool NetworkClient::on_received(const Received& input, Completion& done, Turn turn) {
    Connection* connection = find(input.conn, &done.to);
    if (connection == nullptr || connection->state != State::ready) return false;
    auto& in_flight = connection->in_flight;
    KSCOPE_CHECK(!in_flight.empty() && in_flight.front().correlation == input.correlation,
                 "an answer that nobody waits for");
    done.tag = in_flight.front().tag;
    done.outcome = Completion::Outcome::response;
    done.response = input.message;
    in_flight.erase(in_flight.begin());
    --in_flight_total_;
    connection->last_heard = turn.now.event;
    connection->last_heard_at = turn.now.monotonic;
    if (settings_.honours_throttle) throttle(*connection, *input.message, turn.now.monotonic);
    return true;
}

// NetworkClient.maybeThrottle. What is on its way may wait longer: the broker does not read it now.
void NetworkClient::throttle(Connection& connection, const Message& response, Instant now) {
    const std::int32_t time_ms = throttle_time_ms(response);
    if (time_ms <= 0) return;
    const Duration time = Duration::millis(std::int64_t{time_ms});
    const Instant until = now + time;
    const bool later = connection.throttled_until.is_never() || connection.throttled_until < until;
    if (later) connection.throttled_until = until;
    watch(connection.throttled_until);
    for (InFlight& request : connection.in_flight) request.deadline = request.deadline + time;
}

void NetworkClient::on_lost(const PeerLost& input, Turn turn) {
    Destination to;
    Connection* connection = find(input.conn, &to);
    if (connection == nullptr || connection->state == State::disconnected) return;
    if (connection->state == State::ready && turn.out.wants<ConnectionLost>()) {
        turn.out.note(ConnectionLost{self_, to.node});
    }
    fail(to, *connection, turn.now.monotonic, Completion::Outcome::disconnected);
}

void NetworkClient::fail(Destination to, Connection& connection, Instant now,
                         Completion::Outcome outcome) {
    connection.failed_setups =
        connection.state == State::connecting ? connection.failed_setups + 1 : 0;
    connection.state = State::disconnected;
    connection.throttled_until = Instant::never();
    live_.erase(connection.conn.number);
    connection.last_attempt = now;
    const Duration wait =
        exponential_backoff(settings_.reconnect_backoff, settings_.reconnect_backoff_max,
                            connection.failed_attempts, rng_);
    ++connection.failed_attempts;
    connection.retry_at = now + wait;
    in_flight_total_ -= static_cast<std::int32_t>(connection.in_flight.size());
    for (const InFlight& request : connection.in_flight) {
        completions_.push_back({to, request.tag, outcome, {}});
    }
    connection.in_flight.clear();
    broken_ = true;
}

void NetworkClient::disconnect(Destination to, Turn turn) {
    Connection* connection = connections_.find(to);
    if (connection == nullptr || connection->state == State::disconnected) return;
    turn.out.effects.emplace_back(Disconnect{connection->conn});
    fail(to, *connection, turn.now.monotonic, Completion::Outcome::disconnected);
}

void NetworkClient::close(Turn turn) {
    for (const auto& entry : connections_) {
        if (entry.second.state == State::disconnected) continue;
        turn.out.effects.emplace_back(Disconnect{entry.second.conn});
    }
    connections_.clear();
    live_.clear();
    completions_.clear();
    broken_ = false;
    in_flight_total_ = 0;
    deadline_ = Instant::never();
}

void NetworkClient::note_overdue(Destination to, const Connection& connection, Turn turn) const {
    if (connection.in_flight.empty() || !turn.out.wants<RequestTimedOut>()) return;
    const InFlight& oldest = connection.in_flight.front();
    Note& note = turn.out.note(RequestTimedOut{self_, to.node, oldest.name, oldest.timeout});
    note.missing = Missing{std::string("an answer to ") + oldest.name, to.node,
                           connection.last_heard, connection.last_heard_at};
    note.rule = Rule{"a request without an answer in time breaks its connection",
                     "request.timeout.ms", std::to_string(oldest.timeout.to_millis()), ""};
}

void NetworkClient::expire(Turn turn) {
    const Instant now = turn.now.monotonic;
    if (deadline_ > now) return;
    for (auto& [to, connection] : connections_) {
        if (connection.throttled_until <= now) connection.throttled_until = Instant::never();
        bool overdue = connection.state == State::connecting && connection.setup_deadline <= now;
        for (const InFlight& request : connection.in_flight) {
            overdue = overdue || request.deadline <= now;
        }
        if (!overdue) continue;
        note_overdue(to, connection, turn);
        turn.out.effects.emplace_back(Disconnect{connection.conn});
        fail(to, connection, now, Completion::Outcome::timed_out);
    }
    recompute_deadline();
}

void NetworkClient::recompute_deadline() {
    deadline_ = Instant::never();
    for (const auto& [to, connection] : connections_) {
        if (connection.state == State::connecting) watch(connection.setup_deadline);
        watch(connection.throttled_until);
        for (const InFlight& request : connection.in_flight) watch(request.deadline);
    }
}

NetworkClient::LeastLoaded NetworkClient::least_loaded(const std::vector<Destination>& candidates,
                                                       Instant now) {
    LeastLoaded best;
    if (candidates.empty()) return best;
    const auto count = static_cast<std::uint32_t>(candidates.size());
    const std::uint32_t start = rng_.below(count);
    const Destination* ready = nullptr;
    const Destination* preparing = nullptr;
    const Destination* possible = nullptr;
    Instant possible_since;
    std::int32_t fewest = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const Destination& to = candidates[(start + i) % count];
        const Connection* connection = connections_.find(to);
        const State state = connection == nullptr ? State::disconnected : connection->state;
        best.any_ready = best.any_ready || state == State::ready;
        if (can_send(to)) {
            const auto load = static_cast<std::int32_t>(connection->in_flight.size());
            if (ready == nullptr || load < fewest) {
                ready = &to;
                fewest = load;
            }
            if (load == 0) break;
        } else if (state == State::connecting) {
            preparing = &to;
        } else if (can_connect(to, now)) {
            const Instant since = connection == nullptr ? Instant() : connection->last_attempt;
            if (possible == nullptr || since < possible_since) {
                possible = &to;
                possible_since = since;
            }
        }
    }
    const Destination* chosen = ready != nullptr       ? ready
                                : preparing != nullptr ? preparing
                                                       : possible;
    if (chosen != nullptr) best.to = *chosen;
    return best;
}

Instant NetworkClient::soonest_connect(const std::vector<Destination>& candidates) const {
    Instant soonest = Instant::never();
    for (const Destination& to : candidates) {
        if (connected(to) || connecting(to)) return Instant::never();
        soonest = std::min(soonest, connect_at(to));
    }
    return soonest;
}

void NetworkClient::digest(Digest& d) const {
    digest_into(d, rng_.state()[0]);
    digest_into(d, connections_opened_);
    digest_into(d, next_correlation_);
    digest_into(d, deadline_);
    d.add(connections_.size());
    for (const auto& [to, connection] : connections_) {
        digest_into(d, to);
        digest_into(d, connection.state);
        digest_into(d, connection.conn);
        digest_into(d, connection.last_attempt);
        digest_into(d, connection.retry_at);
        digest_into(d, connection.setup_deadline);
        digest_into(d, connection.failed_attempts);
        digest_into(d, connection.failed_setups);
        if (!connection.throttled_until.is_never()) digest_into(d, connection.throttled_until);
        for (const InFlight& request : connection.in_flight) {
            digest_into(d, request.correlation);
            digest_into(d, request.tag);
            digest_into(d, request.deadline);
        }
    }
}

void NetworkClient::check_invariants() const {
    std::int32_t total = 0;
    for (const auto& [to, connection] : connections_) {
        total += static_cast<std::int32_t>(connection.in_flight.size());
        KSCOPE_CHECK(connection.state == State::ready || connection.in_flight.empty());
        const Destination* live = live_.find(connection.conn.number);
        KSCOPE_CHECK((connection.state == State::disconnected) == (live == nullptr));
        KSCOPE_CHECK(deadline_ <= connection.throttled_until);
        KSCOPE_CHECK(connection.state != State::connecting ||
                     deadline_ <= connection.setup_deadline);
        for (const InFlight& request : connection.in_flight) {
            KSCOPE_CHECK(deadline_ <= request.deadline);
        }
    }
    KSCOPE_CHECK(total == in_flight_total_);
}

}  // namespace kscope
