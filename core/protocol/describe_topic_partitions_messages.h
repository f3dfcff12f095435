// DescribeTopicPartitions (75, KIP-966): what a KRaft broker knows of topics, their eligible leader
// replicas included, in parts of bounded length.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/protocol/metadata_messages.h"

namespace kscope {

// The first partition that is not told yet; its topic need not exist.
struct PartitionCursor {
    std::string topic;
    PartitionIndex partition;
    friend bool operator==(const PartitionCursor&, const PartitionCursor&) = default;
    template <class V>
    void visit(V&& v) const {
        v("topic", topic);
        v("partition", partition);
    }
};

struct DescribeTopicPartitionsRequest {
    std::vector<std::string> topics;  // empty: all topics
    std::int32_t partition_limit = 2000;
    std::optional<PartitionCursor> cursor;  // none: from the first topic on
    template <class V>
    void visit(V&& v) const {
        v("topics", topics);
        v("partition_limit", partition_limit);
        v("cursor", cursor);
    }
};

struct DescribedPartition {
    PartitionMetadata metadata;
    // Null in Kafka where it is not known.
    std::optional<std::vector<BrokerId>> elr;
    std::optional<std::vector<BrokerId>> last_known_elr;
    friend bool operator==(const DescribedPartition&, const DescribedPartition&) = default;
    template <class V>
    void visit(V&& v) const {
        v("metadata", metadata);
        v("elr", elr);
        v("last_known_elr", last_known_elr);
    }
};

struct DescribedTopic {
    ErrorCode error = ErrorCode::none;
    std::string topic;
    bool is_internal = false;
    std::vector<DescribedPartition> partitions;  // by partition number
    friend bool operator==(const DescribedTopic&, const DescribedTopic&) = default;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("topic", topic);
        v("is_internal", is_internal);
        v("partitions", partitions);
    }
};

struct DescribeTopicPartitionsResponse {
    std::vector<DescribedTopic> topics;          // by name
    std::optional<PartitionCursor> next_cursor;  // none: that was all
    template <class V>
    void visit(V&& v) const {
        v("topics", topics);
        v("next_cursor", next_cursor);
    }
};

}  // namespace kscope
