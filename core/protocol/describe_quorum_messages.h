// DescribeQuorum (55; KIP-595, KIP-836, KIP-853): how far each replica of __cluster_metadata-0 is,
// as the quorum's leader sees it. It is about that one partition, as the quorum's other messages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/protocol/quorum_messages.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

struct DescribeQuorumRequest {
    template <class V>
    void visit(V&&) const {}
};

// DescribeQuorumResponse.ReplicaState. Times are the leader's wall clock; none: it is not known.
struct QuorumReplicaState {
    ReplicaKey replica;  // without directory: none is known, or the version does not tell
    Offset log_end_offset = no_offset;
    std::optional<WallTime> last_fetch;
    // When the leader's log ended where the replica's does now.
    std::optional<WallTime> last_caught_up;
    template <class V>
    void visit(V&& v) const {
        v("replica", replica), v("log_end_offset", log_end_offset);
        v("last_fetch", last_fetch), v("last_caught_up", last_caught_up);
    }
};

struct DescribeQuorumResponse {
    ErrorCode error = ErrorCode::none;  // of the partition; then the rest says nothing
    std::string message;
    BrokerId leader{0};
    LeaderEpoch epoch{0};
    Offset high_watermark{0};  // no_offset: this leader has none yet
    std::vector<QuorumReplicaState> voters;
    std::vector<QuorumReplicaState> observers;
    std::vector<BrokerEndpoint> nodes;  // where the voters listen (KIP-853)
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("message", message);
        v("leader", leader), v("epoch", epoch), v("high_watermark", high_watermark);
        v("voters", voters), v("observers", observers), v("nodes", nodes);
    }
};

}  // namespace kscope
