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
        slots_[slot].place = static_cast<std::uint32_t>(heap_.size());
        heap_.push_back(Item{deadline, order_++, slot});
        rise(heap_.size() - 1);
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

    static bool before(const Item& a, const Item& b) {
        return a.deadline < b.deadline || (a.deadline == b.deadline && a.order < b.order);
    }
    void put(std::size_t at, const Item& item) {
        heap_[at] = item;
        slots_[item.slot].place = static_cast<std::uint32_t>(at);
    }
    void rise(std::size_t at) {
        const Item item = heap_[at];
        while (at > 0 && before(item, heap_[(at - 1) / 4])) {
            put(at, heap_[(at - 1) / 4]);
            at = (at - 1) / 4;
        }
        put(at, item);
    }
    void sink(std::size_t at) {
        const Item item = heap_[at];
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
        put(at, last);
        rise(at);
        sink(slots_[last.slot].place);
    }

    std::vector<Item> heap_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    std::uint64_t order_ = 0;
};

}  // namespace kscope
