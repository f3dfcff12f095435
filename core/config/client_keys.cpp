// Producer and consumer configuration (org.apache.kafka.clients.producer.ProducerConfig and
// .consumer.ConsumerConfig, 3.9).
#include "core/config/config_table.h"

namespace kscope::config_table {

namespace {

using P = ProducerConfig;
using C = ConsumerConfig;
constexpr auto text_type = ConfigType::text;

bool read_acks(P& config, std::string_view value) {
    if (value == "all" || value == "-1") {
        config.acks = -1;
    } else if (value == "0" || value == "1") {
        config.acks = value == "0" ? 0 : 1;
    } else {
        return false;
    }
    return true;
}
std::string write_acks(const P& config) {
    return config.acks == -1 ? "all" : std::to_string(config.acks);
}

bool read_compression(P& config, std::string_view value) {
    const auto type = compression_named(value);
    if (!type) return false;
    config.compression_type = *type;
    return true;
}
std::string write_compression(const P& config) {
    return std::string(name_of(config.compression_type));
}
std::string compressions(const Features& features) { return "none, " + codecs_of(features); }

bool read_offset_reset(C& config, std::string_view value) {
    if (value == "earliest") {
        config.auto_offset_reset = OffsetReset::earliest;
    } else if (value == "latest") {
        config.auto_offset_reset = OffsetReset::latest;
    } else if (value == "none") {
        config.auto_offset_reset = OffsetReset::none;
    } else {
        return false;
    }
    return true;
}
std::string write_offset_reset(const C& config) {
    switch (config.auto_offset_reset) {
        case OffsetReset::earliest: return "earliest";
        case OffsetReset::latest: return "latest";
        case OffsetReset::none: return "none";
    }
    return "latest";
}

bool read_assignors(C& config, std::string_view value) {
    std::string rest(value);
    while (true) {
        const std::size_t comma = rest.find(',');
        const std::string name = rest.substr(0, comma);
        if (name != "range" && name != "roundrobin") return false;
        if (comma == std::string::npos) break;
        rest = rest.substr(comma + 1);
    }
    config.partition_assignment_strategy = std::string(value);
    return true;
}
std::string write_assignors(const C& config) { return config.partition_assignment_strategy; }

}  // namespace

const std::vector<Row<ProducerConfig>>& producer_rows() {
    static const std::vector<Row<P>> rows{
        {"client.id", text_type, "", "the name in requests; the producer's name if empty",
         &P::client_id},
        {"acks", text_type, "all", "whose copy a record needs before it counts as sent",
         Custom<P>{read_acks, write_acks, "all, 1 or 0"}},
        {"enable.idempotence", boolean, "true", "brokers drop what a retry sends twice",
         &P::enable_idempotence},
        {"retries", integer, "2147483647", "how often a batch is sent again", &P::retries, 0},
        {"delivery.timeout.ms", ms, "120000", "after this a record has failed, retries or not",
         &P::delivery_timeout, 0},
        {"request.timeout.ms", ms, "30000", "how long one request may take", &P::request_timeout,
         1},
        {"linger.ms", long_ms, "5", "how long a batch waits for more records", &P::linger, 0},
        {"batch.size", bytes, "16384", "bytes of one batch", &P::batch_size, 0},
        {"compression.type", text_type, "none", "how a batch's records are packed",
         Custom<P>{read_compression, write_compression, "", compressions, knows_codec}},
        {"compression.gzip.level", integer, "-1", "-1 is zlib's own choice, 6",
         &P::compression_gzip_level, -1, 9},
        {"compression.lz4.level", integer, "9", "9 is the fast compressor, any other the high one",
         &P::compression_lz4_level, 1, 17},
        {"compression.zstd.level", integer, "3", "more is smaller and slower",
         &P::compression_zstd_level, -131072, 22},
        {"buffer.memory", long_bytes, "33554432", "bytes that may wait to be sent",
         &P::buffer_memory, 0},
        {"max.block.ms", long_ms, "60000", "how long send() waits for metadata or memory",
         &P::max_block, 0},
        {"max.in.flight.requests.per.connection", integer, "5", "requests that await an answer",
         &P::max_in_flight_requests_per_connection, 1},
        {"max.request.size", bytes, "1048576", "bytes of one request", &P::max_request_size, 0},
        {"retry.backoff.ms", long_ms, "100", "first pause before a retry", &P::retry_backoff, 0},
        {"retry.backoff.max.ms", long_ms, "1000", "longest pause before a retry",
         &P::retry_backoff_max, 0},
        {"reconnect.backoff.ms", long_ms, "50", "first pause before connecting again",
         &P::reconnect_backoff, 0},
        {"reconnect.backoff.max.ms", long_ms, "1000", "longest pause before connecting again",
         &P::reconnect_backoff_max, 0},
        {"metadata.max.age.ms", long_ms, "300000", "metadata is asked for anew at this age",
         &P::metadata_max_age, 0},
        {"socket.connection.setup.timeout.ms", long_ms, "10000", "how long a connection may take",
         &P::socket_connection_setup_timeout, 1},
        {"socket.connection.setup.timeout.max.ms", long_ms, "30000",
         "how long it may take at most, after more and more failures",
         &P::socket_connection_setup_timeout_max, 1},
    };
    return rows;
}

const std::vector<Row<ConsumerConfig>>& consumer_rows() {
    static const std::vector<Row<C>> rows{
        {"client.id", text_type, "", "the name in requests; the consumer's name if empty",
         &C::client_id},
        {"group.id", text_type, "", "the group; the scenario's name of the group if empty",
         &C::group_id},
        {"client.rack", text_type, "",
         "where the consumer stands; a leader may send it to a replica there", &C::client_rack},
        {"auto.offset.reset", text_type, "latest",
         "where to begin when the group has no valid committed offset",
         Custom<C>{read_offset_reset, write_offset_reset, "earliest, latest or none"}},
        {"enable.auto.commit", boolean, "true", "poll() commits what earlier polls returned",
         &C::enable_auto_commit},
        {"auto.commit.interval.ms", ms, "5000", "and does so this often", &C::auto_commit_interval,
         0},
        {"session.timeout.ms", ms, "45000", "a member that is silent for this long is out",
         &C::session_timeout, 1},
        {"heartbeat.interval.ms", ms, "3000", "how often a member says that it lives",
         &C::heartbeat_interval, 1},
        {"max.poll.interval.ms", ms, "300000", "a member that does not poll for this long leaves",
         &C::max_poll_interval, 1},
        {"max.poll.records", integer, "500", "records of one poll()", &C::max_poll_records, 1},
        {"fetch.min.bytes", bytes, "1", "bytes that a fetch waits for", &C::fetch_min_bytes, 0},
        {"fetch.max.wait.ms", ms, "500", "and how long it waits", &C::fetch_max_wait, 0},
        {"fetch.max.bytes", bytes, "52428800", "most bytes of one fetch response",
         &C::fetch_max_bytes, 0},
        {"max.partition.fetch.bytes", bytes, "1048576", "most bytes of one partition in it",
         &C::max_partition_fetch_bytes, 0},
        {"partition.assignment.strategy", text_type, "range",
         "how the group's leader divides the partitions",
         Custom<C>{read_assignors, write_assignors, "range, roundrobin or both with a comma"}},
        {"request.timeout.ms", ms, "30000", "how long one request may take", &C::request_timeout,
         1},
        {"retry.backoff.ms", long_ms, "100", "first pause before a retry", &C::retry_backoff, 0},
        {"retry.backoff.max.ms", long_ms, "1000", "longest pause before a retry",
         &C::retry_backoff_max, 0},
        {"reconnect.backoff.ms", long_ms, "50", "first pause before connecting again",
         &C::reconnect_backoff, 0},
        {"reconnect.backoff.max.ms", long_ms, "1000", "longest pause before connecting again",
         &C::reconnect_backoff_max, 0},
        {"metadata.max.age.ms", long_ms, "300000", "metadata is asked for anew at this age",
         &C::metadata_max_age, 0},
        {"socket.connection.setup.timeout.ms", long_ms, "10000", "how long a connection may take",
         &C::socket_connection_setup_timeout, 1},
        {"socket.connection.setup.timeout.max.ms", long_ms, "30000",
         "how long it may take at most, after more and more failures",
         &C::socket_connection_setup_timeout_max, 1},
    };
    return rows;
}

}  // namespace kscope::config_table
