// ReplicaTable: the replicas of one broker. A slot is a replica's place for the life of the process
// and is never reused; look-ups by name go through an index. It holds no rule.
//
// Law it keeps: edit() and report_to() are the only ways to a mutable replica, and they note the
// slot in Output::touched_replicas, which is where the laws look after each event.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/ref.h"
#include "core/border/border.h"
#include "core/broker/replica_slot.h"
#include "core/broker/resting_followers.h"
#include "core/protocol/topic_partition_index.h"
#include "core/replication/replica.h"

namespace kscope {

class ReplicaTable {
public:
    // Slots are 0 .. replica_count() - 1.
    [[nodiscard]] std::size_t replica_count() const { return entries_.size(); }
    [[nodiscard]] const Replica& replica(ReplicaSlot slot) const { return *entries_[slot].replica; }
    [[nodiscard]] const TopicPartition& name(ReplicaSlot slot) const { return replica(slot).tp(); }
    // Deleted replicas (StopReplica) keep their slot and are not found any more.
    [[nodiscard]] bool deleted(ReplicaSlot slot) const { return entries_[slot].deleted; }
    [[nodiscard]] std::optional<ReplicaSlot> find(const TopicPartition& tp) const;
    // Slots in the order of their names, without the deleted ones.
    [[nodiscard]] const std::vector<ReplicaSlot>& by_name() const { return by_name_; }

    // Disturbs the followers that rest on it.
    Replica& edit(ReplicaSlot slot, Output& out);
    // For the report of one follower, which disturbs no other unless the caller says so.
    Replica& report_to(ReplicaSlot slot, Output& out);
    // The slot that the next add() will use: the log's id.
    [[nodiscard]] ReplicaSlot next_slot() const {
        return static_cast<ReplicaSlot>(entries_.size());
    }
    ReplicaSlot add(Replica replica, Output& out);
    void remove(ReplicaSlot slot, Output& out);

    // ---- followers at rest
    void let_rest(std::int32_t session, RestingFollower follower);
    // Null: it does not rest.
    [[nodiscard]] RestingFollower* resting(std::int32_t session) { return resting_.find(session); }
    // The replicas of its session hear of its last fetch.
    void end_rest(std::int32_t session);
    void disturb(ReplicaSlot slot);
    // The parked fetches of those whose rest has ended: each waits for its replicas from now on.
    [[nodiscard]] std::vector<OperationId> take_disturbed() {
        return std::exchange(disturbed_, {});
    }

    void digest(Digest& d) const;
    void check_invariants() const;

private:
    struct Entry {
        Cow<Replica> replica;
        bool deleted = false;
    };
    std::vector<Entry> entries_;
    std::vector<ReplicaSlot> by_name_;
    TopicPartitionIndex index_;  // Invariant: has the slots of by_name_, and no other
    RestingFollowers resting_;
    std::vector<OperationId> disturbed_;  // empty between steps
};

}  // namespace kscope
