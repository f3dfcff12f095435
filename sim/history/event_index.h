// EventIndex: 32 bytes for each event of a branch: when, why, who, what, and how much it matters to
// a viewer. Sentences, notes and state are made again by replay; stops (previous milestone, next
// message, ...) are look-ups here.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/engine/event_record.h"

namespace kscope::sim {

// How far a step goes (the window's keys): each class stops at all that the classes above it do.
enum class StopClass : std::uint8_t { event, message, milestone, turning_point };
inline constexpr std::size_t stop_classes = 4;

// How much an event matters: an ordinary one, a minor milestone (append, high watermark, commit,
// acknowledgement) or a turning point (fault, action, election, ISR change, error, ...).
enum class Weight : std::uint8_t { none, milestone, turning_point };

struct IndexEntry {
    Instant time;
    std::uint64_t cause = 0;  // event number
    std::int32_t node = -1;
    std::int32_t source = -1;
    EventKind kind = EventKind::action;
    std::uint8_t detail = 0;
    Fate fate = Fate::delivered;
    Weight weight = Weight::none;
    bool foreground = false;  // a message that carries records, changes state or errs

    [[nodiscard]] bool stops(StopClass c) const {
        switch (c) {
            case StopClass::event: return true;
            case StopClass::message: return kind == EventKind::received && foreground;
            case StopClass::milestone: return weight != Weight::none;
            case StopClass::turning_point: return weight == Weight::turning_point;
        }
        return false;
    }
};
static_assert(sizeof(IndexEntry) <= 32);

// The entries of consecutive events, the first of which is number `first`.
class EventIndex {
public:
    explicit EventIndex(std::uint64_t first = 1) : first_(first) {}

    [[nodiscard]] std::uint64_t first() const { return first_; }
    // The number after the last event.
    [[nodiscard]] std::uint64_t end() const { return first_ + entries_.size(); }
    [[nodiscard]] const IndexEntry& at(std::uint64_t event) const {
        return entries_[event - first_];
    }
    void add(const IndexEntry& entry);
    // Forgets the events from this one on.
    void cut(std::uint64_t event);

    // The greatest stop before `event`, the least after it, within this index.
    [[nodiscard]] std::optional<std::uint64_t> stop_before(std::uint64_t event, StopClass c) const;
    [[nodiscard]] std::optional<std::uint64_t> stop_after(std::uint64_t event, StopClass c) const;
    // The last event not later than t.
    [[nodiscard]] std::optional<std::uint64_t> last_until(Instant t) const;

private:
    std::uint64_t first_;
    std::vector<IndexEntry> entries_;
    // Event numbers, ascending; [0] (every event) stays empty.
    std::array<std::vector<std::uint64_t>, stop_classes> stops_;
};

}  // namespace kscope::sim
