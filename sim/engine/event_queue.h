// EventQueue: the pending events of a world in their total order: time, then class, then the order
// of pushing. Exact, never approximate: how entries are stored never shows in the order.
//
// Hybrid. While few events are pending they lie in one small 4-ary heap. With many, the heap holds
// only the current slot of a wheel of equal time slots; later slots are unsorted lists, and what
// lies beyond the wheel waits in a second heap. Slot width follows the pending events (about two a
// slot), measured again whenever their number has grown or shrunk fourfold. Entries are trivially
// copyable and live in one slab, so that a copy of the queue is a few flat copies.
//
// Wakeups of processes are no entries: see wakeup_tree.h.
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include "core/base/check.h"
#include "core/base/ids.h"
#include "core/base/time.h"

namespace kscope::sim {

// The order within one instant.
enum class EventClass : std::uint8_t { command, disk, message, wakeup };

// World::push() writes each of these by name.
struct QueueEntry {
    Instant time;
    std::uint64_t order = 0;    // class, then sequence of pushing; set by push()
    EventId cause;              // the event that scheduled it
    std::uint64_t payload = 0;  // meaning by kind: an index into a slab of its owner
    NodeId target = no_node;
    std::uint8_t kind = 0;
    std::uint8_t detail = 0;
    std::uint16_t generation = 0;

    [[nodiscard]] EventClass event_class() const { return static_cast<EventClass>(order >> 62); }
};
static_assert(sizeof(QueueEntry) <= 48 && std::is_trivially_copyable_v<QueueEntry>);

class EventQueue {
public:
    EventQueue() = default;

    // Its order is set here.
    void push(EventClass event_class, QueueEntry entry) {
        QueueEntry& pushed = push(event_class, entry.time);
        const std::uint64_t order = pushed.order;
        pushed = entry;
        pushed.order = order;
    }
    // The caller writes what an entry has besides time and order, before the next push or pop.
    QueueEntry& push(EventClass event_class, Instant time) {
        const std::uint64_t order = static_cast<std::uint64_t>(event_class) << 62 | sequence_++;
        const std::uint32_t slot = acquire();
        QueueEntry& entry = slab_[slot].entry;
        entry.time = time;
        entry.order = order;
        ++pending_;
        place(time.nanos(), order, slot);
        return entry;
    }

    [[nodiscard]] bool empty() const { return pending_ == 0; }
    [[nodiscard]] std::size_t size() const { return pending_; }
    // The earliest entry; the queue must not be empty.
    [[nodiscard]] const QueueEntry& top() const { return slab_[near_.front().slot].entry; }
    [[nodiscard]] Instant next_time() const {
        return pending_ == 0 ? Instant::never() : Instant::at(Duration::nanos(near_.front().time));
    }
    QueueEntry pop() {
        KSCOPE_CHECK(pending_ > 0);
        const std::uint32_t slot = near_.front().slot;
        const QueueEntry entry = slab_[slot].entry;
        slab_[slot].next = free_;
        free_ = slot;
        remove_top(near_);
        if (--pending_ > 0 && near_.empty()) advance();
        return entry;
    }
    // All pending entries, in no particular order; for views.
    [[nodiscard]] std::vector<QueueEntry> pending() const;
    [[nodiscard]] std::size_t bytes() const;

private:
    static constexpr std::uint32_t nothing = ~std::uint32_t{0};
    static constexpr std::size_t few = 96;  // at most this many: one heap is best
    struct Key {
        std::int64_t time;
        std::uint64_t order;
        std::uint32_t slot;
    };
    struct Node {
        QueueEntry entry;
        std::uint32_t next = nothing;  // in its wheel slot, or in the free list
    };
    using Heap = std::vector<Key>;

    // Compared at once, as nobody can guess the outcome: times are never below zero.
    __extension__ using Wide = unsigned __int128;
    static Wide rank(std::int64_t time, std::uint64_t order) {
        return static_cast<Wide>(static_cast<std::uint64_t>(time)) << 64 | order;
    }
    static Wide rank(const Key& key) { return rank(key.time, key.order); }
    static bool before(const Key& a, const Key& b) { return rank(a) < rank(b); }
    // By its parts: a key that was just written in parts is slow to read again as one.
    static void add(Heap& heap, std::int64_t time, std::uint64_t order, std::uint32_t slot) {
        std::size_t at = heap.size();
        heap.emplace_back();
        const Wide key = rank(time, order);
        for (; at > 0 && key < rank(heap[(at - 1) / 4]); at = (at - 1) / 4) {
            heap[at] = heap[(at - 1) / 4];
        }
        heap[at].time = time;
        heap[at].order = order;
        heap[at].slot = slot;
    }
    static void add(Heap& heap, const Key& key) { add(heap, key.time, key.order, key.slot); }
    static void remove_top(Heap& heap) {
        const std::int64_t time = heap.back().time;
        const std::uint64_t order = heap.back().order;
        const std::uint32_t slot = heap.back().slot;
        heap.pop_back();
        if (!heap.empty()) sink(heap, time, order, slot);
    }
    static void sink(Heap& heap, std::int64_t time, std::uint64_t order, std::uint32_t slot);

    std::uint32_t acquire() {
        if (free_ == nothing) {
            slab_.emplace_back();
            return static_cast<std::uint32_t>(slab_.size() - 1);
        }
        const std::uint32_t slot = free_;
        free_ = slab_[slot].next;
        return slot;
    }
    void place(std::int64_t time, std::uint64_t order, std::uint32_t node) {
        if (!wheeling_) {
            add(near_, time, order, node);
            if (near_.size() > few) rebuild();
            return;
        }
        const std::int64_t slot = time >> shift_;
        // The only pending entry: the wheel turns to it, however far it is.
        if (pending_ == 1) current_ = slot;
        if (slot <= current_) {
            add(near_, time, order, node);
            // Many in one slot: the width no longer fits.
            if (near_.size() > crowded_) rebuild();
        } else if (slot - current_ < static_cast<std::int64_t>(heads_.size())) {
            link(slot, node);
            if (pending_ > grown_) rebuild();
        } else {
            add(far_, time, order, node);
        }
    }
    void link(std::int64_t slot, std::uint32_t node) {
        const std::size_t at = static_cast<std::size_t>(slot) & (heads_.size() - 1);
        slab_[node].next = heads_[at];
        heads_[at] = node;
        occupied_[at >> 6] |= std::uint64_t{1} << (at & 63);
        ++wheeled_;
    }
    void advance();
    void rebuild();
    void collect(Heap& into);
    void pull_far();
    [[nodiscard]] std::size_t next_occupied(std::size_t from) const;

    std::vector<Node> slab_;
    std::uint32_t free_ = nothing;
    Heap near_;                         // Invariant: not empty while anything is pending
    Heap far_;                          // Invariant: all beyond the wheel
    std::vector<std::uint32_t> heads_;  // a power of two of slots; lists through `next`
    std::vector<std::uint64_t> occupied_;
    std::int64_t current_ = 0;  // the slot that near_ holds
    std::size_t wheeled_ = 0;
    std::size_t pending_ = 0;
    std::size_t grown_ = 0;
    std::size_t shrunk_ = 0;
    std::size_t crowded_ = 0;
    std::uint64_t sequence_ = 0;
    int shift_ = 0;
    bool wheeling_ = false;
};

}  // namespace kscope::sim
