// `when:` of a timeline entry: a note's name, the fields that must be so, a count and a delay.
// What is impossible is refused here: an unknown note or field, a partition or broker that is not.
#pragma once

#include "sim/scenario/loading.h"

namespace kscope::sim {

struct When {
    NotePattern pattern;
    Duration delay;
};

When read_when(const Loading& loading, MapReader reader);
// The same condition outside of a file, as the window's run-until takes it: "LeaderElected",
// "LeaderElected: {partition: click-0}", "{LeaderElected: {partition: click-0}, count: 2}". Names
// are the scenario's. Throws BadInput.
When parse_when(const Scenario& scenario, const std::string& text);

// The fields of a note with the type of each, for `kscope list notes`: "partition", "a partition".
std::vector<std::pair<std::string, std::string>> note_field_types(std::size_t kind);
// The place of a note's name in NoteBody; note_kinds if there is none.
std::size_t find_note(std::string_view name);

}  // namespace kscope::sim
