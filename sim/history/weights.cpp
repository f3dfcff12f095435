#include "sim/history/weights.h"

#include <algorithm>

#include "sim/engine/world.h"

namespace kscope::sim {

namespace {

struct NoteWeight {
    Weight operator()(const RecordsAppended&) const { return Weight::milestone; }
    Weight operator()(const HighWatermarkAdvanced&) const { return Weight::milestone; }
    Weight operator()(const OffsetCommitted&) const { return Weight::milestone; }
    Weight operator()(const RecordsAcked&) const { return Weight::milestone; }
    Weight operator()(const RecordsConsumed&) const { return Weight::milestone; }
    Weight operator()(const FollowerCaughtUp&) const { return Weight::milestone; }
    Weight operator()(const ClientThrottled&) const { return Weight::milestone; }
    Weight operator()(const ReplicaThrottled&) const { return Weight::milestone; }

    Weight operator()(const IsrChanged&) const { return Weight::turning_point; }
    Weight operator()(const BecameLeader&) const { return Weight::turning_point; }
    Weight operator()(const LogTruncated&) const { return Weight::turning_point; }
    Weight operator()(const SegmentsDeleted&) const { return Weight::turning_point; }
    Weight operator()(const LogStartMoved&) const { return Weight::turning_point; }
    Weight operator()(const LogCleaned&) const { return Weight::turning_point; }
    Weight operator()(const ReplicaOffline&) const { return Weight::turning_point; }
    Weight operator()(const SessionExpired&) const { return Weight::turning_point; }
    Weight operator()(const ZooKeeperLeading&) const { return Weight::turning_point; }
    Weight operator()(const ZooKeeperQuorumLost&) const { return Weight::turning_point; }
    Weight operator()(const ZooKeeperElectionBegun&) const { return Weight::milestone; }
    Weight operator()(const ZooKeeperSynced&) const { return Weight::milestone; }
    Weight operator()(const SessionMoved&) const { return Weight::milestone; }
    Weight operator()(const ControllerElected&) const { return Weight::turning_point; }
    Weight operator()(const QuorumVoterChanged&) const { return Weight::turning_point; }
    Weight operator()(const ControllerResigned&) const { return Weight::turning_point; }
    Weight operator()(const BrokerGone&) const { return Weight::turning_point; }
    Weight operator()(const BrokerReady&) const { return Weight::turning_point; }
    Weight operator()(const LeaderElected&) const { return Weight::turning_point; }
    Weight operator()(const NoLeaderEligible&) const { return Weight::turning_point; }
    Weight operator()(const GenerationStarted&) const { return Weight::turning_point; }
    Weight operator()(const MemberFenced&) const { return Weight::turning_point; }
    Weight operator()(const SendFailed&) const { return Weight::turning_point; }
    Weight operator()(const ConsumerLostPartitions&) const { return Weight::turning_point; }
    Weight operator()(const PositionSought&) const { return Weight::turning_point; }
    Weight operator()(const ReadReplicaChosen&) const { return Weight::turning_point; }
    Weight operator()(const FetchingGivenUp&) const { return Weight::turning_point; }
    Weight operator()(const ControlledShutdownEnded&) const { return Weight::turning_point; }
    Weight operator()(const ReassignmentChanged&) const { return Weight::turning_point; }
    Weight operator()(const TopicDeleted&) const { return Weight::turning_point; }
    Weight operator()(const PartitionsAdded&) const { return Weight::turning_point; }

    template <class Other>
    Weight operator()(const Other&) const {
        return Weight::none;
    }
};

template <class Partitions>
bool any_error(const Partitions& partitions) {
    return std::any_of(partitions.begin(), partitions.end(),
                       [](const auto& p) { return p.error != ErrorCode::none; });
}

struct Foreground {
    bool operator()(const FetchRequest&) const { return false; }
    bool operator()(const FetchResponse& m) const {
        return m.error != ErrorCode::none || m.throttle_time_ms != 0 ||
               std::any_of(m.partitions.begin(), m.partitions.end(), [](const auto& p) {
                   return p.error != ErrorCode::none || p.diverging_epoch || !p.batches.empty();
               });
    }
    bool operator()(const ListOffsetsRequest&) const { return false; }
    bool operator()(const ListOffsetsResponse& m) const { return any_error(m.partitions); }
    bool operator()(const MetadataRequest&) const { return false; }
    // Whether it changes what the client knows, only its note can say (MetadataRefreshed).
    bool operator()(const MetadataResponse& m) const { return any_error(m.topics); }
    bool operator()(const HeartbeatRequest&) const { return false; }
    bool operator()(const HeartbeatResponse& m) const { return m.error != ErrorCode::none; }
    bool operator()(const FindCoordinatorRequest&) const { return false; }
    bool operator()(const FindCoordinatorResponse& m) const { return m.error != ErrorCode::none; }
    bool operator()(const OffsetFetchRequest&) const { return false; }
    bool operator()(const OffsetFetchResponse& m) const { return m.error != ErrorCode::none; }
    bool operator()(const BrokerHeartbeatRequest& m) const { return m.want_shut_down; }
    bool operator()(const BrokerHeartbeatResponse& m) const {
        return m.error != ErrorCode::none || m.should_shut_down;
    }
    // What the records say, their notes tell.
    bool operator()(const QuorumFetchRequest&) const { return false; }
    bool operator()(const QuorumFetchResponse& m) const {
        return m.error != ErrorCode::none || m.diverging_epoch || m.snapshot;
    }
    bool operator()(const ZkPing&) const { return false; }
    bool operator()(const ZabPing&) const { return false; }
    bool operator()(const ZabPingReply&) const { return false; }
    bool operator()(const ZkPingResponse&) const { return false; }
    bool operator()(const ZkExists&) const { return false; }
    bool operator()(const ZkGetData&) const { return false; }
    bool operator()(const ZkGetChildren&) const { return false; }
    bool operator()(const ZkDataResponse&) const { return false; }
    bool operator()(const ZkChildrenResponse&) const { return false; }

    template <class Other>
    bool operator()(const Other&) const {
        return true;
    }
};

bool changed_metadata(const Note& note) {
    const auto* refreshed = std::get_if<MetadataRefreshed>(&note.body);
    return refreshed != nullptr && refreshed->changed;
}

}  // namespace

Weight weight_of(const NoteBody& note) { return std::visit(NoteWeight{}, note); }

bool is_foreground(const MessageBody& message) { return std::visit(Foreground{}, message); }

IndexEntry index_entry(const World& world) {
    const EventRecord& last = world.last();
    IndexEntry entry;
    entry.time = last.time;
    entry.cause = last.cause.value();
    entry.node = last.node.value();
    entry.source = last.source.value();
    entry.kind = last.kind;
    entry.detail = last.detail;
    entry.fate = last.fate;
    if (last.message) entry.foreground = is_foreground(last.message->body());
    for (const Note& note : world.last_notes()) {
        entry.weight = std::max(entry.weight, weight_of(note.body));
        if (changed_metadata(note)) entry.foreground = true;
    }
    if (last.kind == EventKind::action) entry.weight = Weight::turning_point;
    return entry;
}

}  // namespace kscope::sim
