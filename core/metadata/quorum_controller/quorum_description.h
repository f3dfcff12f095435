// What `kafka-metadata-quorum describe` tells of the quorum: the leader with its epoch and high
// watermark, and how far each voter and observer is behind. Only a leader knows. Rule:
// org.apache.kafka.raft.LeaderState.describeQuorum (DescribeQuorum, KIP-836).
#pragma once

#include <optional>
#include <vector>

#include "core/metadata/kraft/raft_client.h"

namespace kscope {

struct QuorumReplicaDescription {
    ReplicaKey replica;
    Offset log_end{-1};
    std::int64_t lag = 0;  // records behind the leader
    std::optional<Instant> last_fetch;
    std::optional<Instant> last_caught_up;
};

struct QuorumDescription {
    BrokerId leader;
    LeaderEpoch epoch;
    Offset high_watermark{-1};
    std::int64_t max_follower_lag = 0;
    std::vector<QuorumReplicaDescription> voters;
    std::vector<QuorumReplicaDescription> observers;
};

std::optional<QuorumDescription> describe_quorum(const RaftClient& raft, Instant now);

}  // namespace kscope
