// A broker's keys of logs that are no topic's default under another name: the background work, and
// times in several units, of which the finest that is set holds (KafkaConfig, 3.9).
#include "core/config/config_table.h"
#include "core/config/config_value.h"

namespace kscope::config_table {

namespace {

using B = BrokerConfig;

// ---- log.retention.ms before .minutes before .hours (KafkaConfig.getLogRetentionTimeMillis)

void settle_retention(B& config) {
    const LogRetentionTime& time = config.log_retention;
    const std::int64_t given = time.ms ? *time.ms : time.minutes ? *time.minutes : time.hours;
    const std::int64_t unit = time.ms ? 1 : time.minutes ? 60'000 : 3'600'000;
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
    if (given < 0) {
        config.topic_defaults.retention = Duration::millis(-1);
    } else if (given > most / unit) {
        config.topic_defaults.retention = Duration::forever();
    } else {
        config.topic_defaults.retention = Duration::millis(given * unit);
    }
}

// None: null, as Kafka's default is. Any number below zero means for ever; that the one which
// counts is not zero is validate()'s to say.
bool read_retention(std::optional<std::int64_t>& field, std::string_view value) {
    const auto number = parse_integer(value);
    if (number) field = number;
    return number.has_value();
}
// KafkaConfig of 0.8: getIntInRange("log.retention.ms", (1, Int.MaxValue))
bool knows_retention(const Features& features, std::string_view value) {
    return !is_before(features.keys_as_of, "0.9") || parse_integer(value).value_or(0) > 0;
}
bool read_retention_ms(B& config, std::string_view value) {
    const bool ok = read_retention(config.log_retention.ms, value);
    settle_retention(config);
    return ok;
}
bool read_retention_minutes(B& config, std::string_view value) {
    const bool ok = read_retention(config.log_retention.minutes, value);
    settle_retention(config);
    return ok;
}
bool read_retention_hours(B& config, std::string_view value) {
    std::optional<std::int64_t> hours;
    if (!read_retention(hours, value)) return false;
    config.log_retention.hours = *hours;
    settle_retention(config);
    return true;
}
std::string write_optional(const std::optional<std::int64_t>& value) {
    return value ? std::to_string(*value) : "";
}
std::string write_retention_ms(const B& config) { return write_optional(config.log_retention.ms); }
std::string write_retention_minutes(const B& config) {
    return write_optional(config.log_retention.minutes);
}
std::string write_retention_hours(const B& config) {
    return std::to_string(config.log_retention.hours);
}

std::vector<Row<B>> retention_rows() {
    constexpr const char* above_0 = "a whole number above 0";
    return {
        {"log.initial.task.delay.ms", long_ms, "30000", "when the log's background work begins",
         &B::log_initial_task_delay, 0},
        {"log.retention.check.interval.ms", long_ms, "300000",
         "how often a broker looks for segments that may go", &B::log_retention_check_interval, 1},
        {"log.retention.ms", long_ms, "", "default of retention.ms; empty: log.retention.minutes",
         Custom<B>{read_retention_ms, write_retention_ms, above_0, nullptr, knows_retention}},
        {"log.retention.minutes", integer, "", "the same in minutes; empty: log.retention.hours",
         Custom<B>{read_retention_minutes, write_retention_minutes, above_0, nullptr,
                   knows_retention}},
        {"log.retention.hours", integer, "168", "the same in hours",
         Custom<B>{read_retention_hours, write_retention_hours, above_0, nullptr, knows_retention}},
        {"log.cleaner.enable", boolean, "true", "a broker compacts its compacted logs",
         &B::log_cleaner_enable},
        {"log.cleaner.backoff.ms", long_ms, "15000",
         "the cleaner's sleep when nothing is to be cleaned", &B::log_cleaner_backoff, 1},
        {"producer.id.expiration.ms", ms, "86400000",
         "how long a silent producer's sequence numbers are remembered", &B::producer_id_expiration,
         1},
        {"producer.id.expiration.check.interval.ms", ms, "600000",
         "how often a broker looks for silent producers", &B::producer_id_expiration_check_interval,
         1},
    };
}

// ---- log.roll.ms before .hours, and the same for the jitter (KafkaConfig.logRollTimeMillis)

Duration given_time(const LogRollTime& time) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
    constexpr std::int64_t hour = 3'600'000;
    const std::int64_t unit = time.ms ? 1 : hour;
    const std::int64_t given = time.ms.value_or(time.hours);
    return given > most / unit ? Duration::forever() : Duration::millis(given * unit);
}
void settle_rolling(B& config) {
    config.topic_defaults.segment_ms = given_time(config.log_roll);
    config.topic_defaults.segment_jitter = given_time(config.log_roll_jitter);
}

template <LogRollTime B::*time, std::int64_t least>
bool read_roll_ms(B& config, std::string_view value) {
    const auto number = parse_integer(value);
    if (!number || *number < least) return false;
    (config.*time).ms = number;
    settle_rolling(config);
    return true;
}
template <LogRollTime B::*time, std::int64_t least>
bool read_roll_hours(B& config, std::string_view value) {
    const auto hours = parse_integer(value);
    if (!hours || *hours < least) return false;
    (config.*time).hours = *hours;
    settle_rolling(config);
    return true;
}
template <LogRollTime B::*time>
std::string write_roll_ms(const B& config) {
    return (config.*time).ms ? std::to_string(*(config.*time).ms) : "";
}
template <LogRollTime B::*time>
std::string write_roll_hours(const B& config) {
    return std::to_string((config.*time).hours);
}

std::vector<Row<B>> roll_rows() {
    constexpr auto age = &B::log_roll;
    constexpr auto jitter = &B::log_roll_jitter;
    constexpr const char* above_0 = "a whole number above 0";
    constexpr const char* from_0 = "a whole number from 0";
    return {
        {"log.roll.ms", long_ms, "", "default of segment.ms; empty: log.roll.hours",
         Custom<B>{read_roll_ms<age, 1>, write_roll_ms<age>, above_0}},
        {"log.roll.hours", integer, "168", "the same in hours",
         Custom<B>{read_roll_hours<age, 1>, write_roll_hours<age>, above_0}, 1},
        {"log.roll.jitter.ms", long_ms, "",
         "default of segment.jitter.ms; empty: log.roll.jitter.hours",
         Custom<B>{read_roll_ms<jitter, 0>, write_roll_ms<jitter>, from_0}},
        {"log.roll.jitter.hours", integer, "0", "the same in hours",
         Custom<B>{read_roll_hours<jitter, 0>, write_roll_hours<jitter>, from_0}, 0},
    };
}

// ---- log.message.timestamp.difference.max.ms where .before.max.ms or .after.max.ms is not set
// (KafkaConfig.logMessageTimestampBeforeMaxMs, logMessageTimestampAfterMaxMs, extractLogConfigMap)

void settle_timestamps(B& config) {
    const LogTimestampBounds& given = config.log_message_timestamp;
    const bool apart = config.features.bounds_timestamps_apart;
    const auto settled = [&](Duration bound) {
        return apart && bound == Duration::forever() ? given.difference : bound;
    };
    config.topic_defaults.message_timestamp_difference_max = given.difference;
    config.topic_defaults.message_timestamp_before_max = settled(given.before);
    config.topic_defaults.message_timestamp_after_max = settled(given.after);
}
template <Duration LogTimestampBounds::*bound>
bool read_timestamp_bound(B& config, std::string_view value) {
    const auto number = parse_integer(value);
    if (!number || *number < 0) return false;
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
    config.log_message_timestamp.*bound =
        *number > most ? Duration::forever() : Duration::millis(*number);
    settle_timestamps(config);
    return true;
}
template <Duration LogTimestampBounds::*bound>
std::string write_timestamp_bound(const B& config) {
    const Duration given = config.log_message_timestamp.*bound;
    return std::to_string(given == Duration::forever() ? std::numeric_limits<std::int64_t>::max()
                                                       : given.to_millis());
}

template <Duration LogTimestampBounds::*bound>
Custom<B> timestamp_bound() {
    return {read_timestamp_bound<bound>, write_timestamp_bound<bound>, "a whole number from 0"};
}

std::vector<Row<B>> timestamp_rows() {
    using Bounds = LogTimestampBounds;
    constexpr const char* for_ever = "9223372036854775807";
    return {
        {"log.message.timestamp.difference.max.ms", long_ms, for_ever,
         "default of message.timestamp.difference.max.ms", timestamp_bound<&Bounds::difference>(),
         0},
        {"log.message.timestamp.before.max.ms", long_ms, for_ever,
         "how far a record's timestamp may lie before the broker's clock",
         timestamp_bound<&Bounds::before>(), 0},
        {"log.message.timestamp.after.max.ms", long_ms, "3600000",
         "how far a record's timestamp may lie after the broker's clock",
         timestamp_bound<&Bounds::after>(), 0},
    };
}

// ---- log.flush.interval.ms before log.flush.scheduler.interval.ms
// (KafkaConfig.logFlushIntervalMs)

Duration flush_time(std::int64_t ms) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
    return ms > most ? Duration::forever() : Duration::millis(ms);
}
void settle_flushing(B& config) {
    const LogFlushTime& time = config.log_flush;
    config.log_flush_scheduler_interval = flush_time(time.scheduler_ms);
    config.topic_defaults.flush_interval = flush_time(time.interval_ms.value_or(time.scheduler_ms));
}

bool read_flush_interval(B& config, std::string_view value) {
    const auto number = parse_integer(value);
    if (!number || *number < 0) return false;
    config.log_flush.interval_ms = number;
    settle_flushing(config);
    return true;
}
bool read_flush_scheduler(B& config, std::string_view value) {
    const auto number = parse_integer(value);
    if (!number || *number < 1) return false;
    config.log_flush.scheduler_ms = *number;
    settle_flushing(config);
    return true;
}
std::string write_flush_interval(const B& config) {
    return write_optional(config.log_flush.interval_ms);
}
std::string write_flush_scheduler(const B& config) {
    return std::to_string(config.log_flush.scheduler_ms);
}

std::vector<Row<B>> flush_rows() {
    return {
        {"log.flush.interval.ms", long_ms, "",
         "default of flush.ms; empty: log.flush.scheduler.interval.ms",
         Custom<B>{read_flush_interval, write_flush_interval, "a whole number from 0"}},
        {"log.flush.scheduler.interval.ms", long_ms, "9223372036854775807",
         "how often a broker looks for logs that flush.ms makes durable",
         Custom<B>{read_flush_scheduler, write_flush_scheduler, "a whole number above 0"}},
    };
}

}  // namespace

std::vector<Row<BrokerConfig>> log_rows() {
    std::vector<Row<B>> all = retention_rows();
    const std::vector<Row<B>> flushing = flush_rows();
    all.insert(all.end(), flushing.begin(), flushing.end());
    const std::vector<Row<B>> rolling = roll_rows();
    all.insert(all.end(), rolling.begin(), rolling.end());
    const std::vector<Row<B>> timestamps = timestamp_rows();
    all.insert(all.end(), timestamps.begin(), timestamps.end());
    return all;
}

}  // namespace kscope::config_table
