#include "core/metadata/quorum_controller/quorum_description.h"

#include <algorithm>

namespace kscope {

std::optional<QuorumDescription> describe_quorum(const RaftClient& raft, Instant now) {
    if (!raft.booted() || !raft.is_leader()) return std::nullopt;
    const auto& leader = *raft.quorum().as<QuorumLeaderState>();
    QuorumDescription told;
    told.leader = raft.self().id;
    told.epoch = raft.quorum().epoch();
    told.high_watermark = leader.high_watermark().value_or(no_offset);
    const Offset end = raft.log().end().offset;
    const auto of = [&](const FetchProgress& progress) {
        QuorumReplicaDescription replica{progress.key, progress.end_offset.value_or(no_offset), 0,
                                         progress.last_fetch, progress.last_caught_up};
        if (progress.key.id == told.leader) {
            replica.log_end = end;
            replica.last_fetch = replica.last_caught_up = now;
        }
        replica.lag = end - std::max(replica.log_end, Offset(0));
        return replica;
    };
    for (const auto& [id, progress] : leader.voters()) {
        told.voters.push_back(of(progress));
        told.max_follower_lag = std::max(told.max_follower_lag, told.voters.back().lag);
    }
    for (const auto& [key, progress] : leader.observers()) {
        told.observers.push_back(of(progress));
    }
    return told;
}

}  // namespace kscope
