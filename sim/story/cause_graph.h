// CauseGraph: what caused what in one run, gathered as the world plays. Each event has the event
// that scheduled it; the notes that explain (elections, expiries, faults, ...) are kept with their
// event, the frequent ones (appends, acks) are not. A copy of it with a copy of the world goes on
// from there.
#pragma once

#include <vector>

#include "core/note/note.h"
#include "sim/engine/world.h"

namespace kscope::sim {

struct CausedEvent {
    Instant time;
    EventId cause;
    NodeId node = no_node;
};

struct KeptNote {
    EventId event;
    Note note;
};

struct KeptWorldNote {
    EventId event;
    WorldNote note;
};

class CauseGraph {
public:
    // The kinds of notes that it needs the world to tell.
    static NoteFilter needed_notes();

    // After each world.step().
    void observe(const World& world);
    // Forgets all that came after `last`; to follow a fork.
    void rewind(EventId last);

    [[nodiscard]] EventId last() const { return EventId(events_.size()); }
    [[nodiscard]] const CausedEvent& event(EventId id) const {
        return events_[static_cast<std::size_t>(id.value() - 1)];
    }
    [[nodiscard]] bool knows(EventId id) const {
        return id != no_event && id.value() <= events_.size();
    }
    // In the order of events.
    [[nodiscard]] const std::vector<KeptNote>& notes() const { return notes_; }
    [[nodiscard]] const std::vector<KeptWorldNote>& world_notes() const { return world_notes_; }
    // Those of one event, as [first, last) in notes().
    [[nodiscard]] std::pair<std::size_t, std::size_t> notes_of(EventId id) const;
    [[nodiscard]] std::pair<std::size_t, std::size_t> world_notes_of(EventId id) const;

private:
    std::vector<CausedEvent> events_;  // event n at n - 1
    std::vector<KeptNote> notes_;
    std::vector<KeptWorldNote> world_notes_;
};

}  // namespace kscope::sim
