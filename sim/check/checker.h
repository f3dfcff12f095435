// Checker: all laws, after each event, looking only at what the event may have touched. A value: a
// copy of it with a copy of the world goes on from there. It changes nothing and trusts no broker.
//
// Cost: nothing where nothing was touched; else O(log n) digest look-ups for the touched replicas.
// check_everything() asks the same of all replicas at once; tests require equal verdicts.
#pragma once

#include <optional>
#include <vector>

#include "core/protocol/topic_partition_index.h"
#include "sim/check/group_laws.h"
#include "sim/check/partition_record.h"
#include "sim/engine/world.h"

namespace kscope {
class Broker;
class ControllerServer;
class PartitionLog;
class Replica;
}  // namespace kscope

namespace kscope::sim {

// Of the cluster's version.
Features features_of(const World& world);

class Checker {
public:
    // The kinds of notes that it needs the world to tell.
    static NoteFilter needed_notes();

    // After world.step(). The first violation stays; later events are not looked at any more.
    void after_step(const World& world) {
        if (violation_) return;
        if (!world.last_world_notes().empty()) take_world_notes(world);
        const Touched touched = world.touched();
        if (touched.replicas != nullptr && !touched.replicas->empty()) look_at(world, touched);
        if (!world.last_notes().empty()) take_notes(world);
    }
    // Everything at once, slowly.
    void check_everything(const World& world);

    [[nodiscard]] const std::optional<Violation>& violation() const { return violation_; }
    // Acknowledged records that are gone, in the order of the discovery.
    [[nodiscard]] const std::vector<LostRecords>& lost() const { return lost_; }
    [[nodiscard]] const std::vector<LicensedLoss>& licensed() const { return licensed_; }
    // The end of the committed log, as the checker knows it; 0 for a partition it never saw.
    [[nodiscard]] Offset committed_end(const TopicPartition& tp) const;
    // A leader lost its power and led on in the same epoch: its two lives wrote different records
    // under the same offset and epoch, so a follower may have parted from it for good.
    [[nodiscard]] bool forked(const TopicPartition& tp) const;

private:
    // Where a replica's partition stands in records_, and which sight it is there.
    struct Place {
        std::uint32_t record = no_place;
        std::uint32_t sight = no_place;
    };
    static constexpr std::uint32_t no_place = ~std::uint32_t{0};

    // checker.cpp
    void take_world_notes(const World& world);
    void forget_replicas(NodeId node);
    void tear_replicas(NodeId node);
    void look_at(const World& world, const Touched& touched);
    void look_at_replica(const World& world, NodeId node, std::uint32_t slot,
                         const Replica& replica, BrokerId broker);
    Place& place_of(NodeId node, std::uint32_t slot);
    Place find_place(NodeId node, std::uint32_t slot, const TopicPartition& tp, BrokerId broker);
    PartitionRecord& record_of(const TopicPartition& tp);
    void breaks(const World& world, Law law, std::string sentence);
    [[nodiscard]] static bool is_stranger(const PartitionRecord& record, const Broker& broker);
    // Whether what a client was told may come of a topic that had the name before.
    bool told_by_stranger(const World& world, PartitionRecord& record);
    [[nodiscard]] const Replica* replica_at(const World& world, const ReplicaSight& sight) const;
    [[nodiscard]] const Replica* legitimate_leader(const World& world,
                                                   const PartitionRecord& record) const;

    // replica_laws.cpp
    void check_offsets(const World& world, const Replica& replica);
    void check_matching(const World& world, const PartitionRecord& record, const Replica& replica,
                        NodeId node);
    void compare(const World& world, const PartitionRecord& record, const Replica& a,
                 const Replica& b);
    void check_candidates(const World& world, const PartitionRecord& record);

    // compaction_laws.cpp
    static void remember_latest(PartitionRecord& record, const RecordBatch& batch);
    void check_compaction(const World& world, const PartitionRecord& record,
                          const ReplicaSight& sight, const Replica& replica);
    void compare_thinned(const World& world, const Replica& a, const Replica& b);

    // log_gaps.cpp
    static void remember_gaps(ReplicaSight& sight, const Replica& replica);
    void lose_in_gaps(const World& world, PartitionRecord& record, const Replica& leader);

    // leader_laws.cpp
    void on_new_leader(const World& world, PartitionRecord& record, const Replica& replica);
    void check_leader(const World& world, PartitionRecord& record, const ReplicaSight& sight,
                      const Replica& replica);
    void check_quorum(const World& world, const Replica& replica);
    void check_quorum(const World& world, const Replica& replica, const ControllerServer& server);
    void compare_isr(const World& world, const Replica& replica,
                     const std::vector<BrokerId>& of_controller);
    void advance_committed(const World& world, PartitionRecord& record, const Replica& replica);
    void commit_deposed(const World& world, PartitionRecord& record, const Replica& replica);
    void scan_committed(const World& world, PartitionRecord& record, const Replica& replica,
                        Offset to);
    [[nodiscard]] static bool stands_in(const PartitionLog& log, const AckedRange& range);
    void lose(const World& world, const PartitionRecord& record, const Replica& leader,
              const AckedRange& range, LostRecords::How how);
    void lose_kept(const World& world, PartitionRecord& record, const Replica& leader);
    static void keep(PartitionRecord& record, const AckedRange& range);
    void lose_acked(const World& world, PartitionRecord& record, const Replica& leader);
    [[nodiscard]] static bool licensed_election(const PartitionRecord& record,
                                                const Replica& leader);
    void rebase(const World& world, PartitionRecord& record, const Replica& leader);

    // note_laws.cpp
    void take_notes(const World& world);
    void on_acked(const World& world, const RecordsAcked& note);
    void on_consumed(const World& world, const RecordsConsumed& note);
    void on_committed_offset(const World& world, const OffsetCommitted& note);
    void on_controller(const World& world, const ControllerElected& note);
    void on_elected(const LeaderElected& note);
    void on_renewed(const World& world, BrokerId controller, const std::string& topic);
    void relearn_topics(const World& world);
    static void renew(PartitionRecord& record, std::optional<std::string> topic_id);
    [[nodiscard]] bool holds_anywhere(const World& world, const PartitionRecord& record,
                                      const AckedRange& range) const;

    std::vector<PartitionRecord> records_;
    TopicPartitionIndex record_index_;
    std::vector<std::vector<Place>> places_;  // by node, then slot
    FlatMap<ControllerEpoch, BrokerId> controllers_;
    NodeId controller_node_ = no_node;
    GroupLaws groups_;
    std::optional<Violation> violation_;
    std::vector<LostRecords> lost_;
    std::vector<LicensedLoss> licensed_;
};

}  // namespace kscope::sim
