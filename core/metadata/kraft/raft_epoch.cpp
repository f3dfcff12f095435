// RaftClient: BeginQuorumEpoch, by which a leader makes itself known, and EndQuorumEpoch, by which
// it resigns and says who should try first.
#include <algorithm>

#include "core/metadata/kraft/raft_client.h"

namespace kscope {

void RaftClient::handle(const Now& now, const Received& in,
                        const BeginQuorumEpochRequest& request) {
    ErrorCode error = cluster_error(request.cluster_id);
    if (error == ErrorCode::none) {
        error = voter_request_error(request.leader.leader, request.leader.epoch);
    }
    if (error == ErrorCode::none) {
        maybe_transition(now, request.leader);
        if (!is_for_self(request.voter)) error = ErrorCode::invalid_voter_key;
    }
    answer(in, BeginQuorumEpochResponse{error, current()});
}

RaftClient::Handled RaftClient::handle_response(const Now& now, NodeId peer,
                                                const BeginQuorumEpochResponse& response) {
    if (const auto handled = common_response(now, response.error, response.current)) {
        return *handled;
    }
    if (response.error != ErrorCode::none) return Handled::no;
    if (auto* leader = quorum_->as<QuorumLeaderState>()) leader->acknowledge(id_of(peer));
    return Handled::yes;
}

void RaftClient::handle(const Now& now, const Received& in, const EndQuorumEpochRequest& request) {
    ErrorCode error = cluster_error(request.cluster_id);
    if (error == ErrorCode::none) {
        error = voter_request_error(request.leader.leader, request.leader.epoch);
    }
    if (error == ErrorCode::none) {
        maybe_transition(now, request.leader);
        auto* follower = quorum_->as<FollowerRole>();
        if (follower != nullptr && follower->leader == request.leader.leader) {
            follower->fetch_deadline =
                now.monotonic + successor_backoff(request.preferred_candidates);
            // What was fetched is of a leader that has gone: others may be voted for beforehand.
            follower->has_fetched = false;
        }
    }
    answer(in, EndQuorumEpochResponse{error, current()});
}

// The first of the preferred tries at once, each further one later
// (KafkaRaftClient.strictExponentialElectionBackoffMs).
Duration RaftClient::successor_backoff(const std::vector<ReplicaKey>& preferred) const {
    const auto own = std::find_if(preferred.begin(), preferred.end(), [this](const auto& key) {
        return key.id == self().id && is_for_self(key);
    });
    const auto place = own - preferred.begin();
    const Duration most = spec_.config.election_backoff_max;
    if (preferred.empty() || place == 0) return Duration();
    if (own == preferred.end()) return most;
    const std::int64_t base = most.to_millis() >> (preferred.size() - 1);
    return std::min(most, Duration::millis(base << (place - 1)));
}

RaftClient::Handled RaftClient::handle_response(const Now& now, NodeId peer,
                                                const EndQuorumEpochResponse& response) {
    if (const auto handled = common_response(now, response.error, response.current)) {
        return *handled;
    }
    if (response.error != ErrorCode::none) return Handled::no;
    if (auto* resigned = quorum_->as<ResignedRole>()) {
        std::erase(resigned->unacknowledged, id_of(peer));
    }
    return Handled::yes;
}

}  // namespace kscope
