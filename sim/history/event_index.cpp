#include "sim/history/event_index.h"

#include <algorithm>

namespace kscope::sim {

void EventIndex::add(const IndexEntry& entry) {
    const std::uint64_t number = end();
    entries_.push_back(entry);
    for (std::size_t c = 1; c < stop_classes; ++c) {
        if (entry.stops(static_cast<StopClass>(c))) stops_[c].push_back(number);
    }
}

void EventIndex::cut(std::uint64_t event) {
    if (event >= end()) return;
    entries_.resize(event > first_ ? event - first_ : 0);
    for (auto& list : stops_) {
        list.erase(std::lower_bound(list.begin(), list.end(), event), list.end());
    }
}

std::optional<std::uint64_t> EventIndex::stop_before(std::uint64_t event, StopClass c) const {
    if (c == StopClass::event) {
        const std::uint64_t before = std::min(event, end()) - 1;
        return event > first_ && before >= first_ ? std::optional(before) : std::nullopt;
    }
    const auto& list = stops_[static_cast<std::size_t>(c)];
    const auto found = std::lower_bound(list.begin(), list.end(), event);
    return found == list.begin() ? std::nullopt : std::optional(*(found - 1));
}

std::optional<std::uint64_t> EventIndex::stop_after(std::uint64_t event, StopClass c) const {
    if (c == StopClass::event) {
        const std::uint64_t next = std::max(event + 1, first_);
        return next < end() ? std::optional(next) : std::nullopt;
    }
    const auto& list = stops_[static_cast<std::size_t>(c)];
    const auto found = std::upper_bound(list.begin(), list.end(), event);
    return found == list.end() ? std::nullopt : std::optional(*found);
}

std::optional<std::uint64_t> EventIndex::last_until(Instant t) const {
    const auto found =
        std::upper_bound(entries_.begin(), entries_.end(), t,
                         [](Instant limit, const IndexEntry& e) { return limit < e.time; });
    if (found == entries_.begin()) return std::nullopt;
    return first_ + static_cast<std::uint64_t>(found - entries_.begin()) - 1;
}

}  // namespace kscope::sim
