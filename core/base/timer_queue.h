// TimerQueue: the timers of one process. Arm is O(log n), cancel is O(log n) and immediate: lazily
// cancelled request timers would grow the heap a hundredfold and halve the speed. Equal deadlines
// fire in the order of arming. A copy of the queue is a checkpoint of it.
//
// The payload is a small value of the owner's choice (a variant, an enum with an id).
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/base/time.h"

namespace kscope {

// Names one armed timer; stays safe (a no-op to cancel) after it fired or was cancelled.
struct TimerId {
    std::uint32_t slot = ~std::uint32_t{0};
    std::uint32_t generation = 0;
    friend bool operator==(const TimerId&, const TimerId&) = default;
};

template <class Payload>
class TimerQueue {
public:
    TimerId arm(Instant deadline, Payload payload) {
        KSCOPE_CHECK(!deadline.is_never(), "a timer that never fires must not be armed");
        std::uint32_t slot = 0;
        if (free_.empty()) {
            slot = static_cast<std::uint32_t>(slots_.size());
            slots_.push_back(Slot{});
        } else {
            slot = free_.back();
            free_.pop_back();
        }
        slots_[slot].payload = std::move(payload);
        heap_.emplace_back();
        rise(heap_.size() - 1, deadline, order_++, slot);
        return {slot, slots_[slot].generation};
    }

    // True if the timer was still armed.
    bool cancel(TimerId id) {
        if (!armed(id)) return false;
        remove(slots_[id.slot].place);
        return true;
    }
    [[nodiscard]] bool armed(TimerId id) const {
        return id.slot < slots_.size() && slots_[id.slot].generation == id.generation &&
               slots_[id.slot].place != nowhere;
    }
    [[nodiscard]] Instant next_deadline() const {
        return heap_.empty() ? Instant::never() : heap_.front().deadline;
    }
    [[nodiscard]] bool due(Instant now) const { return next_deadline() <= now; }
    [[nodiscard]] std::size_t size() const { return heap_.size(); }

    // Takes the earliest timer off; the queue must not be empty.
    std::pair<Instant, Payload> pop() {
        KSCOPE_CHECK(!heap_.empty());
        const Item first = heap_.front();
        std::pair<Instant, Payload> result{first.deadline, std::move(slots_[first.slot].payload)};
        remove(0);
        return result;
    }
    void clear() {
        while (!heap_.empty()) remove(heap_.size() - 1);
    }
    // In firing order of no particular kind: for digests sort by (deadline, order) first.
    template <class Visit>
    void for_each(Visit visit) const {
        for (const Item& item : heap_) visit(item.deadline, item.order, slots_[item.slot].payload);
    }

private:
    static constexpr std::uint32_t nowhere = ~std::uint32_t{0};
    struct Item {
        Instant deadline;
        std::uint64_t order;
        std::uint32_t slot;
    };
    struct Slot {
        Payload payload{};
        std::uint32_t generation = 0;
        std::uint32_t place = nowhere;
    };

    static bool before(Instant deadline, std::uint64_t order, const Item& b) {
        return deadline < b.deadline || (deadline == b.deadline && order < b.order);
    }
    static bool before(const Item& a, const Item& b) { return before(a.deadline, a.order, b); }
    void put(std::size_t at, const Item& item) {
        heap_[at] = item;
        slots_[item.slot].place = static_cast<std::uint32_t>(at);
    }
    // Into the hole at this place, or above it. By its parts: an item that was just written in
    // parts is slow to read again as one.
    void rise(std::size_t at, Instant deadline, std::uint64_t order, std::uint32_t slot) {
        for (; at > 0 && before(deadline, order, heap_[(at - 1) / 4]); at = (at - 1) / 4) {
            put(at, heap_[(at - 1) / 4]);
        }
        heap_[at].deadline = deadline;
        heap_[at].order = order;
        heap_[at].slot = slot;
        slots_[slot].place = static_cast<std::uint32_t>(at);
    }
    // Into the hole at this place, or below it.
    void sink(std::size_t at, const Item& item) {
        for (;;) {
            const std::size_t first = at * 4 + 1;
            if (first >= heap_.size()) break;
            std::size_t least = first;
            for (std::size_t c = first + 1; c < first + 4 && c < heap_.size(); ++c) {
                if (before(heap_[c], heap_[least])) least = c;
            }
            if (!before(heap_[least], item)) break;
            put(at, heap_[least]);
            at = least;
        }
        put(at, item);
    }
    void remove(std::size_t at) {
        Slot& slot = slots_[heap_[at].slot];
        slot.place = nowhere;
        ++slot.generation;
        slot.payload = Payload{};
        free_.push_back(heap_[at].slot);
        const Item last = heap_.back();
        heap_.pop_back();
        if (at == heap_.size()) return;
        if (at > 0 && before(last, heap_[(at - 1) / 4])) {
            rise(at, last.deadline, last.order, last.slot);
        } else {
            sink(at, last);
        }
    }

    std::vector<Item> heap_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    std::uint64_t order_ = 0;
};

}  // namespace kscope
