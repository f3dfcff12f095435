// Purgatory: operations that wait for some replica to change, or for their deadline. Each is
// watched under every replica that it depends on, so a change costs only that replica's watchers;
// each is completed exactly once, because taking it off removes it everywhere. The rules stand with
// the operations (delayed_produce.h, delayed_fetch.h). Rule:
// kafka.server.DelayedOperationPurgatory.
//
// Operation: for_each_key(f) calls f(ReplicaSlot) for each replica, or f(ReplicaSlot, Offset) where
// trying it is in vain while the high watermark is below that offset; and has a member `TimerId
// timer`.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/base/check.h"
#include "core/base/ids.h"
#include "core/base/timer_queue.h"
#include "core/broker/replica_slot.h"

namespace kscope {

struct Watcher {
    OperationId id = 0;
    Offset not_before = no_offset;
    std::uint64_t parked = 0;  // how many were parked before it
    friend bool operator==(const Watcher&, const Watcher&) = default;
};

template <class Operation>
class Purgatory {
public:
    OperationId park(Operation&& operation) {
        OperationId id = 0;
        if (free_.empty()) {
            id = static_cast<OperationId>(entries_.size());
            entries_.emplace_back();
        } else {
            id = free_.back();
            free_.pop_back();
        }
        Entry& entry = entries_[id];
        entry.parked = true;
        entry.order = order_++;
        entry.operation = std::move(operation);
        watch(id);
        ++size_;
        return id;
    }
    // It was parked without keys, and has them now.
    void watch(OperationId id) {
        Entry& entry = entries_[id];
        entry.operation.for_each_key([&](ReplicaSlot slot, Offset not_before = no_offset) {
            if (watchers_.size() <= slot) watchers_.resize(slot + 1);
            std::vector<Watcher>& here = watchers_[slot];
            std::size_t at = here.size();
            here.emplace_back();
            for (; at > 0 && here[at - 1].parked > entry.order; --at) here[at] = here[at - 1];
            here[at].id = id;
            here[at].not_before = not_before;
            here[at].parked = entry.order;
        });
    }
    Operation& at(OperationId id) {
        KSCOPE_CHECK(entries_[id].parked, "no such operation is parked");
        return entries_[id].operation;
    }
    // Takes it off for good.
    Operation take(OperationId id) {
        Operation operation = std::move(at(id));
        operation.for_each_key([&](ReplicaSlot slot, Offset = no_offset) {
            std::vector<Watcher>& here = watchers_[slot];
            const auto at = std::find_if(here.begin(), here.end(),
                                         [id](const Watcher& w) { return w.id == id; });
            if (at != here.end()) here.erase(at);
        });
        entries_[id].parked = false;
        free_.push_back(id);
        --size_;
        return operation;
    }
    // In the order of parking.
    [[nodiscard]] const std::vector<Watcher>& watchers(ReplicaSlot slot) const {
        static const std::vector<Watcher> none;
        return slot < watchers_.size() ? watchers_[slot] : none;
    }
    // The first watcher of this replica, from this place on, that is not in vain while the high
    // watermark is `reached`; their number if there is none.
    [[nodiscard]] std::size_t next_to_try(ReplicaSlot slot, std::size_t from,
                                          Offset reached) const {
        const std::vector<Watcher>& here = watchers(slot);
        while (from < here.size() && here[from].not_before > reached) ++from;
        return from;
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    template <class Visit>
    void for_each(Visit visit) const {
        for (const Entry& entry : entries_) {
            if (entry.parked) visit(entry.operation);
        }
    }

private:
    struct Entry {
        bool parked = false;
        std::uint64_t order = 0;
        Operation operation;
    };
    std::vector<Entry> entries_;
    std::vector<OperationId> free_;
    std::vector<std::vector<Watcher>> watchers_;
    std::size_t size_ = 0;
    std::uint64_t order_ = 0;
};

}  // namespace kscope
