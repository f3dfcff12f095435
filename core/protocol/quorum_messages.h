// The messages of the KRaft quorum over __cluster_metadata-0: Vote (52), BeginQuorumEpoch (53),
// EndQuorumEpoch (54), the quorum's Fetch (1) and FetchSnapshot (59), and the voter changes
// AddRaftVoter (80), RemoveRaftVoter (81), UpdateRaftVoter (82). Each is about that one partition,
// so that none names it. A Fetch of the quorum is a message of its own here: it carries cluster,
// directory, divergence, leader and snapshot, and no session (KIP-595, KIP-630, KIP-853, KIP-996).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/protocol/error_code.h"
#include "core/protocol/record_batch.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

inline constexpr const char* cluster_metadata_topic_name = "__cluster_metadata";

// A log directory's uuid (meta.properties); zero: not known, as of voters of
// controller.quorum.voters.
struct DirectoryId {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    [[nodiscard]] bool known() const { return high != 0 || low != 0; }
    friend auto operator<=>(const DirectoryId&, const DirectoryId&) = default;
    template <class V>
    void visit(V&& v) const {
        v("high", high);
        v("low", low);
    }
};

// A replica of the quorum: node.id, and which of its lives on disk (KIP-853).
struct ReplicaKey {
    BrokerId id = no_broker;
    DirectoryId directory;
    friend auto operator<=>(const ReplicaKey&, const ReplicaKey&) = default;
    template <class V>
    void visit(V&& v) const {
        v("id", id);
        v("directory", directory);
    }
};

// Where a log or a snapshot ends: the offset after its last record, and that record's epoch.
struct OffsetAndEpoch {
    Offset offset{0};
    LeaderEpoch epoch{0};
    friend bool operator==(const OffsetAndEpoch&, const OffsetAndEpoch&) = default;
    // By epoch, then offset: which log is more up to date.
    friend auto operator<=>(const OffsetAndEpoch& a, const OffsetAndEpoch& b) {
        if (const auto by_epoch = a.epoch <=> b.epoch; by_epoch != 0) return by_epoch;
        return a.offset <=> b.offset;
    }
    template <class V>
    void visit(V&& v) const {
        v("offset", offset);
        v("epoch", epoch);
    }
};

// What each answer says of the quorum as its sender sees it; no_broker: no leader is known.
struct QuorumLeader {
    BrokerId leader = no_broker;
    LeaderEpoch epoch = no_leader_epoch;
    NodeId node = no_node;  // the leader's address, if the sender knows it
    friend bool operator==(const QuorumLeader&, const QuorumLeader&) = default;
    template <class V>
    void visit(V&& v) const {
        v("leader", leader);
        v("epoch", epoch);
        v("node", node);
    }
};

struct VoteRequest {
    std::string cluster_id;
    ReplicaKey voter;    // whom it is for
    ReplicaKey replica;  // who asks
    LeaderEpoch replica_epoch{0};
    OffsetAndEpoch last;    // the end of the asking replica's log
    bool pre_vote = false;  // KIP-996: would you vote for me?
    template <class V>
    void visit(V&& v) const {
        v("cluster_id", cluster_id);
        v("voter", voter);
        v("replica", replica);
        v("replica_epoch", replica_epoch);
        v("last", last);
        v("pre_vote", pre_vote);
    }
};

struct VoteResponse {
    ErrorCode error = ErrorCode::none;
    QuorumLeader current;
    bool vote_granted = false;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("current", current);
        v("vote_granted", vote_granted);
    }
};

struct BeginQuorumEpochRequest {
    std::string cluster_id;
    ReplicaKey voter;
    QuorumLeader leader;
    template <class V>
    void visit(V&& v) const {
        v("cluster_id", cluster_id);
        v("voter", voter);
        v("leader", leader);
    }
};

struct BeginQuorumEpochResponse {
    ErrorCode error = ErrorCode::none;
    QuorumLeader current;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("current", current);
    }
};

// The leader resigns. The voters with the longest logs come first: they should try first.
struct EndQuorumEpochRequest {
    std::string cluster_id;
    QuorumLeader leader;
    std::vector<ReplicaKey> preferred_candidates;
    template <class V>
    void visit(V&& v) const {
        v("cluster_id", cluster_id);
        v("leader", leader);
        v("preferred_candidates", preferred_candidates);
    }
};

struct EndQuorumEpochResponse {
    ErrorCode error = ErrorCode::none;
    QuorumLeader current;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("current", current);
    }
};

struct QuorumFetchRequest {
    std::string cluster_id;
    ReplicaKey replica;
    Duration max_wait;
    std::int32_t max_bytes = 8 << 20;
    LeaderEpoch current_leader_epoch{0};
    OffsetAndEpoch fetch;  // where the log ends, and its last epoch
    // KIP-1166: what the replica knows, no_offset if it knows none; before 4.1 it does not say.
    std::optional<Offset> high_watermark = std::nullopt;
    template <class V>
    void visit(V&& v) const {
        v("cluster_id", cluster_id);
        v("replica", replica);
        v("max_wait", max_wait);
        v("max_bytes", max_bytes);
        v("current_leader_epoch", current_leader_epoch);
        v("fetch", fetch);
        if (high_watermark) v("high_watermark", *high_watermark);
    }
};

struct QuorumFetchResponse {
    ErrorCode error = ErrorCode::none;
    QuorumLeader current;
    Offset high_watermark = no_offset;
    Offset log_start_offset = no_offset;
    std::optional<EpochEnd> diverging_epoch;  // truncate to this
    std::optional<OffsetAndEpoch> snapshot;   // or fetch this first
    std::vector<Ref<const RecordBatch>> batches;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("current", current);
        v("high_watermark", high_watermark);
        v("log_start_offset", log_start_offset);
        v("diverging_epoch", diverging_epoch);
        v("snapshot", snapshot);
        v("batch_count", batches.size());
        for (const auto& batch : batches) v("batch", *batch);
    }
};

struct FetchSnapshotRequest {
    std::string cluster_id;
    ReplicaKey replica;
    std::int32_t max_bytes = 8 << 20;
    LeaderEpoch current_leader_epoch{0};
    OffsetAndEpoch snapshot;
    std::int64_t position = 0;  // bytes that the follower has already
    template <class V>
    void visit(V&& v) const {
        v("cluster_id", cluster_id);
        v("replica", replica);
        v("max_bytes", max_bytes);
        v("current_leader_epoch", current_leader_epoch);
        v("snapshot", snapshot);
        v("position", position);
    }
};

struct FetchSnapshotResponse {
    ErrorCode error = ErrorCode::none;
    QuorumLeader current;
    OffsetAndEpoch snapshot;
    std::int64_t size = 0;      // bytes of the whole snapshot
    std::int64_t position = 0;  // of the first of these batches
    std::vector<Ref<const RecordBatch>> batches;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("current", current);
        v("snapshot", snapshot);
        v("size", size);
        v("position", position);
        v("batch_count", batches.size());
        for (const auto& batch : batches) v("batch", *batch);
    }
};

struct AddRaftVoterRequest {
    std::string cluster_id;
    Duration timeout;
    ReplicaKey voter;
    NodeId node = no_node;  // its listener
    template <class V>
    void visit(V&& v) const {
        v("cluster_id", cluster_id);
        v("timeout", timeout);
        v("voter", voter);
        v("node", node);
    }
};

struct AddRaftVoterResponse {
    ErrorCode error = ErrorCode::none;
    std::string message;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("message", message);
    }
};

struct RemoveRaftVoterRequest {
    std::string cluster_id;
    ReplicaKey voter;
    template <class V>
    void visit(V&& v) const {
        v("cluster_id", cluster_id);
        v("voter", voter);
    }
};

struct RemoveRaftVoterResponse {
    ErrorCode error = ErrorCode::none;
    std::string message;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("message", message);
    }
};

struct UpdateRaftVoterRequest {
    std::string cluster_id;
    LeaderEpoch current_leader_epoch{0};
    ReplicaKey voter;
    NodeId node = no_node;
    std::int16_t min_kraft_version = 0;
    std::int16_t max_kraft_version = 1;
    template <class V>
    void visit(V&& v) const {
        v("cluster_id", cluster_id);
        v("current_leader_epoch", current_leader_epoch);
        v("voter", voter);
        v("node", node);
        v("min_kraft_version", min_kraft_version);
        v("max_kraft_version", max_kraft_version);
    }
};

struct UpdateRaftVoterResponse {
    ErrorCode error = ErrorCode::none;
    QuorumLeader current;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("current", current);
    }
};

}  // namespace kscope
