// ReplicaTable: the replicas of one broker. A slot is a replica's place for the life of the process
// and is never reused; look-ups by name go through an index. It holds no rule.
//
// Law it keeps: edit() is the only way to a mutable replica, and it notes the slot in
// Output::touched_replicas, which is where the laws look after each event.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/ref.h"
#include "core/border/border.h"
#include "core/protocol/topic_partition_index.h"
#include "core/replication/replica.h"

namespace kscope {

using ReplicaSlot = std::uint32_t;
inline constexpr ReplicaSlot no_slot = ~ReplicaSlot{0};

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

    Replica& edit(ReplicaSlot slot, Output& out);
    // The slot that the next add() will use: the log's id.
    [[nodiscard]] ReplicaSlot next_slot() const {
        return static_cast<ReplicaSlot>(entries_.size());
    }
    ReplicaSlot add(Replica replica, Output& out);
    void remove(ReplicaSlot slot, Output& out);

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
};

}  // namespace kscope
