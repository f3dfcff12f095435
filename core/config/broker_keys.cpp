// server.properties (org.apache.kafka.server.config, 3.9) and ZooKeeper's zoo.cfg.
#include "core/config/config_table.h"
#include "core/config/config_value.h"

namespace kscope::config_table {

namespace {

using B = BrokerConfig;

bool read_broker_id(B& config, std::string_view value) {
    const auto id = parse_integer(value);
    if (!id || *id < 0 || *id > std::numeric_limits<std::int32_t>::max()) return false;
    config.broker_id = BrokerId(static_cast<std::int32_t>(*id));
    return true;
}
std::string write_broker_id(const B& config) { return std::to_string(config.broker_id.value()); }

// Kafka takes the name of any class that implements ReplicaSelector; it ships these two.
bool read_replica_selector(B& config, std::string_view value) {
    constexpr std::string_view package = "org.apache.kafka.common.replica.";
    if (value.starts_with(package)) {
        value.remove_prefix(package.size());
    } else if (!value.empty()) {
        return false;
    }
    if (value != "" && value != "LeaderSelector" && value != "RackAwareReplicaSelector") {
        return false;
    }
    config.replica_selector =
        value == "RackAwareReplicaSelector" ? ReplicaSelector::rack_aware : ReplicaSelector::leader;
    return true;
}
std::string write_replica_selector(const B& config) {
    return config.replica_selector == ReplicaSelector::rack_aware
               ? "org.apache.kafka.common.replica.RackAwareReplicaSelector"
               : "";
}

bool read_connection_timeout(B& config, std::string_view value) {
    const auto timeout = parse_integer(value);
    if (!timeout || *timeout < 1) return false;
    config.zookeeper_connection_timeout = Duration::millis(*timeout);
    return true;
}
std::string write_connection_timeout(const B& config) {
    const auto& timeout = config.zookeeper_connection_timeout;
    return timeout ? std::to_string(timeout->to_millis()) : "";
}

std::vector<Row<B>> identity_rows() {
    return {
        {"broker.id", integer, "0", "the broker's number, unique in the cluster",
         Custom<B>{read_broker_id, write_broker_id, "a whole number from 0"}, 0},
        {"broker.rack", ConfigType::text, "",
         "where the broker stands; replicas are spread over racks", &B::rack},
        {"replica.selector.class", ConfigType::text, "",
         "whether consumers with a client.rack are sent to a replica of their rack",
         Custom<B>{read_replica_selector, write_replica_selector,
                   "org.apache.kafka.common.replica.RackAwareReplicaSelector, .LeaderSelector, or "
                   "empty"}},
        {"num.partitions", integer, "1", "partitions of a topic that is created without a number",
         &B::num_partitions, 1},
        {"default.replication.factor", integer, "1",
         "replicas of a topic that is created without a number", &B::default_replication_factor, 1},
        {"auto.create.topics.enable", boolean, "true",
         "a client's question creates a missing topic", &B::auto_create_topics_enable},
        {"queued.max.requests", integer, "500",
         "requests that may wait for a broker before its channels stop reading",
         &B::queued_max_requests, 1},
        {"request.timeout.ms", ms, "30000", "how long a broker waits for another's answer",
         &B::request_timeout, 1},
        {"fetch.max.bytes", bytes, "57671680", "most bytes of one fetch response",
         &B::fetch_max_bytes, 1024},
        {"max.incremental.fetch.session.cache.slots", integer, "1000",
         "fetch sessions that a broker remembers", &B::max_incremental_fetch_session_cache_slots,
         0},
    };
}

std::vector<Row<B>> replication_rows() {
    return {
        {"replica.lag.time.max.ms", long_ms, "30000",
         "a follower that has not caught up for this long leaves the ISR", &B::replica_lag_time_max,
         1},
        {"replica.lag.max.messages", long_integer, "4000",
         "a follower that is this many messages behind leaves the ISR",
         &B::replica_lag_max_messages, 1},
        {"replica.fetch.wait.max.ms", ms, "500", "how long a follower's fetch waits for records",
         &B::replica_fetch_wait_max, 0},
        {"replica.fetch.min.bytes", bytes, "1", "bytes that a follower's fetch waits for",
         &B::replica_fetch_min_bytes, 0},
        {"replica.fetch.max.bytes", bytes, "1048576",
         "most bytes per partition of a follower's fetch", &B::replica_fetch_max_bytes, 0},
        {"replica.fetch.response.max.bytes", bytes, "10485760", "most bytes of a follower's fetch",
         &B::replica_fetch_response_max_bytes, 0},
        {"replica.fetch.backoff.ms", ms, "1000", "a follower's pause after an error",
         &B::replica_fetch_backoff, 0},
        {"replica.socket.timeout.ms", ms, "30000", "how long a follower waits for its leader",
         &B::replica_socket_timeout, 1},
        {"replica.high.watermark.checkpoint.interval.ms", long_ms, "5000",
         "how often high watermarks are written to disk",
         &B::replica_high_watermark_checkpoint_interval, 1},
        {"log.flush.offset.checkpoint.interval.ms", ms, "60000",
         "how often recovery points are written to disk", &B::log_flush_offset_checkpoint_interval,
         1},
    };
}

std::vector<Row<B>> controller_rows() {
    return {
        {"zookeeper.session.timeout.ms", ms, "18000",
         "a broker is dead when ZooKeeper has not heard of it for this long",
         &B::zookeeper_session_timeout, 1},
        {"zookeeper.connection.timeout.ms", ms, "",
         "a broker that starts and is not connected to ZooKeeper after so long exits; empty: "
         "zookeeper.session.timeout.ms",
         Custom<B>{read_connection_timeout, write_connection_timeout, "a whole number above 0"}},
        {"controller.socket.timeout.ms", ms, "30000",
         "how long the controller waits for a broker's answer", &B::controller_socket_timeout, 1},
        {"controlled.shutdown.enable", boolean, "true",
         "a broker that stops has its leaderships moved first", &B::controlled_shutdown_enable},
        {"controlled.shutdown.max.retries", integer, "3",
         "how often it asks the controller before it stops all the same",
         &B::controlled_shutdown_max_retries},
        {"controlled.shutdown.retry.backoff.ms", long_ms, "5000",
         "and its pause between two attempts", &B::controlled_shutdown_retry_backoff},
        {"delete.topic.enable", boolean, "true", "topics can be deleted", &B::delete_topic_enable},
        {"auto.leader.rebalance.enable", boolean, "true",
         "the controller gives leadership back to preferred replicas",
         &B::auto_leader_rebalance_enable},
        {"leader.imbalance.check.interval.seconds", long_seconds, "300", "how often it looks",
         &B::leader_imbalance_check_interval, 1},
        {"leader.imbalance.per.broker.percentage", integer, "10",
         "and how much of a broker's leadership must be away",
         &B::leader_imbalance_per_broker_percentage, 0},
    };
}

std::vector<Row<B>> kraft_rows() {
    return {
        {"broker.session.timeout.ms", ms, "9000",
         "a broker is fenced when the controller has not heard of it for this long (KRaft)",
         &B::broker_session_timeout, 1},
        {"broker.heartbeat.interval.ms", ms, "2000",
         "how often a broker tells the controller that it lives (KRaft)",
         &B::broker_heartbeat_interval, 1},
        {"metadata.max.idle.interval.ms", ms, "500",
         "a controller with nothing to write writes nothing, after so long; 0: never",
         &B::metadata_max_idle_interval, 0},
        {"unclean.leader.election.interval.ms", long_ms, "300000",
         "how often the controller looks for partitions that only an unclean leader can serve",
         &B::unclean_leader_election_interval, 1},
        {"metadata.log.max.snapshot.interval.ms", long_ms, "3600000",
         "how often the metadata log is made shorter by a snapshot",
         &B::metadata_log_max_snapshot_interval, 1},
        {"controller.quorum.election.timeout.ms", ms, "1000",
         "how long a candidate waits for votes, at least", &B::controller_quorum_election_timeout,
         1},
        {"controller.quorum.fetch.timeout.ms", ms, "2000",
         "a voter that has not fetched from the leader for this long wants an election",
         &B::controller_quorum_fetch_timeout, 1},
        {"controller.quorum.election.backoff.max.ms", ms, "1000",
         "longest pause after a lost election", &B::controller_quorum_election_backoff_max, 1},
        {"controller.quorum.append.linger.ms", ms, "25",
         "how long the leader gathers metadata records before it writes them",
         &B::controller_quorum_append_linger, 0},
        {"controller.quorum.request.timeout.ms", ms, "2000",
         "how long a replica of the quorum waits for an answer",
         &B::controller_quorum_request_timeout, 1},
        {"controller.quorum.retry.backoff.ms", ms, "20", "its pause before it asks again",
         &B::controller_quorum_retry_backoff, 0},
    };
}

std::vector<Row<B>> group_rows() {
    return {
        {"offsets.topic.num.partitions", integer, "50", "partitions of __consumer_offsets",
         &B::offsets_topic_num_partitions, 1},
        {"offsets.topic.replication.factor", short_integer, "3",
         "replicas of __consumer_offsets; it is not created while fewer brokers live",
         &B::offsets_topic_replication_factor, 1},
        {"offsets.topic.segment.bytes", bytes, "104857600", "segment size of __consumer_offsets",
         &B::offsets_topic_segment_bytes, 1},
        {"offsets.commit.timeout.ms", ms, "5000",
         "how long a commit waits for the replicas of __consumer_offsets",
         &B::offsets_commit_timeout, 1},
        {"offsets.retention.minutes", integer, "10080",
         "how long the offsets of a group without members are kept", &B::offsets_retention_minutes,
         1},
        {"offsets.retention.check.interval.ms", long_ms, "600000",
         "how often a coordinator looks for offsets that may go",
         &B::offsets_retention_check_interval, 1},
        {"offset.metadata.max.bytes", bytes, "4096", "most metadata of one committed offset",
         &B::offset_metadata_max_bytes, 0},
        {"group.initial.rebalance.delay.ms", ms, "3000",
         "how long an empty group waits for more members before its first generation",
         &B::group_initial_rebalance_delay, 0},
        {"group.min.session.timeout.ms", ms, "6000", "least session timeout a member may ask for",
         &B::group_min_session_timeout, 0},
        {"group.max.session.timeout.ms", ms, "1800000", "most session timeout a member may ask for",
         &B::group_max_session_timeout, 0},
        {"group.max.size", integer, "2147483647", "most members of a group", &B::group_max_size, 1},
    };
}

}  // namespace

const std::vector<Row<BrokerConfig>>& broker_rows() {
    static const std::vector<Row<B>> rows = [] {
        std::vector<Row<B>> all = identity_rows();
        for (const auto& part : {log_rows(), replication_rows(), controller_rows(), kraft_rows(),
                                 group_rows(), quota_rows(), rows_without_effect()}) {
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }();
    return rows;
}

const std::vector<Row<ZooKeeperConfig>>& zookeeper_rows() {
    using Z = ZooKeeperConfig;
    static const std::vector<Row<Z>> rows{
        {"tickTime", ms, "3000", "ZooKeeper's unit of time; sessions expire on its multiples",
         &Z::tick_time, 1},
        {"minSessionTimeout", ms, "-1", "least session timeout a client gets; -1: 2 ticks",
         &Z::min_session_timeout, -1},
        {"maxSessionTimeout", ms, "-1", "most session timeout a client gets; -1: 20 ticks",
         &Z::max_session_timeout, -1},
        {"initLimit", integer, "10",
         "ticks that servers of an ensemble have to find and to copy their leader", &Z::init_limit,
         1},
        {"syncLimit", integer, "5", "ticks that a leader and its learners may be silent",
         &Z::sync_limit, 1},
        {"snapCount", integer, "100000",
         "transactions after which a server of an ensemble writes a snapshot", &Z::snap_count, 2},
    };
    return rows;
}

}  // namespace kscope::config_table
