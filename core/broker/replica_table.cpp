#include "core/broker/replica_table.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

std::optional<ReplicaSlot> ReplicaTable::find(const TopicPartition& tp) const {
    const ReplicaSlot slot = index_.find(tp);
    if (slot == TopicPartitionIndex::nowhere) return std::nullopt;
    return slot;
}

Replica& ReplicaTable::edit(ReplicaSlot slot, Output& out) {
    if (out.touched_replicas.empty() || out.touched_replicas.back() != slot) {
        out.touched_replicas.push_back(slot);
    }
    return entries_[slot].replica.edit();
}

ReplicaSlot ReplicaTable::add(Replica replica, Output& out) {
    const ReplicaSlot slot = next_slot();
    entries_.push_back(Entry{Cow<Replica>(std::move(replica)), false});
    const auto at = std::lower_bound(
        by_name_.begin(), by_name_.end(), name(slot),
        [this](ReplicaSlot other, const TopicPartition& key) { return name(other) < key; });
    KSCOPE_CHECK(at == by_name_.end() || name(*at) != name(slot), "a replica is there already");
    by_name_.insert(at, slot);
    index_.set(name(slot), slot);
    out.touched_replicas.push_back(slot);
    return slot;
}

void ReplicaTable::remove(ReplicaSlot slot, Output& out) {
    entries_[slot].deleted = true;
    std::erase(by_name_, slot);
    index_.erase(name(slot));
    out.touched_replicas.push_back(slot);
}

void ReplicaTable::digest(Digest& d) const {
    d.add(by_name_.size());
    for (const ReplicaSlot slot : by_name_) replica(slot).digest(d);
}

void ReplicaTable::check_invariants() const {
    for (std::size_t i = 0; i < by_name_.size(); ++i) {
        KSCOPE_CHECK(!entries_[by_name_[i]].deleted, "a deleted replica is still listed");
        KSCOPE_CHECK(index_.find(name(by_name_[i])) == by_name_[i], "the index is wrong");
        KSCOPE_CHECK(i == 0 || name(by_name_[i - 1]) < name(by_name_[i]), "names out of order");
        replica(by_name_[i]).check_invariants();
    }
}

}  // namespace kscope
