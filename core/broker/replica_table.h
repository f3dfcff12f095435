// ReplicaTable: the replicas of one broker. A slot is a replica's place for the life of the process
// and is never reused; look-ups by name go through a sorted index. It holds no rule.
//
// Law it keeps: edit() is the only way to a mutable replica, and it notes the slot in
// Output::touched_replicas, which is where the laws look after each event.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/ref.h"
#include "core/border/border.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

class Replica;

using ReplicaSlot = std::uint32_t;

class ReplicaTable {
public:
    ReplicaTable();
    ReplicaTable(const ReplicaTable& other);
    ReplicaTable(ReplicaTable&& other) noexcept;
    ReplicaTable& operator=(const ReplicaTable& other);
    ReplicaTable& operator=(ReplicaTable&& other) noexcept;
    ~ReplicaTable();

    [[nodiscard]] std::size_t replica_count() const;      // slots 0 .. replica_count() - 1
    [[nodiscard]] const Replica& replica(ReplicaSlot slot) const;
    [[nodiscard]] const TopicPartition& name(ReplicaSlot slot) const;
    // Deleted replicas (StopReplica) keep their slot and are not found any more.
    [[nodiscard]] bool deleted(ReplicaSlot slot) const;
    [[nodiscard]] std::optional<ReplicaSlot> find(const TopicPartition& tp) const;
    // Slots in the order of their names, without the deleted ones.
    [[nodiscard]] const std::vector<ReplicaSlot>& by_name() const;

    Replica& edit(ReplicaSlot slot, Output& out);
    ReplicaSlot add(Replica replica, Output& out);
    void remove(ReplicaSlot slot, Output& out);

private:
    struct Entry;
    std::vector<Entry> entries_;
    std::vector<ReplicaSlot> by_name_;
};

}  // namespace kscope
