// Quotas and replication throttles (org.apache.kafka.server.config.QuotaConfigs, 3.9). The rates of
// throttled replication and the throttled replicas are dynamic in Kafka; here they may stand in the
// file as well, as if they had been set before the start.
#include "core/config/config_table.h"
#include "core/config/config_value.h"

namespace kscope::config_table {

namespace {

using B = BrokerConfig;
using T = TopicConfig;

constexpr const char* at_least_1 = "a whole number, at least 1";

std::optional<std::int64_t> read_count(std::string_view value) {
    const auto n = parse_integer(value);
    return n && *n >= 1 ? n : std::nullopt;
}

template <QuotaWindows B::*windows>
bool read_samples(B& config, std::string_view value) {
    const auto n = read_count(value);
    if (n) (config.*windows).samples = static_cast<std::int32_t>(*n);
    return n.has_value();
}
template <QuotaWindows B::*windows>
std::string write_samples(const B& config) {
    return std::to_string((config.*windows).samples);
}
template <QuotaWindows B::*windows>
bool read_seconds(B& config, std::string_view value) {
    const auto n = read_count(value);
    if (n) (config.*windows).window_ms = *n * 1000;
    return n.has_value();
}
template <QuotaWindows B::*windows>
std::string write_seconds(const B& config) {
    return std::to_string((config.*windows).window_ms / 1000);
}

// Digits from `at` on; npos if there are none.
std::size_t end_of_number(std::string_view text, std::size_t at) {
    const std::size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at == begin ? std::string_view::npos : at;
}

// ThrottledReplicaListValidator: "0:101,0:102,1:102", "*", or nothing.
bool is_throttled_list(std::string_view value) {
    if (value.empty() || value == "*") return true;
    for (std::size_t at = 0;;) {
        at = end_of_number(value, at);
        if (at == std::string_view::npos || at >= value.size() || value[at] != ':') return false;
        at = end_of_number(value, at + 1);
        if (at == std::string_view::npos) return false;
        if (at == value.size()) return true;
        if (value[at++] != ',') return false;
    }
}

template <std::string T::*list>
bool read_throttled(T& config, std::string_view value) {
    if (!is_throttled_list(value)) return false;
    config.*list = std::string(value);
    return true;
}
template <std::string T::*list>
std::string write_throttled(const T& config) {
    return config.*list;
}

template <std::string T::*list>
Row<T> throttled_row(const char* name, const char* meaning) {
    return {name, ConfigType::text, "", meaning,
            Custom<T>{read_throttled<list>, write_throttled<list>,
                      "PARTITION:BROKER,PARTITION:BROKER,... or *"}};
}

}  // namespace

std::vector<Row<BrokerConfig>> quota_rows() {
    constexpr const char* no_limit = "9223372036854775807";
    constexpr auto clients = &B::quota_windows;
    constexpr auto replication = &B::replication_quota_windows;
    constexpr auto mutations = &B::controller_quota_windows;
    return {
        {"quota.window.num", integer, "11", "windows by which a client's rate is measured",
         Custom<B>{read_samples<clients>, write_samples<clients>, at_least_1}, 1},
        {"quota.window.size.seconds", ConfigType::seconds, "1", "how long such a window is",
         Custom<B>{read_seconds<clients>, write_seconds<clients>, at_least_1}, 1},
        {"replication.quota.window.num", integer, "11",
         "windows by which the rate of throttled replication is measured",
         Custom<B>{read_samples<replication>, write_samples<replication>, at_least_1}, 1},
        {"replication.quota.window.size.seconds", ConfigType::seconds, "1",
         "how long such a window is",
         Custom<B>{read_seconds<replication>, write_seconds<replication>, at_least_1}, 1},
        {"controller.quota.window.num", integer, "11",
         "windows of mutations that a client may use at once (controller_mutation_rate)",
         Custom<B>{read_samples<mutations>, write_samples<mutations>, at_least_1}, 1},
        {"controller.quota.window.size.seconds", ConfigType::seconds, "1",
         "how long such a window is",
         Custom<B>{read_seconds<mutations>, write_seconds<mutations>, at_least_1}, 1},
        {"leader.replication.throttled.rate", long_bytes, no_limit,
         "bytes a second that a broker sends to throttled replicas which are not in sync",
         &B::leader_replication_throttled_rate, 0},
        {"follower.replication.throttled.rate", long_bytes, no_limit,
         "bytes a second that a broker fetches for its own throttled replicas",
         &B::follower_replication_throttled_rate, 0},
    };
}

std::vector<Row<TopicConfig>> throttled_replicas_rows() {
    return {
        throttled_row<&T::leader_replication_throttled_replicas>(
            "leader.replication.throttled.replicas",
            "replicas (0:1,0:2 or *) that a broker throttles as their leader"),
        throttled_row<&T::follower_replication_throttled_replicas>(
            "follower.replication.throttled.replicas",
            "replicas (0:1,0:2 or *) that throttle their own fetching"),
    };
}

}  // namespace kscope::config_table
