#include "core/broker/client_throttling.h"

#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/protocol/throttle_time.h"

namespace kscope {

namespace {

constexpr auto produce_quota = ClientQuotaType::produce;
constexpr auto fetch_quota = ClientQuotaType::fetch;
constexpr auto request_quota = ClientQuotaType::request;
constexpr auto mutation_quota = ClientQuotaType::controller_mutation;

std::int64_t millis(const BrokerStep& step) { return step.now.monotonic.since_start().to_millis(); }

QuotaVerdict measure(BrokerStep& step, ClientQuotaType type, const RequestContext& to,
                     std::int64_t value) {
    ClientThrottling& throttling = step.state.client_throttling;
    if (!throttling.limits(type)) return {};
    return throttling.manager(type).record(quota_user, step.state.channels.client_id(to.conn),
                                           value, millis(step));
}

// What throttles a request, if anything does.
struct Throttle {
    ClientQuotaType type = ClientQuotaType::produce;
    std::string request;  // "Produce"
    QuotaVerdict verdict;
    [[nodiscard]] bool any() const { return verdict.throttle_time_ms > 0; }
};

// What is being answered has cost the threads this; it is counted once.
Throttle measure_cost(BrokerStep& step, const RequestContext& to) {
    const RequestCostTaken cost = step.state.channels.take_cost(to.conn);
    if (cost.time == Duration()) return {request_quota, cost.request, {}};
    return {request_quota, cost.request, measure(step, request_quota, to, cost.time.count())};
}

// KafkaApis: the quota with the longer throttle time is the one that throttles.
Throttle longer(const Throttle& bytes, const Throttle& cost) {
    return bytes.verdict.throttle_time_ms > cost.verdict.throttle_time_ms ? bytes : cost;
}

std::string tenths(std::int64_t tenths) {
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

// "23 bytes a second over the last 10.5s are above its quota"
std::string exceeded(ClientQuotaType type, const QuotaVerdict& verdict) {
    if (type == mutation_quota) {
        return "it has had more partitions created or deleted than its quota allows";
    }
    const std::string over =
        " over the last " + to_string(Duration::millis(verdict.window_ms)) + " are above its quota";
    if (type == request_quota) {
        const std::int64_t permille = verdict.sum / (verdict.window_ms * 1000);
        return tenths(permille) + " % of a thread's time" + over;
    }
    return std::to_string(verdict.sum * 1000 / verdict.window_ms) + " bytes a second" + over;
}

const char* metric_of(ClientQuotaType type) {
    switch (type) {
        case ClientQuotaType::produce: return "produce-throttle-time-avg up";
        case ClientQuotaType::fetch: return "fetch-throttle-time-avg up";
        default: return "throttle-time up";
    }
}

void note_throttled(BrokerStep& step, const ThrottledChannel& channel, const Throttle& why) {
    if (!step.out.wants<ClientThrottled>()) return;
    const bool answered = !channel.held;
    Note& note = step.out.note(
        ClientThrottled{step.state.config.broker_id, channel.to.client, channel.client_id,
                        why.request, Duration::millis(why.verdict.throttle_time_ms), answered,
                        step.state.client_throttling.was_throttled(channel.type, channel.to.client,
                                                                   step.now.monotonic)});
    note.rule = Rule{exceeded(why.type, why.verdict), config_key_of(why.type),
                     quota_text(why.type, why.verdict.rate), metric_of(why.type)};
}

// From here on its channel is muted until the time is over; `held` is sent then, if there is one.
void throttle(BrokerStep& step, const RequestContext& to, const Throttle& why,
              Ref<const Message> held) {
    const Instant until =
        step.now.monotonic + Duration::millis(std::int64_t{why.verdict.throttle_time_ms});
    ThrottledChannel channel{
        to,    why.type,       step.state.channels.client_id(to.conn), why.verdict.rate,
        until, std::move(held)};
    note_throttled(step, channel, why);
    step.state.channels.mute(to.conn);
    const std::uint32_t which = step.state.client_throttling.begin(std::move(channel));
    step.state.timers.arm(until, {BrokerTimerKind::client_throttle, which});
}

template <class Response>
void answer_throttled(BrokerStep& step, const RequestContext& to, const Throttle& why,
                      Response response) {
    response.throttle_time_ms = why.verdict.throttle_time_ms;
    if (step.state.config.features.throttles_after_answer) {
        step.answer(to, std::move(response));
        throttle(step, to, why, {});
    } else {
        throttle(step, to, why, make_message(std::move(response)));
    }
}

// "CreateTopics", which a "CreateTopics response" answers.
std::string answered_by(const Message& response) {
    const std::string name = name_of(response.body());
    return name.substr(0, name.find(' '));
}

}  // namespace

void ClientThrottling::configure(const BrokerConfig& config) {
    for (ClientQuotaManager& manager : managers_) manager.configure(config.quota_windows);
    manager(request_quota).throttle_for_one_window_at_most();
    measured_ = Duration::millis(config.quota_windows.samples * config.quota_windows.window_ms);
    for (const ClientQuotaAlteration& alteration : config.client_quotas) alter(alteration);
}

void ClientThrottling::alter(const ClientQuotaAlteration& alteration) {
    if (alteration.type == mutation_quota) {
        mutation_rates_.update(alteration.entity, alteration.rate);
        return;
    }
    manager(alteration.type).update_quota(alteration.entity, alteration.rate);
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
    manager(produce_quota).digest(d);
    manager(fetch_quota).digest(d);
    if (limits(request_quota)) manager(request_quota).digest(d);
    d.add(last_);
    for (const auto& [which, channel] : throttled_) {
        d.add(which);
        digest_into(d, channel.to.conn);
        digest_into(d, channel.until);
        if (channel.held) digest_into(d, channel.held->digest());
    }
}

void answer_produce(BrokerStep& step, const RequestContext& to, std::int64_t request_bytes,
                    ProduceResponse&& response) {
    const ClientThrottling& throttling = step.state.client_throttling;
    if (!throttling.limits(produce_quota) && !throttling.limits(request_quota)) {
        step.answer(to, std::move(response));
        return;
    }
    const Throttle bytes{produce_quota, "Produce", measure(step, produce_quota, to, request_bytes)};
    const Throttle why = longer(bytes, measure_cost(step, to));
    if (why.any()) {
        answer_throttled(step, to, why, std::move(response));
    } else {
        step.answer(to, std::move(response));
    }
}

// Its cost is exempt (sendNoOpResponseExemptThrottle).
void finish_produce(BrokerStep& step, const RequestContext& to, std::int64_t request_bytes) {
    const Throttle bytes{produce_quota, "Produce", measure(step, produce_quota, to, request_bytes)};
    static_cast<void>(step.state.channels.take_cost(to.conn));
    step.state.channels.finish(to.conn, to.correlation);
    if (bytes.any()) throttle(step, to, bytes, {});
}

void answer_fetch(BrokerStep& step, const RequestContext& to, FetchResponse&& response) {
    const Throttle bytes{fetch_quota, "Fetch", measure(step, fetch_quota, to, wire_size(response))};
    const Throttle why = longer(bytes, measure_cost(step, to));
    if (why.any()) {
        answer_throttled(step, to, why, std::move(response));
    } else {
        step.answer(to, std::move(response));
    }
}

bool throttle_fetch(BrokerStep& step, const RequestContext& to, std::int64_t response_bytes,
                    FetchResponse nothing) {
    const Throttle bytes{fetch_quota, "Fetch", measure(step, fetch_quota, to, response_bytes)};
    const Throttle why = longer(bytes, measure_cost(step, to));
    if (!why.any()) return false;
    step.state.client_throttling.manager(fetch_quota)
        .unrecord(quota_user, step.state.channels.client_id(to.conn), response_bytes, millis(step));
    answer_throttled(step, to, why, std::move(nothing));
    return true;
}

void throttle_answered(BrokerStep& step) {
    for (const RequestContext& to : step.state.channels.take_answered()) {
        const Throttle why = measure_cost(step, to);
        if (why.any()) throttle(step, to, why, {});
    }
}

void throttle_mutations(BrokerStep& step, const RequestContext& to, const Message& response) {
    const std::int32_t time_ms = throttle_time_ms(response);
    if (time_ms <= 0) return;
    Throttle mutations{mutation_quota, answered_by(response), {}};
    mutations.verdict.throttle_time_ms = time_ms;
    mutations.verdict.rate =
        step.state.client_throttling.mutation_rate(step.state.channels.client_id(to.conn));
    throttle(step, to, longer(mutations, measure_cost(step, to)), {});
}

std::int32_t quota_fetch_max_bytes(BrokerStep& step, const RequestContext& from,
                                   std::int32_t max_bytes) {
    if (!step.state.config.features.fetches_within_quota) return max_bytes;
    const auto most =
        step.state.client_throttling.manager(fetch_quota)
            .max_value_in_quota_window(quota_user, step.state.channels.client_id(from.conn));
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
