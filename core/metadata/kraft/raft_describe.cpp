// RaftClient: DescribeQuorum, which only a leader can answer. Rules:
// KafkaRaftClient.handleDescribeQuorumRequest, RaftUtil.singletonDescribeQuorumResponse.
#include "core/metadata/kraft/raft_client.h"

namespace kscope {

DescribeQuorumResponse RaftClient::describe_quorum(const Now& now) const {
    DescribeQuorumResponse told;
    const auto* leader = booted() ? quorum_->as<QuorumLeaderState>() : nullptr;
    if (leader == nullptr) {
        told.error = ErrorCode::not_leader_or_follower;
        return told;
    }
    const bool tells_places = spec_.config.voters_change;
    const auto on_wall = [&now](std::optional<Instant> at) -> std::optional<WallTime> {
        if (!at) return std::nullopt;
        return WallTime::from_millis((now.wall + (*at - now.monotonic)).millis());
    };
    const auto state_of = [&](const FetchProgress& progress) {
        const bool self = progress.key.id == spec_.node_id;
        QuorumReplicaState state;
        state.replica.id = progress.key.id;
        if (tells_places) state.replica.directory = progress.key.directory;
        state.log_end_offset = progress.end_offset.value_or(no_offset);
        state.last_fetch = on_wall(self ? now.monotonic : progress.last_fetch);
        state.last_caught_up = on_wall(self ? now.monotonic : progress.last_caught_up);
        return state;
    };
    told.leader = spec_.node_id;
    told.epoch = quorum_->epoch();
    told.high_watermark = leader->high_watermark().value_or(no_offset);
    for (const auto& [id, progress] : leader->voters()) told.voters.push_back(state_of(progress));
    for (const auto& [key, progress] : leader->observers()) {
        told.observers.push_back(state_of(progress));
    }
    if (!tells_places) return told;
    for (const Voter& voter : voters().voters()) told.nodes.push_back({voter.key.id, voter.node});
    return told;
}

void RaftClient::handle(const Now& now, const Received& in, const DescribeQuorumRequest&) {
    if (auto* leader = quorum_->as<QuorumLeaderState>()) {
        leader->forget_silent_observers(now.monotonic);
    }
    answer(in, describe_quorum(now));
}

}  // namespace kscope
