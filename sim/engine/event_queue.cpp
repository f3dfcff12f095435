#include "sim/engine/event_queue.h"

#include <algorithm>
#include <bit>

namespace kscope::sim {

void EventQueue::sink(Heap& heap, std::int64_t time, std::uint64_t order, std::uint32_t slot) {
    const Wide key = rank(time, order);
    const std::size_t n = heap.size();
    Key* const a = heap.data();
    std::size_t at = 0;
    for (;;) {
        const std::size_t first = at * 4 + 1;
        std::size_t least = first;
        if (first + 4 <= n) {
            const std::size_t left = first + (before(a[first + 1], a[first]) ? 1U : 0U);
            const std::size_t right = first + (before(a[first + 3], a[first + 2]) ? 3U : 2U);
            least = before(a[right], a[left]) ? right : left;
        } else if (first < n) {
            for (std::size_t c = first + 1; c < n; ++c) least = before(a[c], a[least]) ? c : least;
        } else {
            break;
        }
        if (!(rank(a[least]) < key)) break;
        a[at] = a[least];
        at = least;
    }
    a[at].time = time;
    a[at].order = order;
    a[at].slot = slot;
}

std::size_t EventQueue::next_occupied(std::size_t from) const {
    std::size_t word = from >> 6;
    std::uint64_t bits = occupied_[word] & (~std::uint64_t{0} << (from & 63));
    while (bits == 0) {
        word = (word + 1) & (occupied_.size() - 1);
        bits = occupied_[word];
    }
    return word << 6 | static_cast<std::size_t>(std::countr_zero(bits));
}

// near_ is empty and something is pending: makes the next occupied slot the current one.
void EventQueue::advance() {
    if (pending_ < shrunk_) {
        rebuild();
        return;
    }
    const std::size_t mask = heads_.size() - 1;
    if (wheeled_ == 0) {
        current_ = far_.front().time >> shift_;
        pull_far();
        return;
    }
    const auto from = static_cast<std::size_t>(current_) & mask;
    const std::size_t at = next_occupied((from + 1) & mask);
    current_ += static_cast<std::int64_t>((at - from) & mask);
    occupied_[at >> 6] &= ~(std::uint64_t{1} << (at & 63));
    std::uint32_t node = heads_[at];
    heads_[at] = nothing;
    while (node != nothing) {
        const Node& n = slab_[node];
        add(near_, n.entry.time.nanos(), n.entry.order, node);
        node = n.next;
        --wheeled_;
    }
    if (!far_.empty()) pull_far();
}

void EventQueue::pull_far() {
    while (!far_.empty()) {
        const Key key = far_.front();
        const std::int64_t slot = key.time >> shift_;
        if (slot - current_ >= static_cast<std::int64_t>(heads_.size())) return;
        remove_top(far_);
        if (slot <= current_) {
            add(near_, key);
        } else {
            link(slot, key.slot);
        }
    }
}

void EventQueue::collect(Heap& into) {
    into.insert(into.end(), near_.begin(), near_.end());
    into.insert(into.end(), far_.begin(), far_.end());
    for (const std::uint32_t head : heads_) {
        for (std::uint32_t node = head; node != nothing; node = slab_[node].next) {
            const QueueEntry& e = slab_[node].entry;
            into.push_back(Key{e.time.nanos(), e.order, node});
        }
    }
}

// Measures the pending events and lays them out again. The median distance sets the slot width, so
// that a few far events (a scenario's timeline) do not stretch it.
void EventQueue::rebuild() {
    Heap all;
    all.reserve(pending_);
    collect(all);
    near_.clear();
    far_.clear();
    heads_.clear();
    occupied_.clear();
    wheeled_ = 0;
    wheeling_ = all.size() > few;
    if (!wheeling_) {
        shrunk_ = 0;
        for (const Key& key : all) add(near_, key);
        return;
    }
    const auto first = std::min_element(all.begin(), all.end(), before);
    const std::int64_t start = first->time;
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end(), before);
    const auto half_span = static_cast<std::uint64_t>(middle->time - start);
    const std::uint64_t width = std::max<std::uint64_t>(1, half_span * 4 / all.size());
    shift_ = std::min(62, static_cast<int>(std::bit_width(width)) - 1);
    const std::size_t slots = std::clamp<std::size_t>(std::bit_ceil(all.size() * 2), 256, 1U << 20);
    heads_.assign(slots, nothing);
    occupied_.assign(slots / 64, 0);
    current_ = start >> shift_;
    grown_ = all.size() * 4;
    shrunk_ = all.size() / 4 > few / 2 ? all.size() / 4 : few / 2;
    crowded_ = all.size();
    for (const Key& key : all) {
        const std::int64_t slot = key.time >> shift_;
        if (slot <= current_) {
            add(near_, key);
        } else if (slot - current_ < static_cast<std::int64_t>(slots)) {
            link(slot, key.slot);
        } else {
            add(far_, key);
        }
    }
    // All at one instant: no width can part them, so let the heap grow.
    crowded_ = std::max<std::size_t>(2 * near_.size(), 4 * few);
}

std::vector<QueueEntry> EventQueue::pending() const {
    std::vector<QueueEntry> entries;
    entries.reserve(pending_);
    for (const Heap* heap : {&near_, &far_}) {
        for (const Key& key : *heap) entries.push_back(slab_[key.slot].entry);
    }
    for (const std::uint32_t head : heads_) {
        for (std::uint32_t node = head; node != nothing; node = slab_[node].next) {
            entries.push_back(slab_[node].entry);
        }
    }
    return entries;
}

std::size_t EventQueue::bytes() const {
    return slab_.capacity() * sizeof(Node) + (near_.capacity() + far_.capacity()) * sizeof(Key) +
           heads_.capacity() * sizeof(std::uint32_t);
}

}  // namespace kscope::sim
