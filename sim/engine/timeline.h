// Timeline: the scenario's script. Entries at a time are queued at the start; entries that wait for
// a note are found by the note's kind, so that a note nobody waits for costs one bit test.
#pragma once

#include <vector>

#include "core/note/note.h"
#include "sim/engine/world_spec.h"

namespace kscope::sim {

class Timeline {
public:
    Timeline() = default;
    explicit Timeline(const WorldSpec& spec);

    // The kinds of note that some entry still waits for.
    [[nodiscard]] NoteFilter filter() const { return filter_; }
    // Counts the note; appends the entries that it triggers.
    void match(const NoteBody& note, std::vector<std::uint32_t>& triggered);
    void mark_fired(std::uint32_t entry) { fired_[entry] = true; }

    [[nodiscard]] bool all_fired() const;
    // Entries that never happened, as places in WorldSpec::timeline; a scenario's author must know.
    [[nodiscard]] std::vector<std::size_t> unfired() const;
    void digest(Digest& d) const;

private:
    struct Watch {
        std::uint32_t entry = 0;
        std::uint32_t seen = 0;
    };
    void refresh_filter();

    const std::vector<TimelineEntry>* entries_ = nullptr;  // the world's spec outlives its worlds
    std::vector<std::vector<Watch>> by_kind_;              // only of entries that have not fired
    std::vector<bool> fired_;
    NoteFilter filter_;
};

}  // namespace kscope::sim
