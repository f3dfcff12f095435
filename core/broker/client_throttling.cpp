#include "core/broker/client_throttling.h"

#include <algorithm>

#include "core/broker/broker_state.h"

namespace kscope {

namespace {

constexpr auto produce_quota = ClientQuotaType::produce;
constexpr auto fetch_quota = ClientQuotaType::fetch;

// KafkaPrincipal.ANONYMOUS: nobody logs in.
const std::string& user_of_all() {
    static const std::string anonymous = "ANONYMOUS";
    return anonymous;
}

std::int64_t millis(const BrokerStep& step) { return step.now.monotonic.since_start().to_millis(); }

QuotaVerdict measure(BrokerStep& step, ClientQuotaType type, const RequestContext& to,
                     std::int64_t bytes) {
    ClientThrottling& throttling = step.state.client_throttling;
    if (!throttling.limits(type)) return {};
    return throttling.manager(type).record(user_of_all(), step.state.channels.client_id(to.conn),
                                           bytes, millis(step));
}

void note_throttled(BrokerStep& step, const ThrottledChannel& channel, const QuotaVerdict& verdict,
                    bool answered) {
    if (!step.out.wants<ClientThrottled>()) return;
    const bool of_produce = channel.type == produce_quota;
    Note& note = step.out.note(ClientThrottled{
        step.state.config.broker_id, channel.to.client, channel.client_id,
        of_produce ? "Produce" : "Fetch", Duration::millis(verdict.throttle_time_ms), answered,
        step.state.client_throttling.was_throttled(channel.type, channel.to.client,
                                                   step.now.monotonic)});
    const std::int64_t rate = verdict.sum * 1000 / verdict.window_ms;
    note.rule = Rule{std::to_string(rate) + " bytes a second over the last " +
                         to_string(Duration::millis(verdict.window_ms)) + " are above its quota",
                     config_key_of(channel.type), std::to_string(verdict.bytes_per_second),
                     of_produce ? "produce-throttle-time-avg up" : "fetch-throttle-time-avg up"};
}

// From here on its channel is muted until the time is over; `held` is sent then, if there is one.
void throttle(BrokerStep& step, ClientQuotaType type, const RequestContext& to,
              const QuotaVerdict& verdict, Ref<const Message> held) {
    const Instant until =
        step.now.monotonic + Duration::millis(std::int64_t{verdict.throttle_time_ms});
    const bool answered = !held;
    ThrottledChannel channel{
        to,    type,           step.state.channels.client_id(to.conn), verdict.bytes_per_second,
        until, std::move(held)};
    note_throttled(step, channel, verdict, answered);
    step.state.channels.mute(to.conn);
    const std::uint32_t which = step.state.client_throttling.begin(std::move(channel));
    step.state.timers.arm(until, {BrokerTimerKind::client_throttle, which});
}

template <class Response>
void answer_throttled(BrokerStep& step, ClientQuotaType type, const RequestContext& to,
                      const QuotaVerdict& verdict, Response response) {
    response.throttle_time_ms = verdict.throttle_time_ms;
    if (step.state.config.features.throttles_after_answer) {
        step.answer(to, std::move(response));
        throttle(step, type, to, verdict, {});
    } else {
        throttle(step, type, to, verdict, make_message(std::move(response)));
    }
}

}  // namespace

void ClientThrottling::configure(const BrokerConfig& config) {
    produce_.configure(config.quota_windows);
    fetch_.configure(config.quota_windows);
    measured_ = Duration::millis(config.quota_windows.samples * config.quota_windows.window_ms);
    for (const ClientQuotaAlteration& alteration : config.client_quotas) alter(alteration);
}

void ClientThrottling::alter(const ClientQuotaAlteration& alteration) {
    manager(alteration.type).update_quota(alteration.entity, alteration.bytes_per_second);
}

bool ClientThrottling::was_throttled(ClientQuotaType type, NodeId client, Instant now) const {
    const Instant* until = lately_.find(std::pair(type, client));
    return until != nullptr && now < *until + measured_;
}

std::uint32_t ClientThrottling::begin(ThrottledChannel channel) {
    lately_.set({channel.type, channel.to.client}, channel.until);
    throttled_.set(++last_, std::move(channel));
    return last_;
}

ThrottledChannel ClientThrottling::end(std::uint32_t which) {
    ThrottledChannel channel = std::move(*throttled_.find(which));
    throttled_.erase(which);
    return channel;
}

void ClientThrottling::digest(Digest& d) const {
    produce_.digest(d);
    fetch_.digest(d);
    d.add(last_);
    for (const auto& [which, channel] : throttled_) {
        d.add(which);
        digest_into(d, channel.to.conn);
        digest_into(d, channel.until);
        if (channel.held) digest_into(d, channel.held->digest());
    }
}

void answer_produce(BrokerStep& step, const RequestContext& to, std::int64_t request_bytes,
                    ProduceResponse response) {
    const QuotaVerdict verdict = measure(step, produce_quota, to, request_bytes);
    if (verdict.throttle_time_ms > 0) {
        answer_throttled(step, produce_quota, to, verdict, std::move(response));
    } else {
        step.answer(to, std::move(response));
    }
}

void finish_produce(BrokerStep& step, const RequestContext& to, std::int64_t request_bytes) {
    const QuotaVerdict verdict = measure(step, produce_quota, to, request_bytes);
    step.state.channels.finish(to.conn, to.correlation);
    if (verdict.throttle_time_ms > 0) throttle(step, produce_quota, to, verdict, {});
}

void answer_fetch(BrokerStep& step, const RequestContext& to, FetchResponse response) {
    const QuotaVerdict verdict = measure(step, fetch_quota, to, wire_size(response));
    if (verdict.throttle_time_ms > 0) {
        answer_throttled(step, fetch_quota, to, verdict, std::move(response));
    } else {
        step.answer(to, std::move(response));
    }
}

bool throttle_fetch(BrokerStep& step, const RequestContext& to, std::int64_t response_bytes,
                    FetchResponse nothing) {
    const QuotaVerdict verdict = measure(step, fetch_quota, to, response_bytes);
    if (verdict.throttle_time_ms <= 0) return false;
    step.state.client_throttling.manager(fetch_quota)
        .unrecord(user_of_all(), step.state.channels.client_id(to.conn), response_bytes,
                  millis(step));
    answer_throttled(step, fetch_quota, to, verdict, std::move(nothing));
    return true;
}

std::int32_t quota_fetch_max_bytes(BrokerStep& step, const RequestContext& from,
                                   std::int32_t max_bytes) {
    if (!step.state.config.features.fetches_within_quota) return max_bytes;
    const auto most =
        step.state.client_throttling.manager(fetch_quota)
            .max_value_in_quota_window(user_of_all(), step.state.channels.client_id(from.conn));
    return most ? static_cast<std::int32_t>(std::min<std::int64_t>(*most, max_bytes)) : max_bytes;
}

void on_throttle_over(BrokerStep& step, std::uint32_t which) {
    const ThrottledChannel channel = step.state.client_throttling.end(which);
    if (channel.held) {
        step.state.channels.answer(channel.to.conn, channel.to.correlation, channel.held, step.out);
    } else {
        step.state.channels.unmute(channel.to.conn);
    }
}

}  // namespace kscope
