// Metadata (3) and CreateTopics (19): what clients ask about and of the cluster.
#pragma once

#include <optional>

#include "core/base/time.h"
#include "core/protocol/error_code.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

struct MetadataRequest {
    std::optional<std::vector<std::string>> topics;  // none: all topics
    bool allow_auto_topic_creation = true;
    template <class V>
    void visit(V&& v) const {
        v("topics", topics);
        v("allow_auto_topic_creation", allow_auto_topic_creation);
    }
};

struct PartitionMetadata {
    ErrorCode error = ErrorCode::none;
    PartitionIndex partition;
    BrokerId leader = no_broker;
    LeaderEpoch leader_epoch = no_leader_epoch;
    std::vector<BrokerId> replicas;
    std::vector<BrokerId> isr;
    std::vector<BrokerId> offline_replicas;
    friend bool operator==(const PartitionMetadata&, const PartitionMetadata&) = default;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("partition", partition);
        v("leader", leader);
        v("leader_epoch", leader_epoch);
        v("replicas", replicas);
        v("isr", isr);
        v("offline_replicas", offline_replicas);
    }
};

struct TopicMetadata {
    ErrorCode error = ErrorCode::none;
    std::string topic;
    bool is_internal = false;
    std::vector<PartitionMetadata> partitions;  // by partition number
    friend bool operator==(const TopicMetadata&, const TopicMetadata&) = default;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("topic", topic);
        v("is_internal", is_internal);
        v("partitions", partitions);
    }
};

struct MetadataResponse {
    std::vector<BrokerEndpoint> brokers;
    BrokerId controller = no_broker;
    std::vector<TopicMetadata> topics;
    template <class V>
    void visit(V&& v) const {
        v("brokers", brokers);
        v("controller", controller);
        v("topics", topics);
    }
};

struct NewTopic {
    std::string name;
    std::int32_t partitions = -1;          // -1: num.partitions of the broker
    std::int16_t replication_factor = -1;  // -1: default.replication.factor
    // One list of replicas per partition, preferred leader first; empty: placed by Kafka's rule.
    std::vector<std::vector<BrokerId>> assignments;
    ConfigEntries configs;
    template <class V>
    void visit(V&& v) const {
        v("name", name);
        v("partitions", partitions);
        v("replication_factor", replication_factor);
        v("assignments", assignments);
        v("configs", configs);
    }
};

struct CreateTopicsRequest {
    std::vector<NewTopic> topics;
    Duration timeout;
    std::string client_id;  // of the header, as in ProduceRequest
    template <class V>
    void visit(V&& v) const {
        v("topics", topics);
        v("timeout", timeout);
    }
};

struct CreatedTopic {
    std::string name;
    ErrorCode error = ErrorCode::none;
    std::string message;  // Kafka's error text
    template <class V>
    void visit(V&& v) const {
        v("name", name);
        v("error", error);
        v("message", message);
    }
};

struct CreateTopicsResponse {
    std::vector<CreatedTopic> topics;
    std::int32_t throttle_time_ms = 0;  // in the digest only if it is one
    template <class V>
    void visit(V&& v) const {
        v("topics", topics);
        if (throttle_time_ms != 0) v("throttle_time_ms", throttle_time_ms);
    }
};

}  // namespace kscope
