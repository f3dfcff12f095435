// The configuration of each kind of process, typed. Kafka's keys, types, defaults and meanings
// stand in one table (config_keys.h), which fills these; nothing else holds a default. Durations
// come from the *.ms keys; sizes are bytes. A field's key is its name with dots, unless its comment
// says other.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/compression.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/config/features.h"
#include "core/config/message_format_version.h"
#include "core/config/quota_config.h"

namespace kscope {

// Per topic; the broker's log.* keys and min.insync.replicas give the defaults.
struct TopicConfig {
    std::int64_t segment_bytes = 0;
    Duration segment_ms;
    Duration segment_jitter;  // segment.jitter.ms
    std::int64_t flush_messages = std::numeric_limits<std::int64_t>::max();
    Duration flush_interval = Duration::forever();  // flush.ms
    std::int64_t segment_index_bytes = 0;
    std::int64_t index_interval_bytes = 0;
    std::int32_t max_message_bytes = 0;
    std::int32_t min_insync_replicas = 0;
    bool unclean_leader_election_enable = false;

    MessageFormatVersion message_format_version;  // message.format.version
    bool log_append_time = false;                 // message.timestamp.type
    Duration message_timestamp_before_max;        // message.timestamp.before.max.ms
    Duration message_timestamp_after_max;
    Duration message_timestamp_difference_max = Duration::forever();  // of the two, if not set

    bool cleanup_delete = false;        // cleanup.policy has "delete"
    bool cleanup_compact = false;       // cleanup.policy has "compact"
    bool cleanup_delete_first = false;  // and of both "delete" stands first; only described
    Duration retention;                 // retention.ms; below zero: for ever
    std::int64_t retention_bytes = 0;   // below zero: without bound
    Duration file_delete_delay;
    Duration delete_retention;  // of tombstones
    Duration min_compaction_lag;
    Duration max_compaction_lag;
    std::int64_t min_cleanable_dirty_ratio = 0;  // in millionths

    // compression.type; none: the producer's is kept ("producer").
    std::optional<CompressionType> compression_type;
    std::int32_t compression_gzip_level = 0;
    std::int32_t compression_lz4_level = 0;
    std::int32_t compression_zstd_level = 0;

    // "0:1,0:2" (partition:broker), "*" or empty.
    std::string leader_replication_throttled_replicas;
    std::string follower_replication_throttled_replicas;

    // Without effect here.
    bool preallocate = false;
    bool message_downconversion_enable = false;

    // What holds (LogConfig.getMessageTimestampBeforeMaxMs, getMessageTimestampAfterMaxMs).
    [[nodiscard]] Duration timestamp_before_max() const {
        const Duration before = message_timestamp_before_max;
        return before == Duration::forever() ? message_timestamp_difference_max : before;
    }
    [[nodiscard]] Duration timestamp_after_max() const {
        const Duration after = message_timestamp_after_max;
        return after == Duration::forever() ? message_timestamp_difference_max : after;
    }
    [[nodiscard]] Compression compression(CompressionType type) const {
        return with_level(type, compression_gzip_level, compression_lz4_level,
                          compression_zstd_level);
    }
    friend bool operator==(const TopicConfig&, const TopicConfig&) = default;
};

// log.retention.ms, or else .minutes, or else .hours; below zero: for ever.
struct LogRetentionTime {
    std::optional<std::int64_t> ms;
    std::optional<std::int64_t> minutes;
    std::int64_t hours = 0;
    friend bool operator==(const LogRetentionTime&, const LogRetentionTime&) = default;
};

// log.roll.ms, or else .hours; likewise log.roll.jitter.ms.
struct LogRollTime {
    std::optional<std::int64_t> ms;
    std::int64_t hours = 0;
    friend bool operator==(const LogRollTime&, const LogRollTime&) = default;
};

// log.flush.interval.ms, or else log.flush.scheduler.interval.ms.
struct LogFlushTime {
    std::optional<std::int64_t> interval_ms;
    std::int64_t scheduler_ms = std::numeric_limits<std::int64_t>::max();
    friend bool operator==(const LogFlushTime&, const LogFlushTime&) = default;
};

// log.message.timestamp.difference.max.ms, .before.max.ms and .after.max.ms.
struct LogTimestampBounds {
    Duration difference = Duration::forever();
    Duration before = Duration::forever();
    Duration after = Duration::forever();
    friend bool operator==(const LogTimestampBounds&, const LogTimestampBounds&) = default;
};

// replica.selector.class: which replica a consumer reads from (KIP-392).
enum class ReplicaSelector : std::uint8_t { leader, rack_aware };

struct BrokerConfig {
    // What its file sets, as it is written there, sorted by key (AbstractConfig.originals).
    std::vector<std::pair<std::string, std::string>> originals;
    BrokerId broker_id;
    std::string rack;  // broker.rack
    ReplicaSelector replica_selector = ReplicaSelector::leader;
    Features features;
    TopicConfig topic_defaults;

    std::int32_t num_partitions = 0;
    std::int32_t default_replication_factor = 0;
    bool auto_create_topics_enable = false;

    Duration replica_lag_time_max;
    std::int64_t replica_lag_max_messages = 0;
    Duration replica_fetch_wait_max;
    std::int32_t replica_fetch_min_bytes = 0;
    std::int32_t replica_fetch_max_bytes = 0;  // per partition
    std::int32_t replica_fetch_response_max_bytes = 0;
    Duration replica_fetch_backoff;
    Duration replica_socket_timeout;
    Duration replica_high_watermark_checkpoint_interval;
    Duration log_flush_offset_checkpoint_interval;  // recovery points
    Duration log_initial_task_delay;
    Duration log_retention_check_interval;
    LogRetentionTime log_retention;
    LogRollTime log_roll;
    LogRollTime log_roll_jitter;
    LogFlushTime log_flush;
    LogTimestampBounds log_message_timestamp;
    // Forever: nothing is flushed by its age.
    Duration log_flush_scheduler_interval = Duration::forever();
    bool log_cleaner_enable = false;
    Duration log_cleaner_backoff;
    std::int32_t fetch_max_bytes = 0;
    std::int32_t max_incremental_fetch_session_cache_slots = 0;

    Duration zookeeper_session_timeout;
    std::optional<Duration> zookeeper_connection_timeout;  // none: the session's
    Duration controller_socket_timeout;
    bool controlled_shutdown_enable = false;
    std::int32_t controlled_shutdown_max_retries = 0;
    Duration controlled_shutdown_retry_backoff;
    bool delete_topic_enable = false;
    bool auto_leader_rebalance_enable = false;
    Duration leader_imbalance_check_interval;  // leader.imbalance.check.interval.seconds
    std::int32_t leader_imbalance_per_broker_percentage = 0;

    // With KRaft; the controller.quorum.* keys of its voters and observers.
    Duration broker_session_timeout;
    Duration broker_heartbeat_interval;
    Duration metadata_max_idle_interval;
    Duration unclean_leader_election_interval;
    Duration metadata_log_max_snapshot_interval;
    Duration controller_quorum_election_timeout;
    Duration controller_quorum_fetch_timeout;
    Duration controller_quorum_election_backoff_max;
    Duration controller_quorum_append_linger;
    Duration controller_quorum_request_timeout;
    Duration controller_quorum_retry_backoff;

    std::int32_t offsets_topic_num_partitions = 0;
    std::int32_t offsets_topic_replication_factor = 0;
    std::int64_t offsets_topic_segment_bytes = 0;
    Duration offsets_commit_timeout;
    std::int32_t offsets_retention_minutes = 0;
    Duration offsets_retention_check_interval;
    std::int32_t offset_metadata_max_bytes = 0;
    Duration group_initial_rebalance_delay;
    Duration group_min_session_timeout;
    Duration group_max_session_timeout;
    std::int32_t group_max_size = 0;

    Duration producer_id_expiration;
    Duration producer_id_expiration_check_interval;
    std::int32_t queued_max_requests = 0;
    Duration request_timeout;

    QuotaWindows quota_windows;                          // quota.window.num, .size.seconds
    QuotaWindows replication_quota_windows;              // replication.quota.window.num, ...
    QuotaWindows controller_quota_windows;               // controller.quota.window.num, ...
    std::int64_t leader_replication_throttled_rate = 0;  // bytes per second
    std::int64_t follower_replication_throttled_rate = 0;
    // Without effect here (keys_without_effect.cpp).
    std::int32_t num_network_threads = 0;
    std::int32_t num_io_threads = 0;
    std::int32_t num_replica_fetchers = 0;
    std::int32_t num_recovery_threads_per_data_dir = 0;
    std::int32_t socket_request_max_bytes = 0;
    Duration connections_max_idle;
    std::int32_t max_connections = 0;
    std::int32_t max_connections_per_ip = 0;
    std::int32_t log_cleaner_threads = 0;
    std::int64_t log_cleaner_dedupe_buffer_size = 0;
    std::int32_t log_cleaner_io_buffer_size = 0;
    std::int64_t log_cleaner_io_buffer_load_factor = 0;  // in millionths
    Duration initial_broker_registration_timeout;
    std::int64_t metadata_log_max_record_bytes_between_snapshots = 0;
    // Not a key: as the cluster has them when the broker starts (/config/clients, /config/users).
    std::vector<ClientQuotaAlteration> client_quotas;
    RequestCost request_cost;  // not a key either: by which request_percentage is measured
};

struct ProducerConfig {
    Features features;
    std::string client_id;
    std::int16_t acks = 0;  // -1 is "all"
    bool enable_idempotence = false;
    std::int32_t retries = 0;
    Duration delivery_timeout;
    Duration request_timeout;
    Duration linger;
    std::int32_t batch_size = 0;
    CompressionType compression_type = CompressionType::none;
    std::int32_t compression_gzip_level = 0;
    std::int32_t compression_lz4_level = 0;
    std::int32_t compression_zstd_level = 0;
    std::int64_t buffer_memory = 0;
    Duration max_block;
    std::int32_t max_in_flight_requests_per_connection = 0;
    std::int32_t max_request_size = 0;
    Duration retry_backoff;
    Duration retry_backoff_max;
    Duration reconnect_backoff;
    Duration reconnect_backoff_max;
    Duration metadata_max_age;
    Duration socket_connection_setup_timeout;
    Duration socket_connection_setup_timeout_max;

    [[nodiscard]] Compression compression() const {
        return with_level(compression_type, compression_gzip_level, compression_lz4_level,
                          compression_zstd_level);
    }
};

enum class OffsetReset : std::uint8_t { latest, earliest, none };

struct ConsumerConfig {
    Features features;
    std::string client_id;
    std::string group_id;     // empty: no group, partitions are assigned by hand
    std::string client_rack;  // client.rack; empty: none
    OffsetReset auto_offset_reset = OffsetReset::latest;
    bool enable_auto_commit = false;
    Duration auto_commit_interval;
    Duration session_timeout;
    Duration heartbeat_interval;
    Duration max_poll_interval;
    std::int32_t max_poll_records = 0;
    std::int32_t fetch_min_bytes = 0;
    Duration fetch_max_wait;
    std::int32_t fetch_max_bytes = 0;
    std::int32_t max_partition_fetch_bytes = 0;
    std::string partition_assignment_strategy;  // "range", "roundrobin"; a list with commas
    Duration request_timeout;
    Duration retry_backoff;
    Duration retry_backoff_max;
    Duration reconnect_backoff;
    Duration reconnect_backoff_max;
    Duration metadata_max_age;
    Duration socket_connection_setup_timeout;
    Duration socket_connection_setup_timeout_max;
};

struct ZooKeeperConfig {
    Duration tick_time;            // tickTime
    Duration min_session_timeout;  // minSessionTimeout; negative: 2 ticks
    Duration max_session_timeout;  // maxSessionTimeout; negative: 20 ticks
    std::int32_t init_limit = 0;   // initLimit, in ticks
    std::int32_t sync_limit = 0;   // syncLimit, in ticks
    std::int32_t snap_count = 0;   // snapCount: transactions between two snapshots

    // What holds (ZooKeeperServer.getMinSessionTimeout, getMaxSessionTimeout).
    [[nodiscard]] Duration least_session_timeout() const {
        return min_session_timeout < Duration() ? tick_time * 2 : min_session_timeout;
    }
    [[nodiscard]] Duration most_session_timeout() const {
        return max_session_timeout < Duration() ? tick_time * 20 : max_session_timeout;
    }
};

}  // namespace kscope
