// What the KRaft controller decides about one partition: given where it stands, what is wanted of
// it and who may lead, the change record that brings it there, or none. Elections from the ISR,
// from the eligible leader replicas (ELR) when the ISR is empty, of the last known leader, and
// unclean ones (KIP-966); ends of reassignments. Pure functions. Rules:
// org.apache.kafka.controller. PartitionChangeBuilder, PartitionReassignmentReplicas;
// org.apache.kafka.metadata. PartitionRegistration.
#pragma once

#include <optional>
#include <vector>

#include "core/base/ids.h"

namespace kscope {

using ReplicaIds = std::vector<BrokerId>;

// The fields of a PartitionChangeRecord; what is none stays as it is. A leader that is named, be it
// the same, raises the leader epoch; no_broker: none leads.
struct PartitionChange {
    std::optional<ReplicaIds> isr;
    std::optional<BrokerId> leader;
    std::optional<ReplicaIds> replicas;
    std::optional<ReplicaIds> removing;
    std::optional<ReplicaIds> adding;
    std::optional<ReplicaIds> elr;
    std::optional<ReplicaIds> last_known_elr;
    std::optional<bool> recovering;
    friend bool operator==(const PartitionChange&, const PartitionChange&) = default;
    [[nodiscard]] bool is_no_op() const { return *this == PartitionChange{}; }
};

struct PartitionRegistration {
    ReplicaIds replicas;
    ReplicaIds isr;
    ReplicaIds removing;
    ReplicaIds adding;
    ReplicaIds elr;
    ReplicaIds last_known_elr;  // at most one: the last leader, once the partition has none
    BrokerId leader = no_broker;
    bool recovering = false;  // from an unclean election
    LeaderEpoch leader_epoch{0};
    std::int32_t partition_epoch = 0;
    friend bool operator==(const PartitionRegistration&, const PartitionRegistration&) = default;

    [[nodiscard]] PartitionRegistration merged(const PartitionChange& change) const;
};

enum class LeaderElection : std::uint8_t { preferred, online, unclean };

struct PartitionTarget {
    // Where the partition should go; none: as it is.
    std::optional<ReplicaIds> isr;
    std::optional<ReplicaIds> replicas;
    std::optional<ReplicaIds> removing;
    std::optional<ReplicaIds> adding;
    std::optional<bool> recovering;  // as its leader says
    LeaderElection election = LeaderElection::online;
    ReplicaIds acceptable_leaders;  // alive and not leaving
    ReplicaIds unclean_shutdown;    // may have lost what they had: no ELR for them
    std::int32_t min_insync_replicas = 1;
    // metadata.version and the like
    bool elr_enabled = false;               // eligible.leader.replicas.version 1
    bool last_known_leader = true;          // balanced recovery: it may lead when all are gone
    bool leader_recovery = true;            // 3.2-IV0 on
    bool epoch_bump_on_isr_shrink = false;  // before 3.6-IV0 (KAFKA-15021), or in a migration
    // Of the version. A reassignment ends when all that stay are in the ISR (KAFKA-15665); before,
    // when those are that it adds.
    bool move_awaits_all_replicas = true;
};

struct ElectedReplica {
    BrokerId leader = no_broker;
    bool unclean = false;
    friend bool operator==(const ElectedReplica&, const ElectedReplica&) = default;
};

// None: nothing changes.
std::optional<PartitionChange> partition_change(const PartitionRegistration& partition,
                                                const PartitionTarget& target);
// Who would lead, without the rest of the change.
ElectedReplica elect_leader(const PartitionRegistration& partition, const PartitionTarget& target);
// Whether the leader epoch rises though the leader stays: replicas go, or in old versions the ISR
// shrinks. The leader that the change must name for that; none: it does not rise.
std::optional<BrokerId> epoch_bump(const PartitionRegistration& partition,
                                   const PartitionTarget& target);

}  // namespace kscope
