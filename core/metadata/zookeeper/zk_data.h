// The znodes of a Kafka cluster: exact paths, and what stands in them, compact JSON with the fields
// of each version. Whoever reads takes fields by name and ignores others; what is none of it, or
// lacks a field, is nullopt. No I/O here: the owner of a session sends it.
// Rules: kafka.zk.ZkData (one struct per znode type), KafkaZkClient.createTopLevelPaths, 3.9;
// before 1.1 kafka.utils.ZkUtils.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/config/features.h"
#include "core/metadata/replica_assignment.h"
#include "core/protocol/controller_messages.h"
#include "core/protocol/zookeeper_messages.h"

namespace kscope {

// Made by every broker at its start, parents first; NODEEXISTS is no error.
std::vector<std::string> persistent_zk_paths(const Features& features);

struct ControllerZNode {
    static constexpr const char* path = "/controller";
    static std::string encode(BrokerId broker, WallTime timestamp, const Features& features);
    static std::optional<BrokerId> decode(const std::string& data);
};

struct ControllerEpochZNode {
    static constexpr const char* path = "/controller_epoch";
    static std::string encode(ControllerEpoch epoch);
    static std::optional<ControllerEpoch> decode(const std::string& data);
};

struct BrokerIdsZNode {
    static constexpr const char* path = "/brokers/ids";
};

// Ephemeral; its czxid is the broker epoch (KIP-380). The one listener is PLAINTEXT, and no port of
// JMX is open.
struct BrokerIdZNode {
    std::string host;
    std::int32_t port = 0;
    std::string rack;  // empty: none
    WallTime timestamp;
    static std::string path(BrokerId broker);
    static std::string encode(const BrokerIdZNode& info, const Features& features);
    // Without the timestamp, which nobody needs.
    static std::optional<BrokerIdZNode> decode(const std::string& data);
    // The write of a broker's registration.
    static ZkCreate registration(BrokerId broker, const BrokerIdZNode& info,
                                 const Features& features);
};

// Persistent; the first broker makes it (KIP-78).
struct ClusterIdZNode {
    static constexpr const char* parent = "/cluster";
    static constexpr const char* path = "/cluster/id";
    static std::string encode(const std::string& id);
};

// Persistent; the first controller makes it (KIP-584). With ZooKeeper no feature was ever
// finalized.
struct FeatureZNode {
    static constexpr const char* path = "/feature";
    static std::string encode(const Features& features);
};

struct TopicsZNode {
    static constexpr const char* path = "/brokers/topics";
};

// Assignments by partition number, preferred leader first.
struct TopicZNode {
    static std::string path(const std::string& topic);
    static std::string encode(const std::vector<ReplicaAssignment>& assignments,
                              const Features& features);
    // Partitions without a gap from 0 on, each with a replica; else none.
    static std::optional<std::vector<ReplicaAssignment>> decode(const std::string& data);
};

struct TopicPartitionStateZNode {
    static std::string path(const TopicPartition& tp);
    static std::string encode(const PartitionState& state);
    // Without tp, replicas and is_new; partition_epoch is the znode's version.
    static std::optional<PartitionState> decode(const std::string& data, const ZkStat& stat);
};
std::string topic_partitions_path(const std::string& topic);
std::string topic_partition_path(const TopicPartition& tp);

// A child for each topic that is to be deleted.
struct DeleteTopicsZNode {
    static constexpr const char* root = "/admin/delete_topics";
    static std::string path(const std::string& topic) { return std::string(root) + "/" + topic; }
};

// /config/topics/<t>: what differs from the broker's defaults.
struct TopicConfigZNode {
    static std::string path(const std::string& topic);
    static std::string encode(const ConfigEntries& entries);
    static std::optional<ConfigEntries> decode(const std::string& data);
};

// /config/brokers/<id>, of all brokers <default>: what is dynamic (KIP-226). It is written as a
// topic's is.
struct BrokerConfigZNode {
    static std::string path(const std::string& broker);    // empty: of all
    static std::string entity(const std::string& broker);  // "brokers/1"
};

// Sequential children of it tell whose configuration was altered: "topics/click", "brokers/1".
struct ConfigChangeNotificationZNode {
    static constexpr const char* path = "/config/changes";
    static constexpr const char* prefix = "/config/changes/config_change_";
    static std::string encode(const std::string& entity);
    static std::optional<std::string> decode(const std::string& data);
    // Of a child by its name; none: it is no notification.
    static std::optional<std::int64_t> number_of(const std::string& child);
};

// Sequential children of it, written by leaders that have changed an ISR themselves (up to 2.6).
struct IsrChangeNotificationZNode {
    static constexpr const char* path = "/isr_change_notification";
    static constexpr const char* prefix = "/isr_change_notification/isr_change_";
    static std::string encode(const std::vector<TopicPartition>& partitions);
    static std::optional<std::vector<TopicPartition>> decode(const std::string& data);
};

struct ProducerIdBlockZNode {
    static constexpr const char* path = "/latest_producer_id_block";
    static constexpr std::int32_t block_size = 1000;
    BrokerId broker = no_broker;
    ProducerId first;
    ProducerId last;
    static std::string encode(const ProducerIdBlockZNode& block);
    static std::optional<ProducerIdBlockZNode> decode(const std::string& data);
};

}  // namespace kscope
