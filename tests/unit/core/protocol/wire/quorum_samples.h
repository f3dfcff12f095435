// The quorum's messages among the samples: one of each kind with all of its fields set.
// make_golden_frames.py has the same ones.
#pragma once

#include <vector>

#include "core/protocol/message.h"

namespace kscope {

inline std::vector<MessageBody> quorum_samples(const Ref<const RecordBatch>& batch) {
    const std::string cluster = "C1";
    const ReplicaKey one{BrokerId(1), {1, 2}};
    const ReplicaKey two{BrokerId(2), {3, 4}};
    const QuorumLeader leader{BrokerId(2), LeaderEpoch(5), NodeId(2)};
    const OffsetAndEpoch end{Offset(40), LeaderEpoch(4)};
    const Duration wait = Duration::millis(500);
    return {
        VoteRequest{cluster, one, two, LeaderEpoch(5), end, true},
        VoteResponse{ErrorCode::fenced_leader_epoch, leader, true},
        BeginQuorumEpochRequest{cluster, one, leader},
        BeginQuorumEpochResponse{ErrorCode::invalid_voter_key, leader},
        EndQuorumEpochRequest{cluster, leader, {one}},
        EndQuorumEpochResponse{ErrorCode::fenced_leader_epoch, leader},
        QuorumFetchRequest{cluster, one, wait, 8 << 20, LeaderEpoch(5), end},
        QuorumFetchResponse{ErrorCode::not_leader_or_follower,
                            leader,
                            Offset(41),
                            Offset(2),
                            EpochEnd{LeaderEpoch(3), Offset(6)},
                            OffsetAndEpoch{Offset(30), LeaderEpoch(3)},
                            {batch}},
        FetchSnapshotRequest{cluster, one, 1000, LeaderEpoch(5), end, 70},
        FetchSnapshotResponse{ErrorCode::position_out_of_range, leader, end, 900, 70, {batch}},
        AddRaftVoterRequest{cluster, wait, one, NodeId(1)},
        AddRaftVoterResponse{ErrorCode::duplicate_voter, "it is one"},
        RemoveRaftVoterRequest{cluster, one},
        RemoveRaftVoterResponse{ErrorCode::voter_not_found, "it is none"},
        UpdateRaftVoterRequest{cluster, LeaderEpoch(5), one, NodeId(1), 0, 1},
        UpdateRaftVoterResponse{ErrorCode::voter_not_found, leader},
        DescribeQuorumRequest{},
        DescribeQuorumResponse{
            ErrorCode::not_leader_or_follower,
            "it follows",
            BrokerId(2),
            LeaderEpoch(5),
            Offset(41),
            {{one, Offset(40), WallTime::from_millis(1'000), WallTime::from_millis(900)},
             {two, Offset(41), WallTime::from_millis(1'001), {}}},
            {{{BrokerId(7), {}}, no_offset, {}, {}}},
            {{BrokerId(1), NodeId(1)}, {BrokerId(2), NodeId(2)}}},
        BrokerRegistrationRequest{BrokerId(1), cluster, {5, 6}, NodeId(1), "a", BrokerEpoch(70)},
        BrokerRegistrationResponse{ErrorCode::duplicate_broker_registration, BrokerEpoch(90)},
        BrokerHeartbeatRequest{BrokerId(1), BrokerEpoch(90), Offset(95), true, true},
        BrokerHeartbeatResponse{ErrorCode::stale_broker_epoch, true, false, true},
    };
}

}  // namespace kscope
