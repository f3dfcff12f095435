// Scenario: a scenario file as plain values, checked and with all names resolved. It is what the
// loader makes of YAML (load.h) and what compile() makes a WorldSpec of (compile.h). It never opens
// a data file: an access log is read by compile(), so that a Scenario stays small and quick to
// load.
//
// NodeIds are fixed here, in this order: ZooKeeper ("zk", or "zk1" to "zk7") or, with KRaft, the
// controllers ("c1"; of a combined server with the number of its broker), brokers by id ("b1"), the
// admin ("admin") which creates the topics, producers
// ("web"), members of groups ("monitoring-1"), consumers by hand.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/engine/world_spec.h"
#include "sim/scenario/expectation.h"
#include "sim/scenario/input_error.h"

namespace kscope::sim {

struct BrokerPlan {
    BrokerConfig config;  // broker.id and rack included
    ServiceTime service;
    Duration disk_writeback;
    Instant starts_at;
};

// ---- where a producer's records come from

// A field of an access log line; `key` and `none` are only words of the scenario.
enum class LogField : std::uint8_t { none, client, user, method, path, status };

// Where the partition of a record comes from.
struct PartitionChoice {
    enum class Kind : std::uint8_t { by_key, fixed, by_field };
    Kind kind = Kind::by_key;  // by_key: the producer's partitioner decides
    PartitionIndex fixed;
    // by_field: distinct values take the partitions in turn, in order of first appearance.
    LogField field = LogField::none;
};

struct TopicChoice {
    std::string name;  // or, if empty, the value of the field, in lower case
    LogField field = LogField::none;
};

// "If all of these hold, the line goes there." An empty list of words asks nothing.
struct AccessRule {
    std::vector<std::string> method;
    std::vector<std::string> client;
    std::vector<std::string> status;
    std::vector<std::string> path_starts;
    std::vector<std::string> path_contains;
    std::vector<std::string> path_ends;
    std::optional<TopicChoice> topic;
    std::optional<LogField> key;
    std::optional<PartitionChoice> partition;
};

// Lines of a web server's log in common or combined format, sorted by their own timestamps.
struct AccessLogSource {
    enum class Format : std::uint8_t { either, common, combined };
    std::string path;  // resolved: relative to the scenario file, or for --set to .
    Place place;       // of `file:`, for messages
    Format format = Format::either;
    std::int64_t speed_thousandths = 1000;  // of real time
    std::optional<Duration> lasts;          // instead of speed: the whole log takes this long
    std::int64_t limit = 0;                 // lines that are used; 0: all
    bool whole_line = true;                 // value: the line, else the request ("GET /x HTTP/1.1")
    TopicChoice topic;
    LogField key = LogField::client;
    PartitionChoice partition;
    std::vector<AccessRule> rules;  // first match wins
};

using RecordSource = std::variant<GeneratedSource, std::vector<PlannedRecord>, AccessLogSource>;

struct ProducerPlan {
    std::string name;
    ProducerConfig config;
    std::vector<RecordSource> sources;
    std::optional<ClosedLoop> load;
    Instant starts_at;
};

struct GroupPlan {
    std::string name;
    std::int32_t members = 1;
    std::vector<std::string> topics;
    ConsumerConfig config;     // group.id is the name
    Duration processing_time;  // per record
    Instant starts_at;
};

struct ConsumerPlan {
    std::string name;
    std::vector<TopicPartition> assignment;
    ConsumerConfig config;
    Duration processing_time;
    Instant starts_at;
};

struct Scenario {
    std::string file;
    std::string name;
    std::string about;
    std::string version;  // of Kafka
    std::uint64_t seed = 1;
    std::optional<WallTime> epoch;  // none: the first line of an access log, or a fixed day
    std::optional<Duration> until;  // none: until all is sent, done and read
    Instant open_at;                // where the window opens

    ZooKeeperConfig zookeeper;
    std::int32_t zookeeper_servers = 1;  // 1: `zk`, alone; more: `zk1`, `zk2`, ...; KRaft: 0
    // With KRaft; broker_id is the node.id. A broker of the same id is in the same process.
    std::vector<BrokerConfig> controllers;
    std::int32_t initial_controllers = 0;  // so many of them vote at first; 0: all, and for ever
    std::vector<BrokerPlan> brokers;       // by id
    LinkSpec default_link;
    std::vector<LinkSpec> links;
    std::vector<NewTopic> topics;  // partitions and replication factor always set
    std::vector<ProducerPlan> producers;
    std::vector<GroupPlan> groups;
    std::vector<ConsumerPlan> consumers;
    std::vector<TimelineEntry> timeline;
    std::vector<Expectation> expectations;

    std::vector<std::string> node_names;  // by NodeId
};

// "zk", or "zk2" in an ensemble.
inline std::string zookeeper_node_name(const Scenario& scenario, std::int32_t id) {
    return scenario.zookeeper_servers == 1 ? "zk" : "zk" + std::to_string(id);
}

// The broker whose process has the role of this controller too, as a place in `brokers`; none: the
// controller has a process of its own.
inline std::optional<std::size_t> combined_broker(const Scenario& scenario, BrokerId controller) {
    for (std::size_t i = 0; i < scenario.brokers.size(); ++i) {
        if (scenario.brokers[i].config.broker_id == controller) return i;
    }
    return std::nullopt;
}

// "c1": by place, and of a combined server by its node.id.
inline std::string controller_node_name(const Scenario& scenario, std::size_t place) {
    const BrokerId id = scenario.controllers[place].broker_id;
    const bool combined = combined_broker(scenario, id).has_value();
    return "c" + (combined ? std::to_string(id.value()) : std::to_string(place + 1));
}

// With KRaft.
inline bool is_controller_node(const Scenario& scenario, NodeId node) {
    return static_cast<std::size_t>(node.value()) < scenario.controllers.size();
}

inline bool is_broker_node(const Scenario& scenario, NodeId node) {
    const auto place = static_cast<std::size_t>(node.value());
    const auto first =
        static_cast<std::size_t>(scenario.zookeeper_servers) + scenario.controllers.size();
    return place >= first && place < first + scenario.brokers.size();
}

}  // namespace kscope::sim
