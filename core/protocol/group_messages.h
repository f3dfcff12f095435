// The classic group protocol: FindCoordinator (10), JoinGroup (11), Heartbeat (12), LeaveGroup
// (13), SyncGroup (14), OffsetCommit (8), OffsetFetch (9).
#pragma once

#include <optional>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/protocol/error_code.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

struct FindCoordinatorRequest {
    std::string group;
    template <class V>
    void visit(V&& v) const {
        v("group", group);
    }
};

struct FindCoordinatorResponse {
    ErrorCode error = ErrorCode::none;
    BrokerEndpoint coordinator{no_broker, no_node};
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("coordinator", coordinator);
    }
};

// ConsumerProtocolSubscription: what a consumer offers per assignor.
struct Subscription {
    std::vector<std::string> topics;
    friend bool operator==(const Subscription&, const Subscription&) = default;
    template <class V>
    void visit(V&& v) const {
        v("topics", topics);
    }
};

struct JoinProtocol {
    std::string name;  // "range", "roundrobin"
    Subscription subscription;
    friend bool operator==(const JoinProtocol&, const JoinProtocol&) = default;
    template <class V>
    void visit(V&& v) const {
        v("name", name);
        v("subscription", subscription);
    }
};

struct JoinGroupRequest {
    std::string group;
    Duration session_timeout;
    Duration rebalance_timeout;            // max.poll.interval.ms
    std::string member_id;                 // empty on the first try (KIP-394)
    std::string client_id;
    std::vector<JoinProtocol> protocols;   // in order of preference
    template <class V>
    void visit(V&& v) const {
        v("group", group);
        v("session_timeout", session_timeout);
        v("rebalance_timeout", rebalance_timeout);
        v("member_id", member_id);
        v("client_id", client_id);
        v("protocols", protocols);
    }
};

struct JoinedMember {
    std::string member_id;
    Subscription subscription;
    template <class V>
    void visit(V&& v) const {
        v("member_id", member_id);
        v("subscription", subscription);
    }
};

struct JoinGroupResponse {
    ErrorCode error = ErrorCode::none;
    Generation generation = no_generation;
    std::string protocol;
    std::string leader;
    std::string member_id;
    std::vector<JoinedMember> members;     // told to the leader only
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("generation", generation);
        v("protocol", protocol);
        v("leader", leader);
        v("member_id", member_id);
        v("members", members);
    }
};

struct MemberAssignment {
    std::string member_id;
    std::vector<TopicPartition> partitions;
    friend bool operator==(const MemberAssignment&, const MemberAssignment&) = default;
    template <class V>
    void visit(V&& v) const {
        v("member_id", member_id);
        v("partitions", partitions);
    }
};

struct SyncGroupRequest {
    std::string group;
    Generation generation;
    std::string member_id;
    std::vector<MemberAssignment> assignments;  // from the leader only
    template <class V>
    void visit(V&& v) const {
        v("group", group);
        v("generation", generation);
        v("member_id", member_id);
        v("assignments", assignments);
    }
};

struct SyncGroupResponse {
    ErrorCode error = ErrorCode::none;
    std::vector<TopicPartition> assignment;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("assignment", assignment);
    }
};

struct HeartbeatRequest {
    std::string group;
    Generation generation;
    std::string member_id;
    template <class V>
    void visit(V&& v) const {
        v("group", group);
        v("generation", generation);
        v("member_id", member_id);
    }
};

struct HeartbeatResponse {
    ErrorCode error = ErrorCode::none;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
    }
};

struct LeaveGroupRequest {
    std::string group;
    std::string member_id;
    template <class V>
    void visit(V&& v) const {
        v("group", group);
        v("member_id", member_id);
    }
};

struct LeaveGroupResponse {
    ErrorCode error = ErrorCode::none;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
    }
};

struct CommittedOffset {
    TopicPartition tp;
    Offset offset = no_offset;             // the next one to read
    LeaderEpoch leader_epoch = no_leader_epoch;
    std::string metadata;
    friend bool operator==(const CommittedOffset&, const CommittedOffset&) = default;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("offset", offset);
        v("leader_epoch", leader_epoch);
        v("metadata", metadata);
    }
};

// Generation -1 and no member: a commit from outside the group's membership.
struct OffsetCommitRequest {
    std::string group;
    Generation generation = no_generation;
    std::string member_id;
    std::vector<CommittedOffset> offsets;
    template <class V>
    void visit(V&& v) const {
        v("group", group);
        v("generation", generation);
        v("member_id", member_id);
        v("offsets", offsets);
    }
};

struct OffsetCommitResult {
    TopicPartition tp;
    ErrorCode error = ErrorCode::none;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("error", error);
    }
};

struct OffsetCommitResponse {
    std::vector<OffsetCommitResult> partitions;
    template <class V>
    void visit(V&& v) const {
        v("partitions", partitions);
    }
};

struct OffsetFetchRequest {
    std::string group;
    std::optional<std::vector<TopicPartition>> partitions;  // none: all of the group's
    template <class V>
    void visit(V&& v) const {
        v("group", group);
        v("partitions", partitions);
    }
};

struct OffsetFetchResponse {
    ErrorCode error = ErrorCode::none;
    std::vector<CommittedOffset> offsets;  // offset -1: none committed
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("offsets", offsets);
    }
};

}  // namespace kscope
