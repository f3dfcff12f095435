// Message: what one process sends to another. Immutable once made; shared by Ref, never copied on
// its way. The digest is the canonical field visit, computed once, and goes into the run hash.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "core/protocol/admin_messages.h"
#include "core/protocol/broker_lifecycle_messages.h"
#include "core/protocol/config_messages.h"
#include "core/protocol/controller_messages.h"
#include "core/protocol/delete_records_messages.h"
#include "core/protocol/describe_cluster_messages.h"
#include "core/protocol/describe_quorum_messages.h"
#include "core/protocol/describe_topic_partitions_messages.h"
#include "core/protocol/fetch_messages.h"
#include "core/protocol/group_admin_messages.h"
#include "core/protocol/group_messages.h"
#include "core/protocol/metadata_messages.h"
#include "core/protocol/produce_messages.h"
#include "core/protocol/quorum_messages.h"
#include "core/protocol/zab_messages.h"
#include "core/protocol/zookeeper_messages.h"

namespace kscope {

// Order matters only to the digest: new messages go to the end of their era.
using MessageBody = std::variant<
    ProduceRequest, ProduceResponse, FetchRequest, FetchResponse, ListOffsetsRequest,
    ListOffsetsResponse, MetadataRequest, MetadataResponse, LeaderAndIsrRequest,
    LeaderAndIsrResponse, StopReplicaRequest, StopReplicaResponse, UpdateMetadataRequest,
    UpdateMetadataResponse, OffsetCommitRequest, OffsetCommitResponse, OffsetFetchRequest,
    OffsetFetchResponse, FindCoordinatorRequest, FindCoordinatorResponse, JoinGroupRequest,
    JoinGroupResponse, HeartbeatRequest, HeartbeatResponse, LeaveGroupRequest, LeaveGroupResponse,
    SyncGroupRequest, SyncGroupResponse, CreateTopicsRequest, CreateTopicsResponse,
    InitProducerIdRequest, InitProducerIdResponse, OffsetForLeaderEpochRequest,
    OffsetForLeaderEpochResponse, AlterPartitionRequest, AlterPartitionResponse,
    AllocateProducerIdsRequest, AllocateProducerIdsResponse, ControlledShutdownRequest,
    ControlledShutdownResponse, DeleteTopicsRequest, DeleteTopicsResponse, CreatePartitionsRequest,
    CreatePartitionsResponse, ElectLeadersRequest, ElectLeadersResponse,
    AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse,
    ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse, DeleteRecordsRequest,
    DeleteRecordsResponse, DescribeConfigsRequest, DescribeConfigsResponse,
    IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse, ListGroupsRequest,
    ListGroupsResponse, DescribeGroupsRequest, DescribeGroupsResponse, ZkConnectRequest,
    ZkConnectResponse, ZkPing, ZkPingResponse, ZkCloseSession, ZkCreate, ZkDelete, ZkSetData,
    ZkCheck, ZkExists, ZkGetData, ZkGetChildren, ZkMulti, ZkCreateResponse, ZkStatResponse,
    ZkDataResponse, ZkChildrenResponse, ZkMultiResponse, ZkWatchEvent, VoteRequest, VoteResponse,
    BeginQuorumEpochRequest, BeginQuorumEpochResponse, EndQuorumEpochRequest,
    EndQuorumEpochResponse, QuorumFetchRequest, QuorumFetchResponse, FetchSnapshotRequest,
    FetchSnapshotResponse, AddRaftVoterRequest, AddRaftVoterResponse, RemoveRaftVoterRequest,
    RemoveRaftVoterResponse, UpdateRaftVoterRequest, UpdateRaftVoterResponse,
    BrokerRegistrationRequest, BrokerRegistrationResponse, BrokerHeartbeatRequest,
    BrokerHeartbeatResponse, ZkSetWatches, ZkSetWatchesResponse, ZkSync, ZkSyncResponse,
    ZabNotification, ZabFollowerInfo, ZabLeaderInfo, ZabAckEpoch, ZabDiff, ZabTrunc, ZabSnap,
    ZabNewLeader, ZabUpToDate, ZabProposal, ZabAck, ZabCommit, ZabPing, ZabPingReply, ZabRevalidate,
    ZabRevalidateReply, ZabRequest, ZabSync, DescribeQuorumRequest, DescribeQuorumResponse,
    AlterConfigsRequest, AlterConfigsResponse, DescribeLogDirsRequest, DescribeLogDirsResponse,
    DescribeClusterRequest, DescribeClusterResponse, DescribeTopicPartitionsRequest,
    DescribeTopicPartitionsResponse>;

class Message : public RefCounted {
public:
    explicit Message(MessageBody body);
    template <class T, class Body>
    Message(std::in_place_type_t<T> kind, Body&& body) : body_(kind, std::forward<Body>(body)) {}
    // Elsewhere, once: to move and to destroy any of so many kinds takes seconds to compile.
    ~Message();
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;

    [[nodiscard]] const MessageBody& body() const { return body_; }
    template <class T>
    [[nodiscard]] const T* get_if() const {
        return std::get_if<T>(&body_);
    }
    [[nodiscard]] const Hash128& digest() const;

private:
    template <class T, class Fill>
    friend Ref<const Message> build_message(Fill fill);

    MessageBody body_;
    mutable Hash128 digest_{};
    mutable bool digested_ = false;
};

template <class T>
Ref<const Message> make_message(T&& body) {
    return Ref<const Message>(
        new Message(std::in_place_type<std::remove_cvref_t<T>>, std::forward<T>(body)));
}

// Made where it stays: fill(T&) writes it. For the messages of which there are many.
template <class T, class Fill>
Ref<const Message> build_message(Fill fill) {
    Ref<Message> message(new Message(std::in_place_type<T>, T{}));
    fill(*std::get_if<T>(&message->body_));
    return message;
}

// "Produce", "Produce response", "ZooKeeper ping": the name of the body's type, for people.
const char* name_of(const MessageBody& body);
// Kafka's api key; -1 for ZooKeeper's messages.
int api_key_of(const MessageBody& body);
bool is_response(const MessageBody& body);
// Of a message without its parts, and of a partition's answer without its batches: estimates.
inline constexpr std::int64_t wire_header_bytes = 40;
inline constexpr std::int64_t wire_fetched_partition_bytes = 48;
// Estimated bytes on the wire; drives per-byte service time and bandwidth. Exact for batches.
std::int64_t wire_size(const MessageBody& body);
std::int64_t wire_size(const ProduceRequest& request);
std::int64_t wire_size(const FetchResponse& response);

}  // namespace kscope
