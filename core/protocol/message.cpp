#include "core/protocol/message.h"

#include <array>

namespace kscope {

namespace {

struct Kind {
    const char* name;
    int api_key;
    bool response;
};

// One row per alternative of MessageBody, in its order.
constexpr std::array<Kind, std::variant_size_v<MessageBody>> kinds{{
    {"Produce", 0, false},
    {"Produce response", 0, true},
    {"Fetch", 1, false},
    {"Fetch response", 1, true},
    {"ListOffsets", 2, false},
    {"ListOffsets response", 2, true},
    {"Metadata", 3, false},
    {"Metadata response", 3, true},
    {"LeaderAndIsr", 4, false},
    {"LeaderAndIsr response", 4, true},
    {"StopReplica", 5, false},
    {"StopReplica response", 5, true},
    {"UpdateMetadata", 6, false},
    {"UpdateMetadata response", 6, true},
    {"OffsetCommit", 8, false},
    {"OffsetCommit response", 8, true},
    {"OffsetFetch", 9, false},
    {"OffsetFetch response", 9, true},
    {"FindCoordinator", 10, false},
    {"FindCoordinator response", 10, true},
    {"JoinGroup", 11, false},
    {"JoinGroup response", 11, true},
    {"Heartbeat", 12, false},
    {"Heartbeat response", 12, true},
    {"LeaveGroup", 13, false},
    {"LeaveGroup response", 13, true},
    {"SyncGroup", 14, false},
    {"SyncGroup response", 14, true},
    {"CreateTopics", 19, false},
    {"CreateTopics response", 19, true},
    {"InitProducerId", 22, false},
    {"InitProducerId response", 22, true},
    {"OffsetForLeaderEpoch", 23, false},
    {"OffsetForLeaderEpoch response", 23, true},
    {"AlterPartition", 56, false},
    {"AlterPartition response", 56, true},
    {"AllocateProducerIds", 67, false},
    {"AllocateProducerIds response", 67, true},
    {"ControlledShutdown", 7, false},
    {"ControlledShutdown response", 7, true},
    {"DeleteTopics", 20, false},
    {"DeleteTopics response", 20, true},
    {"CreatePartitions", 37, false},
    {"CreatePartitions response", 37, true},
    {"ElectLeaders", 43, false},
    {"ElectLeaders response", 43, true},
    {"AlterPartitionReassignments", 45, false},
    {"AlterPartitionReassignments response", 45, true},
    {"ListPartitionReassignments", 46, false},
    {"ListPartitionReassignments response", 46, true},
    {"DeleteRecords", 21, false},
    {"DeleteRecords response", 21, true},
    {"DescribeConfigs", 32, false},
    {"DescribeConfigs response", 32, true},
    {"IncrementalAlterConfigs", 44, false},
    {"IncrementalAlterConfigs response", 44, true},
    {"ListGroups", 16, false},
    {"ListGroups response", 16, true},
    {"DescribeGroups", 15, false},
    {"DescribeGroups response", 15, true},
    {"ZooKeeper connect", -1, false},
    {"ZooKeeper connect response", -1, true},
    {"ZooKeeper ping", -1, false},
    {"ZooKeeper ping response", -1, true},
    {"ZooKeeper closeSession", -1, false},
    {"ZooKeeper create", -1, false},
    {"ZooKeeper delete", -1, false},
    {"ZooKeeper setData", -1, false},
    {"ZooKeeper check", -1, false},
    {"ZooKeeper exists", -1, false},
    {"ZooKeeper getData", -1, false},
    {"ZooKeeper getChildren", -1, false},
    {"ZooKeeper multi", -1, false},
    {"ZooKeeper create response", -1, true},
    {"ZooKeeper stat response", -1, true},
    {"ZooKeeper data response", -1, true},
    {"ZooKeeper children response", -1, true},
    {"ZooKeeper multi response", -1, true},
    {"ZooKeeper watch event", -1, true},
    {"Vote", 52, false},
    {"Vote response", 52, true},
    {"BeginQuorumEpoch", 53, false},
    {"BeginQuorumEpoch response", 53, true},
    {"EndQuorumEpoch", 54, false},
    {"EndQuorumEpoch response", 54, true},
    {"Fetch of the quorum", 1, false},
    {"Fetch of the quorum response", 1, true},
    {"FetchSnapshot", 59, false},
    {"FetchSnapshot response", 59, true},
    {"AddRaftVoter", 80, false},
    {"AddRaftVoter response", 80, true},
    {"RemoveRaftVoter", 81, false},
    {"RemoveRaftVoter response", 81, true},
    {"UpdateRaftVoter", 82, false},
    {"UpdateRaftVoter response", 82, true},
    {"BrokerRegistration", 62, false},
    {"BrokerRegistration response", 62, true},
    {"BrokerHeartbeat", 63, false},
    {"BrokerHeartbeat response", 63, true},
    {"ZooKeeper setWatches", -1, false},
    {"ZooKeeper setWatches response", -1, true},
    {"ZooKeeper sync", -1, false},
    {"ZooKeeper sync response", -1, true},
    {"Zab notification", -1, false},
    {"Zab FOLLOWERINFO", -1, false},
    {"Zab LEADERINFO", -1, true},
    {"Zab ACKEPOCH", -1, false},
    {"Zab DIFF", -1, true},
    {"Zab TRUNC", -1, true},
    {"Zab SNAP", -1, true},
    {"Zab NEWLEADER", -1, true},
    {"Zab UPTODATE", -1, true},
    {"Zab PROPOSAL", -1, true},
    {"Zab ACK", -1, false},
    {"Zab COMMIT", -1, true},
    {"Zab PING", -1, true},
    {"Zab PING answer", -1, false},
    {"Zab REVALIDATE", -1, false},
    {"Zab REVALIDATE answer", -1, true},
    {"Zab REQUEST", -1, false},
    {"Zab SYNC", -1, false},
    {"DescribeQuorum", 55, false},
    {"DescribeQuorum response", 55, true},
    {"AlterConfigs", 33, false},
    {"AlterConfigs response", 33, true},
    {"DescribeLogDirs", 35, false},
    {"DescribeLogDirs response", 35, true},
    {"DescribeCluster", 60, false},
    {"DescribeCluster response", 60, true},
    {"DescribeTopicPartitions", 75, false},
    {"DescribeTopicPartitions response", 75, true},
}};

template <class Response>
std::int64_t loose_batches_size(const Response& response) {
    std::int64_t bytes = 48;
    for (const auto& batch : response.batches) bytes += batch->size_in_bytes();
    return bytes;
}

}  // namespace

Message::Message(MessageBody body) : body_(std::move(body)) {}

Message::~Message() = default;

const Hash128& Message::digest() const {
    if (!digested_) {
        Digest d;
        d.add(body_.index());
        std::visit([&d](const auto& b) { digest_into(d, b); }, body_);
        digest_ = d.value();
        digested_ = true;
    }
    return digest_;
}

const char* name_of(const MessageBody& body) { return kinds[body.index()].name; }

int api_key_of(const MessageBody& body) { return kinds[body.index()].api_key; }

bool is_response(const MessageBody& body) { return kinds[body.index()].response; }

std::int64_t wire_size(const ProduceRequest& request) {
    std::int64_t bytes = wire_header_bytes;
    for (const auto& p : request.partitions) bytes += 16 + p.batch->size_in_bytes();
    return bytes;
}

std::int64_t wire_size(const FetchResponse& response) {
    std::int64_t bytes = wire_header_bytes;
    for (const auto& p : response.partitions) {
        bytes += wire_fetched_partition_bytes;
        for (const auto& batch : p.batches) bytes += batch->size_in_bytes();
    }
    return bytes;
}

std::int64_t wire_size(const MessageBody& body) {
    constexpr std::int64_t header = wire_header_bytes;
    if (const auto* produce = std::get_if<ProduceRequest>(&body)) {
        return wire_size(*produce);
    }
    if (const auto* fetched = std::get_if<FetchResponse>(&body)) {
        return wire_size(*fetched);
    }
    if (const auto* fetch = std::get_if<FetchRequest>(&body)) {
        return header + 40 * static_cast<std::int64_t>(fetch->partitions.size());
    }
    if (const auto* fetched = std::get_if<QuorumFetchResponse>(&body)) {
        return header + loose_batches_size(*fetched);
    }
    if (const auto* snapshot = std::get_if<FetchSnapshotResponse>(&body)) {
        return header + loose_batches_size(*snapshot);
    }
    if (const auto* snapshot = std::get_if<ZabSnap>(&body)) {
        return header + static_cast<std::int64_t>(snapshot->data.size());
    }
    return header;
}

}  // namespace kscope
