// Topic configuration (org.apache.kafka.common.config.TopicConfig, 3.9) under its two names: the
// topic's own, and the broker's default for it.
#include <algorithm>

#include "core/config/config_table.h"
#include "core/config/config_value.h"

namespace kscope::config_table {

namespace {

using T = TopicConfig;

bool read_timestamp_type(T& config, std::string_view value) {
    if (value != "CreateTime" && value != "LogAppendTime") return false;
    config.log_append_time = value == "LogAppendTime";
    return true;
}
std::string write_timestamp_type(const T& config) {
    return config.log_append_time ? "LogAppendTime" : "CreateTime";
}

bool read_format_version(T& config, std::string_view value) {
    const auto version = MessageFormatVersion::named(value);
    if (version) config.message_format_version = *version;
    return version.has_value();
}
std::string write_format_version(const T& config) {
    return std::string(config.message_format_version.name());
}

// A list of one or both, in any order.
bool read_cleanup_policy(T& config, std::string_view value) {
    bool deletes = false;
    bool compacts = false;
    bool delete_first = false;
    for (std::size_t begin = 0; begin <= value.size();) {
        const std::size_t end = std::min(value.find(',', begin), value.size());
        const std::string_view word = trimmed(value.substr(begin, end - begin));
        if (word != "delete" && word != "compact") return false;
        (word == "delete" ? deletes : compacts) = true;
        delete_first = deletes && (delete_first || !compacts);
        begin = end + 1;
    }
    config.cleanup_delete = deletes;
    config.cleanup_compact = compacts;
    config.cleanup_delete_first = delete_first && compacts;
    return true;
}
std::string write_cleanup_policy(const T& config) {
    if (!config.cleanup_compact) return "delete";
    if (!config.cleanup_delete) return "compact";
    return config.cleanup_delete_first ? "delete,compact" : "compact,delete";
}

// BrokerCompressionType
bool read_broker_compression(T& config, std::string_view value) {
    if (value == "producer") {
        config.compression_type.reset();
        return true;
    }
    const auto type = compression_named(value == "uncompressed" ? "none" : value);
    if (!type || value == "none") return false;
    config.compression_type = type;
    return true;
}
std::string write_broker_compression(const T& config) {
    if (!config.compression_type) return "producer";
    if (*config.compression_type == CompressionType::none) return "uncompressed";
    return std::string(name_of(*config.compression_type));
}
std::string broker_compressions(const Features& features) {
    return "producer, uncompressed, " + codecs_of(features);
}

struct Names {
    const char* segment_bytes;
    const char* segment_ms;         // null: the broker has two keys for it (log_keys.cpp)
    const char* segment_jitter_ms;  // likewise
    const char* flush_messages;
    const char* flush_ms;  // null: the broker has two keys for it (log_keys.cpp)
    const char* segment_index_bytes;
    const char* index_interval_bytes;
    const char* max_message_bytes;
    const char* format_version;
    const char* timestamp_type;
    const char* timestamp_difference_max_ms;  // null: the broker's holds for them (log_keys.cpp)
    const char* timestamp_before_max_ms;
    const char* timestamp_after_max_ms;
    const char* cleanup_policy;
    const char* retention_ms;  // null: the broker has three keys for it (log_keys.cpp)
    const char* retention_bytes;
    const char* file_delete_delay_ms;
    const char* delete_retention_ms;
    const char* min_compaction_lag_ms;
    const char* max_compaction_lag_ms;
    const char* min_cleanable_ratio;
    const char* preallocate;
    const char* message_downconversion_enable;
};

constexpr const char* for_ever = "9223372036854775807";

std::vector<Row<T>> cleanup_rows(const Names& names) {
    std::vector<Row<T>> rows{
        {names.cleanup_policy, ConfigType::text, "delete",
         "old segments are deleted, compacted to the latest record of each key, or both",
         Custom<T>{read_cleanup_policy, write_cleanup_policy, "", cleanup_policies_of,
                   knows_cleanup_policy}},
        {names.retention_bytes, long_bytes, "-1",
         "size of a partition above which its oldest segments go; -1: none goes for that",
         &T::retention_bytes, -1},
        {names.file_delete_delay_ms, long_ms, "60000",
         "how long the file of a deleted segment stays on the disk", &T::file_delete_delay, 0},
        {names.delete_retention_ms, long_ms, "86400000",
         "how long a tombstone stays in the cleaned part of a compacted log", &T::delete_retention,
         0},
        {names.min_compaction_lag_ms, long_ms, "0", "how long a record stays uncompacted at least",
         &T::min_compaction_lag, 0},
        {names.max_compaction_lag_ms, long_ms, for_ever,
         "age at which a record is compacted whatever the dirty ratio is", &T::max_compaction_lag,
         1},
        {names.min_cleanable_ratio, ConfigType::real, "0.5",
         "share of a compacted log that must be dirty before the cleaner takes it",
         &T::min_cleanable_dirty_ratio, 0, 1},
    };
    if (names.retention_ms != nullptr) {
        rows.push_back({names.retention_ms, long_ms, "604800000",
                        "age of its newest record at which a segment goes; -1: for ever",
                        &T::retention, -1});
    }
    return rows;
}

std::vector<Row<T>> timestamp_rows(const Names& names) {
    if (names.timestamp_difference_max_ms == nullptr) return {};
    return {
        {names.timestamp_difference_max_ms, long_ms, for_ever,
         "how far a record's timestamp may lie from the broker's clock, where no other bound is "
         "set",
         &T::message_timestamp_difference_max, 0},
        {names.timestamp_before_max_ms, long_ms, for_ever,
         "how far a record's timestamp may lie before the broker's clock",
         &T::message_timestamp_before_max, 0},
        {names.timestamp_after_max_ms, long_ms, "3600000",
         "how far a record's timestamp may lie after the broker's clock",
         &T::message_timestamp_after_max, 0},
    };
}

std::vector<Row<T>> rows_under(const Names& names) {
    std::vector<Row<T>> rows{
        {names.segment_bytes, bytes, "1073741824", "size at which a log starts a new segment",
         &T::segment_bytes, 14},
        {names.segment_index_bytes, bytes, "10485760",
         "size of a segment's index; a log starts a new segment when it is full",
         &T::segment_index_bytes, 4},
        {names.index_interval_bytes, bytes, "4096", "bytes between two entries of the offset index",
         &T::index_interval_bytes, 0},
        {names.flush_messages, long_integer, for_ever,
         "records after which a log is made durable before any of them is answered",
         &T::flush_messages, 1},
        {names.max_message_bytes, bytes, "1048588", "largest record batch", &T::max_message_bytes,
         0},
        {"min.insync.replicas", integer, "1",
         "acks=all is refused, and the high watermark rests, while the ISR is smaller",
         &T::min_insync_replicas, 1},
        {"unclean.leader.election.enable", boolean, "false",
         "a replica outside the ISR may lead, which can lose records",
         &T::unclean_leader_election_enable},
        {names.format_version, ConfigType::text, "3.0-IV1",
         "the format in which a leader writes messages; ignored since 3.0",
         Custom<T>{read_format_version, write_format_version,
                   "a version of Kafka, such as 0.10.2 or 2.8-IV1"}},
        {names.timestamp_type, ConfigType::text, "CreateTime",
         "whose clock stamps a record, the producer's or the broker's",
         Custom<T>{read_timestamp_type, write_timestamp_type, "CreateTime or LogAppendTime"}},
        {"compression.type", ConfigType::text, "producer",
         "how the log keeps batches; another type than the producer's costs the leader work",
         Custom<T>{read_broker_compression, write_broker_compression, "", broker_compressions,
                   knows_codec}},
        {"compression.gzip.level", integer, "-1", "-1 is zlib's own choice, 6",
         &T::compression_gzip_level, -1, 9},
        {"compression.lz4.level", integer, "9", "9 is the fast compressor, any other the high one",
         &T::compression_lz4_level, 1, 17},
        {"compression.zstd.level", integer, "3", "more is smaller and slower",
         &T::compression_zstd_level, -131072, 22},
    };
    rows.push_back({names.preallocate, boolean, "false",
                    "a new segment's file has its full size at once; without effect",
                    &T::preallocate});
    rows.push_back({names.message_downconversion_enable, boolean, "true",
                    "messages are converted for old consumers; without effect",
                    &T::message_downconversion_enable});
    const std::vector<Row<T>> bounds = timestamp_rows(names);
    rows.insert(rows.end(), bounds.begin(), bounds.end());
    if (names.segment_ms != nullptr) {
        rows.push_back({names.segment_ms, long_ms, "604800000",
                        "age at which a log starts a new segment", &T::segment_ms, 1});
        rows.push_back({names.segment_jitter_ms, long_ms, "0",
                        "most that is taken off that age at random, so that segments do not all "
                        "roll at once",
                        &T::segment_jitter, 0});
    }
    if (names.flush_ms != nullptr) {
        rows.push_back({names.flush_ms, long_ms, for_ever,
                        "age of what was last made durable at which a log is; looked at every "
                        "log.flush.scheduler.interval.ms",
                        &T::flush_interval, 0});
    }
    const std::vector<Row<T>> cleanup = cleanup_rows(names);
    rows.insert(rows.end(), cleanup.begin(), cleanup.end());
    return rows;
}

}  // namespace

const std::vector<Row<TopicConfig>>& topic_rows() {
    static const std::vector<Row<T>> rows = [] {
        std::vector<Row<T>> all = rows_under({"segment.bytes",
                                              "segment.ms",
                                              "segment.jitter.ms",
                                              "flush.messages",
                                              "flush.ms",
                                              "segment.index.bytes",
                                              "index.interval.bytes",
                                              "max.message.bytes",
                                              "message.format.version",
                                              "message.timestamp.type",
                                              "message.timestamp.difference.max.ms",
                                              "message.timestamp.before.max.ms",
                                              "message.timestamp.after.max.ms",
                                              "cleanup.policy",
                                              "retention.ms",
                                              "retention.bytes",
                                              "file.delete.delay.ms",
                                              "delete.retention.ms",
                                              "min.compaction.lag.ms",
                                              "max.compaction.lag.ms",
                                              "min.cleanable.dirty.ratio",
                                              "preallocate",
                                              "message.downconversion.enable"});
        const std::vector<Row<T>> throttled = throttled_replicas_rows();
        all.insert(all.end(), throttled.begin(), throttled.end());
        return all;
    }();
    return rows;
}

const std::vector<Row<TopicConfig>>& broker_topic_rows() {
    static const std::vector<Row<T>> rows = rows_under({"log.segment.bytes",
                                                        nullptr,
                                                        nullptr,
                                                        "log.flush.interval.messages",
                                                        nullptr,
                                                        "log.index.size.max.bytes",
                                                        "log.index.interval.bytes",
                                                        "message.max.bytes",
                                                        "log.message.format.version",
                                                        "log.message.timestamp.type",
                                                        nullptr,
                                                        nullptr,
                                                        nullptr,
                                                        "log.cleanup.policy",
                                                        nullptr,
                                                        "log.retention.bytes",
                                                        "log.segment.delete.delay.ms",
                                                        "log.cleaner.delete.retention.ms",
                                                        "log.cleaner.min.compaction.lag.ms",
                                                        "log.cleaner.max.compaction.lag.ms",
                                                        "log.cleaner.min.cleanable.ratio",
                                                        "log.preallocate",
                                                        "log.message.downconversion.enable"});
    return rows;
}

}  // namespace kscope::config_table
