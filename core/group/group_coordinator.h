// The group coordinator of one broker: all groups whose partition of __consumer_offsets it leads.
// Classic protocol of Kafka 3.9 (kafka.coordinator.group.GroupCoordinator). A handler answers, or
// appends records and answers when they are committed; it never touches a log or a connection.
//
// Law kept: one generation at a time, one owner per partition and generation, commits fenced by
// generation and member.
#pragma once

#include <algorithm>
#include <variant>

#include "core/base/rng.h"
#include "core/config/configs.h"
#include "core/group/group.h"

namespace kscope {

// The partition of __consumer_offsets that a group lives in: Java's String.hashCode.
PartitionIndex offsets_partition_of(std::string_view group, std::int32_t partitions);

class GroupCoordinator {
public:
    GroupCoordinator() = default;
    GroupCoordinator(const BrokerConfig& config, Rng rng);

    // The broker is up: from now on offsets expire.
    void start(const Now& now) { started_ = now.monotonic; }

    // ---- which groups are here
    // The records are all of the partition's log, in order.
    void on_become_leader(const Now&, PartitionIndex, LeaderEpoch,
                          const std::vector<Ref<const RecordBatch>>& log, CoordinatorOutput&);
    void on_resign(PartitionIndex, CoordinatorOutput&);
    [[nodiscard]] bool leads(PartitionIndex partition) const { return shards_.contains(partition); }

    // ---- requests
    void handle(const Now&, const RequestContext&, const JoinGroupRequest&, CoordinatorOutput&);
    void handle(const Now&, const RequestContext&, const SyncGroupRequest&, CoordinatorOutput&);
    void handle(const Now&, const RequestContext&, const HeartbeatRequest&, CoordinatorOutput&);
    void handle(const Now&, const RequestContext&, const LeaveGroupRequest&, CoordinatorOutput&);
    void handle(const Now&, const RequestContext&, const OffsetCommitRequest&, CoordinatorOutput&);
    void handle(const Now&, const RequestContext&, const OffsetFetchRequest&, CoordinatorOutput&);
    void handle(const Now&, const RequestContext&, const ListGroupsRequest&, CoordinatorOutput&);
    void handle(const Now&, const RequestContext&, const DescribeGroupsRequest&,
                CoordinatorOutput&);

    // ---- the answer to a CoordinatorAppend
    void on_appended(const Now&, const CoordinatorAppended&, CoordinatorOutput&);

    // ---- time
    [[nodiscard]] Instant next_deadline() const {
        return std::min(timers_.next_deadline(), cleanup_at_);
    }
    void on_wakeup(const Now&, CoordinatorOutput&);

    // ---- for the laws and the window
    [[nodiscard]] std::vector<const Group*> groups() const;
    [[nodiscard]] const Group* find_group(std::string_view name) const;

    void digest(Digest& d) const;
    void check_invariants() const;

private:
    struct Shard {
        LeaderEpoch epoch;
        FlatMap<std::string, Group> groups;
    };
    enum class TimerKind : std::uint8_t { heartbeat, pending_member, join, sync };
    struct Timer {
        TimerKind kind = TimerKind::heartbeat;
        std::string group;
        std::string member;
    };
    // What waits for its records to be committed.
    struct AssignmentAppend {
        std::string group;
        Generation generation;
        std::vector<MemberAssignment> assignments;
    };
    struct OffsetsAppend {
        std::string group;
        RequestContext context;
        Generation generation;
        std::vector<CommittedOffset> offsets;
        WallTime committed;
        std::vector<OffsetCommitResult> results;
    };
    struct EmptyGroupAppend {
        std::string group;
    };
    struct TombstonesAppend {
        std::string group;
        std::vector<TopicPartition> offsets;
        bool group_too = false;
    };
    using PendingAppend =
        std::variant<AssignmentAppend, OffsetsAppend, EmptyGroupAppend, TombstonesAppend>;

    // ---- looking up
    [[nodiscard]] PartitionIndex partition_of(std::string_view group) const;
    [[nodiscard]] ErrorCode status_of(std::string_view group) const;
    Group* find(std::string_view group);
    Group& find_or_create(const std::string& group);

    // ---- joining (join_group.cpp)
    void join_new_member(const Now&, const RequestContext&, Group&, const JoinGroupRequest&,
                         CoordinatorOutput&);
    void join_known_member(const Now&, const RequestContext&, Group&, const JoinGroupRequest&,
                           CoordinatorOutput&);
    void add_member_and_rebalance(const Now&, const RequestContext&, Group&,
                                  const JoinGroupRequest&, const std::string& id,
                                  CoordinatorOutput&);
    void update_member_and_rebalance(const Now&, const RequestContext&, Group&, Member&,
                                     const JoinGroupRequest&, const char* reason,
                                     CoordinatorOutput&);
    [[nodiscard]] bool accepts(const Group&, const std::string& member) const;
    std::string new_member_id(const JoinGroupRequest&);

    // ---- rebalancing (rebalance.cpp)
    void maybe_prepare_rebalance(const Now&, Group&, const std::string& reason, CoordinatorOutput&);
    void maybe_complete_join(const Now&, Group&, CoordinatorOutput&);
    void complete_join(const Now&, Group&, CoordinatorOutput&);
    void on_join_timer(const Now&, Group&, CoordinatorOutput&);
    void on_sync_timer(const Now&, Group&, CoordinatorOutput&);
    void propagate_assignment(const Now&, Group&, ErrorCode, CoordinatorOutput&);
    void reset_and_propagate_error(const Now&, Group&, ErrorCode, CoordinatorOutput&);
    void finish_sync(Group&, const std::string& member);
    void answer_join(Group&, Member&, CoordinatorOutput&) const;
    [[nodiscard]] JoinGroupResponse join_answer(const Group&, const Member&) const;

    // ---- membership (membership.cpp)
    void schedule_heartbeat(const Now&, Group&, Member&);
    void schedule_expiry(const Now&, Group&, Member&, Duration timeout);
    void on_heartbeat_timer(const Now&, Group&, const std::string& member, CoordinatorOutput&);
    void remove_member(const Now&, Group&, const std::string& member, const std::string& reason,
                       CoordinatorOutput&);
    void remove_pending_member(const Now&, Group&, const std::string& member, CoordinatorOutput&);

    // ---- offsets and storage (offset_commit.cpp, coordinator_storage.cpp)
    [[nodiscard]] ErrorCode validate_commit(const Group&, const OffsetCommitRequest&) const;
    void append(const std::string& group, std::vector<Record>, PendingAppend, CoordinatorOutput&);
    void on_assignment_stored(const Now&, const AssignmentAppend&, const CoordinatorAppended&,
                              CoordinatorOutput&);
    void on_offsets_stored(const Now&, OffsetsAppend&, const CoordinatorAppended&,
                           CoordinatorOutput&);

    // ---- expiry of offsets and groups (group_cleanup.cpp)
    void arm_cleanup(const Now&, const Group&);
    void cleanup(const Now&, CoordinatorOutput&);
    bool cleanup(const Now&, Group&, CoordinatorOutput&);  // true: it is Dead
    [[nodiscard]] std::vector<TopicPartition> pending_commits(const std::string& group) const;
    void on_tombstones_stored(const TombstonesAppend&, const CoordinatorAppended&,
                              CoordinatorOutput&) const;

    // ---- notes (coordinator_notes.cpp)
    void note_fenced(const Now&, const Group&, const Member&, CoordinatorOutput&) const;

    BrokerId broker_;
    std::int32_t offsets_partitions_ = 1;
    std::int32_t offset_metadata_max_bytes_ = 0;
    Duration initial_rebalance_delay_;
    Duration min_session_timeout_;
    Duration max_session_timeout_;
    std::int32_t group_max_size_ = 0;
    bool member_id_required_ = true;
    bool beats_before_sync_ = true;
    bool fences_before_rebalance_ = true;
    OffsetExpiration offset_expiration_ = OffsetExpiration::stable_or_empty;
    Duration offsets_retention_ = Duration::forever();
    Duration cleanup_interval_ = Duration::forever();
    Mutant mutant_ = Mutant::none;

    Rng rng_;
    FlatMap<PartitionIndex, Shard> shards_;
    TimerQueue<Timer> timers_;
    FlatMap<std::uint64_t, PendingAppend> pending_appends_;
    std::uint64_t next_token_ = 1;
    Instant started_;
    // The first check at which something may expire: the others would find nothing.
    Instant cleanup_at_ = Instant::never();
};

}  // namespace kscope
