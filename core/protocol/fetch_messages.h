// Fetch (1), ListOffsets (2) and OffsetForLeaderEpoch (23), for consumers and for replicas.
#pragma once

#include <optional>

#include "core/protocol/error_code.h"
#include "core/protocol/record_batch.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

// Replica::next_fetch() and FetchSessionCache::put() write each of these by name.
struct FetchPartition {
    TopicPartition tp;
    LeaderEpoch current_leader_epoch = no_leader_epoch;  // fences stale followers (KIP-320)
    Offset fetch_offset{0};
    LeaderEpoch last_fetched_epoch = no_leader_epoch;  // replicas: asks for divergence (KIP-595)
    Offset log_start_offset = no_offset;               // replicas only
    std::int32_t partition_max_bytes = 1 << 20;
    friend bool operator==(const FetchPartition&, const FetchPartition&) = default;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("current_leader_epoch", current_leader_epoch);
        v("fetch_offset", fetch_offset);
        v("last_fetched_epoch", last_fetched_epoch);
        v("log_start_offset", log_start_offset);
        v("partition_max_bytes", partition_max_bytes);
    }
};

// Session (KIP-227): id 0 epoch 0 opens one, epoch -1 is a full fetch without one.
struct FetchRequest {
    BrokerId replica = no_broker;  // no_broker: a consumer
    BrokerEpoch replica_epoch{-1};
    Duration max_wait;
    std::int32_t min_bytes = 1;
    std::int32_t max_bytes = 0x7fffffff;
    std::int32_t session_id = 0;
    std::int32_t session_epoch = -1;
    std::vector<FetchPartition> partitions;
    std::vector<TopicPartition> forgotten;
    std::string rack;       // a consumer's client.rack (KIP-392); empty: none
    std::string client_id;  // of the header: the same in all of a client's, so in no digest
    template <class V>
    void visit(V&& v) const {
        v("replica", replica);
        v("replica_epoch", replica_epoch);
        v("max_wait", max_wait);
        v("min_bytes", min_bytes);
        v("max_bytes", max_bytes);
        v("session_id", session_id);
        v("session_epoch", session_epoch);
        v("partitions", partitions);
        v("forgotten", forgotten);
        if (!rack.empty()) v("rack", rack);
    }
};

// Digest of a batch as it travels: header fields and the record digest.
struct FetchedPartition {
    TopicPartition tp;
    ErrorCode error = ErrorCode::none;
    Offset high_watermark = no_offset;
    Offset last_stable_offset = no_offset;
    Offset log_start_offset = no_offset;
    std::optional<EpochEnd> diverging_epoch;  // truncate to this (KIP-595)
    std::vector<Ref<const RecordBatch>> batches;
    BrokerId preferred_read_replica = no_broker;  // read from this one instead (KIP-392)
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("error", error);
        v("high_watermark", high_watermark);
        v("last_stable_offset", last_stable_offset);
        v("log_start_offset", log_start_offset);
        v("diverging_epoch", diverging_epoch);
        if (preferred_read_replica != no_broker) {
            v("preferred_read_replica", preferred_read_replica);
        }
        v("batch_count", batches.size());
        for (const auto& batch : batches) v("batch", *batch);
    }
};

struct FetchResponse {
    ErrorCode error = ErrorCode::none;
    std::int32_t session_id = 0;
    std::vector<FetchedPartition> partitions;
    std::int32_t throttle_time_ms = 0;  // in the digest only if it is one
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("session_id", session_id);
        v("partitions", partitions);
        if (throttle_time_ms != 0) v("throttle_time_ms", throttle_time_ms);
    }
};

// ListOffsets asks by timestamp; these two are Kafka's sentinels.
inline constexpr std::int64_t latest_timestamp = -1;
inline constexpr std::int64_t earliest_timestamp = -2;

struct ListOffsetsPartition {
    TopicPartition tp;
    LeaderEpoch current_leader_epoch = no_leader_epoch;
    std::int64_t timestamp_ms = latest_timestamp;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("current_leader_epoch", current_leader_epoch);
        v("timestamp_ms", timestamp_ms);
    }
};

struct ListOffsetsRequest {
    BrokerId replica = no_broker;
    std::vector<ListOffsetsPartition> partitions;
    template <class V>
    void visit(V&& v) const {
        v("replica", replica);
        v("partitions", partitions);
    }
};

struct ListedOffset {
    TopicPartition tp;
    ErrorCode error = ErrorCode::none;
    std::int64_t timestamp_ms = -1;
    Offset offset = no_offset;
    LeaderEpoch leader_epoch = no_leader_epoch;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("error", error);
        v("timestamp_ms", timestamp_ms);
        v("offset", offset);
        v("leader_epoch", leader_epoch);
    }
};

struct ListOffsetsResponse {
    std::vector<ListedOffset> partitions;
    template <class V>
    void visit(V&& v) const {
        v("partitions", partitions);
    }
};

struct EpochQuery {
    TopicPartition tp;
    LeaderEpoch current_leader_epoch = no_leader_epoch;
    LeaderEpoch leader_epoch;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("current_leader_epoch", current_leader_epoch);
        v("leader_epoch", leader_epoch);
    }
};

struct OffsetForLeaderEpochRequest {
    BrokerId replica = no_broker;
    std::vector<EpochQuery> partitions;
    template <class V>
    void visit(V&& v) const {
        v("replica", replica);
        v("partitions", partitions);
    }
};

struct EpochAnswer {
    TopicPartition tp;
    ErrorCode error = ErrorCode::none;
    EpochEnd end;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("error", error);
        v("end", end);
    }
};

struct OffsetForLeaderEpochResponse {
    std::vector<EpochAnswer> partitions;
    template <class V>
    void visit(V&& v) const {
        v("partitions", partitions);
    }
};

}  // namespace kscope
