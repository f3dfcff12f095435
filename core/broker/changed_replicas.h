// ChangedReplicas: which replicas changed in this step, and how; after each request the operations
// that wait for them are tried again (Kafka's action queue). Empty between steps.
#pragma once

#include <cstdint>
#include <vector>

#include "core/broker/replica_table.h"

namespace kscope {

enum class ReplicaChange : std::uint8_t {
    appended = 1,  // only fetches can profit
    high_watermark = 2,
    role = 4,
    log_start = 8,  // its own, or a follower's
};

class ChangedReplicas {
public:
    struct Entry {
        ReplicaSlot slot = no_slot;
        std::uint32_t changes = 0;
        [[nodiscard]] bool has(ReplicaChange change) const {
            return (changes & static_cast<std::uint32_t>(change)) != 0;
        }
    };

    void mark(ReplicaSlot slot, ReplicaChange change) {
        for (Entry& entry : entries_) {
            if (entry.slot == slot) {
                entry.changes |= static_cast<std::uint32_t>(change);
                return;
            }
        }
        Entry& entry = entries_.emplace_back();
        entry.slot = slot;
        entry.changes = static_cast<std::uint32_t>(change);
    }
    // The last one; the order makes no difference to a reader, and is the same on every run.
    // There must be one.
    Entry take() {
        Entry entry;
        entry.slot = entries_.back().slot;
        entry.changes = entries_.back().changes;
        entries_.pop_back();
        return entry;
    }
    [[nodiscard]] bool empty() const { return entries_.empty(); }

private:
    std::vector<Entry> entries_;
};

}  // namespace kscope
