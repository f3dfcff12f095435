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
    disturb(slot);
    return report_to(slot, out);
}

Replica& ReplicaTable::report_to(ReplicaSlot slot, Output& out) {
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
    disturb(slot);
    entries_[slot].deleted = true;
    std::erase(by_name_, slot);
    index_.erase(name(slot));
    out.touched_replicas.push_back(slot);
}

void ReplicaTable::let_rest(std::int32_t session, RestingFollower follower) {
    end_rest(session);  // another session had the same number
    resting_.add(session, std::move(follower));
}

void ReplicaTable::end_rest(std::int32_t session) {
    std::optional<RestingFollower> ended = resting_.remove(session);
    if (!ended) return;
    for (const FetchItem& item : ended->items->list) {
        if (deleted(item.slot)) continue;
        entries_[item.slot].replica.edit().take_resting_fetch(ended->follower, ended->fetched_at,
                                                              ended->fetched_by);
    }
    if (ended->parked) disturbed_.push_back(*ended->parked);
}

void ReplicaTable::disturb(ReplicaSlot slot) {
    while (resting_.watch(slot)) end_rest(resting_.sessions(slot).front());
}

void ReplicaTable::digest(Digest& d) const {
    resting_.digest(d);
    d.add(by_name_.size());
    for (const ReplicaSlot slot : by_name_) replica(slot).digest(d);
}

void ReplicaTable::check_invariants() const {
    KSCOPE_CHECK(disturbed_.empty(), "a parked fetch is not watched");
    for (std::size_t i = 0; i < by_name_.size(); ++i) {
        KSCOPE_CHECK(!entries_[by_name_[i]].deleted, "a deleted replica is still listed");
        KSCOPE_CHECK(index_.find(name(by_name_[i])) == by_name_[i], "the index is wrong");
        KSCOPE_CHECK(i == 0 || name(by_name_[i - 1]) < name(by_name_[i]), "names out of order");
        replica(by_name_[i]).check_invariants();
    }
}

}  // namespace kscope
