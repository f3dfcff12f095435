// Topic configuration (org.apache.kafka.common.config.TopicConfig, 3.9) under its two names: the
// topic's own, and the broker's default for it.
#include "core/config/config_table.h"

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

bool read_cleanup_policy(T& config, std::string_view value) {
    if (value != "delete" && value != "compact") return false;
    config.cleanup_policy = std::string(value);
    return true;
}
std::string write_cleanup_policy(const T& config) { return config.cleanup_policy; }

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

struct Names {
    const char* segment_bytes;
    const char* segment_ms;
    const char* index_interval_bytes;
    const char* max_message_bytes;
    const char* timestamp_type;
    const char* cleanup_policy;
};

std::vector<Row<T>> rows_under(const Names& names) {
    return {
        {names.segment_bytes, ConfigType::bytes, "1073741824",
         "size at which a log starts a new segment", &T::segment_bytes, 14},
        {names.segment_ms, ConfigType::milliseconds, "604800000",
         "age at which a log starts a new segment", &T::segment_ms, 1},
        {names.index_interval_bytes, ConfigType::bytes, "4096",
         "bytes between two entries of the offset index", &T::index_interval_bytes, 0},
        {names.max_message_bytes, ConfigType::bytes, "1048588", "largest record batch",
         &T::max_message_bytes, 0},
        {"min.insync.replicas", ConfigType::integer, "1",
         "acks=all is refused, and the high watermark rests, while the ISR is smaller",
         &T::min_insync_replicas, 1},
        {"unclean.leader.election.enable", ConfigType::boolean, "false",
         "a replica outside the ISR may lead, which can lose records",
         &T::unclean_leader_election_enable},
        {names.timestamp_type, ConfigType::text, "CreateTime",
         "whose clock stamps a record, the producer's or the broker's",
         Custom<T>{read_timestamp_type, write_timestamp_type, "CreateTime or LogAppendTime"}},
        {names.cleanup_policy, ConfigType::text, "delete",
         "what happens to old segments (neither runs yet, see fidelity.md)",
         Custom<T>{read_cleanup_policy, write_cleanup_policy, "delete or compact"}},
        {"compression.type", ConfigType::text, "producer",
         "how the log keeps batches; another type than the producer's costs the leader work",
         Custom<T>{read_broker_compression, write_broker_compression,
                   "producer, uncompressed, gzip, snappy, lz4 or zstd"}},
        {"compression.gzip.level", ConfigType::integer, "-1", "-1 is zlib's own choice, 6",
         &T::compression_gzip_level, -1, 9},
        {"compression.lz4.level", ConfigType::integer, "9",
         "9 is the fast compressor, any other the high one", &T::compression_lz4_level, 1, 17},
        {"compression.zstd.level", ConfigType::integer, "3", "more is smaller and slower",
         &T::compression_zstd_level, -131072, 22},
    };
}

}  // namespace

const std::vector<Row<TopicConfig>>& topic_rows() {
    static const std::vector<Row<T>> rows =
        rows_under({"segment.bytes", "segment.ms", "index.interval.bytes", "max.message.bytes",
                    "message.timestamp.type", "cleanup.policy"});
    return rows;
}

const std::vector<Row<TopicConfig>>& broker_topic_rows() {
    static const std::vector<Row<T>> rows =
        rows_under({"log.segment.bytes", "log.roll.ms", "log.index.interval.bytes",
                    "message.max.bytes", "log.message.timestamp.type", "log.cleanup.policy"});
    return rows;
}

}  // namespace kscope::config_table
