// What operators and leaving brokers ask of the controller: ControlledShutdown (7), DeleteTopics
// (20), CreatePartitions (37, KIP-195), ElectLeaders (43, KIP-183 and KIP-460),
// AlterPartitionReassignments (45) and ListPartitionReassignments (46, both KIP-455).
#pragma once

#include <optional>

#include "core/base/time.h"
#include "core/protocol/error_code.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

// A broker is about to stop, and asks for its leaderships to be moved.
struct ControlledShutdownRequest {
    BrokerId broker;
    BrokerEpoch broker_epoch;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("broker_epoch", broker_epoch);
    }
};

struct ControlledShutdownResponse {
    ErrorCode error = ErrorCode::none;
    std::vector<TopicPartition> remaining;  // that it still leads
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("remaining", remaining);
    }
};

struct DeleteTopicsRequest {
    std::vector<std::string> topics;
    Duration timeout;
    std::string client_id;  // of the header, as in ProduceRequest
    template <class V>
    void visit(V&& v) const {
        v("topics", topics), v("timeout", timeout);
    }
};

struct TopicError {
    std::string topic;
    ErrorCode error = ErrorCode::none;
    std::string message;  // Kafka's error text; empty: none
    template <class V>
    void visit(V&& v) const {
        v("topic", topic), v("error", error), v("message", message);
    }
};

struct DeleteTopicsResponse {
    std::vector<TopicError> topics;
    std::int32_t throttle_time_ms = 0;  // in the digest only if it is one
    template <class V>
    void visit(V&& v) const {
        v("topics", topics);
        if (throttle_time_ms != 0) v("throttle_time_ms", throttle_time_ms);
    }
};

struct MorePartitions {
    std::string topic;
    std::int32_t count = 0;  // in all, not how many more
    // Replicas of each new partition, preferred leader first; none: placed by Kafka's rule.
    std::optional<std::vector<std::vector<BrokerId>>> assignments;
    template <class V>
    void visit(V&& v) const {
        v("topic", topic), v("count", count), v("assignments", assignments);
    }
};

struct CreatePartitionsRequest {
    std::vector<MorePartitions> topics;
    Duration timeout;
    std::string client_id;  // of the header, as in ProduceRequest
    template <class V>
    void visit(V&& v) const {
        v("topics", topics), v("timeout", timeout);
    }
};

struct CreatePartitionsResponse {
    std::vector<TopicError> topics;
    std::int32_t throttle_time_ms = 0;  // in the digest only if it is one
    template <class V>
    void visit(V&& v) const {
        v("topics", topics);
        if (throttle_time_ms != 0) v("throttle_time_ms", throttle_time_ms);
    }
};

// Kafka's org.apache.kafka.common.ElectionType.
enum class ElectionType : std::int8_t { preferred = 0, unclean = 1 };

struct ElectLeadersRequest {
    ElectionType type = ElectionType::preferred;
    std::optional<std::vector<TopicPartition>> partitions;  // none: all
    Duration timeout;
    template <class V>
    void visit(V&& v) const {
        v("type", type), v("partitions", partitions), v("timeout", timeout);
    }
};

// An error of one partition with Kafka's text, which may be empty.
struct PartitionResult {
    TopicPartition tp;
    ErrorCode error = ErrorCode::none;
    std::string message;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp), v("error", error), v("message", message);
    }
};

struct ElectLeadersResponse {
    ErrorCode error = ErrorCode::none;
    std::vector<PartitionResult> partitions;
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("partitions", partitions);
    }
};

struct PartitionReassignment {
    TopicPartition tp;
    std::optional<std::vector<BrokerId>> replicas;  // none: cancels the one in progress
    template <class V>
    void visit(V&& v) const {
        v("tp", tp), v("replicas", replicas);
    }
};

struct AlterPartitionReassignmentsRequest {
    Duration timeout;
    std::vector<PartitionReassignment> partitions;
    template <class V>
    void visit(V&& v) const {
        v("timeout", timeout), v("partitions", partitions);
    }
};

struct AlterPartitionReassignmentsResponse {
    ErrorCode error = ErrorCode::none;
    std::string message;
    std::vector<PartitionResult> partitions;
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("message", message), v("partitions", partitions);
    }
};

struct ListPartitionReassignmentsRequest {
    Duration timeout;
    std::optional<std::vector<TopicPartition>> partitions;  // none: all in progress
    template <class V>
    void visit(V&& v) const {
        v("timeout", timeout), v("partitions", partitions);
    }
};

struct OngoingReassignment {
    TopicPartition tp;
    std::vector<BrokerId> replicas;  // the present set, adding and removing ones included
    std::vector<BrokerId> adding;
    std::vector<BrokerId> removing;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp), v("replicas", replicas), v("adding", adding), v("removing", removing);
    }
};

struct ListPartitionReassignmentsResponse {
    ErrorCode error = ErrorCode::none;
    std::string message;
    std::vector<OngoingReassignment> partitions;
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("message", message), v("partitions", partitions);
    }
};

}  // namespace kscope
