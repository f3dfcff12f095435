// Whether a note is what a `when` waits for: its kind, and each named field with its value. One
// rule for the timeline and for the window's run-until.
#pragma once

#include "core/note/note.h"
#include "sim/engine/world_spec.h"

namespace kscope::sim {

// The count is the caller's matter.
[[nodiscard]] bool matches(const NotePattern& pattern, const NoteBody& note);

}  // namespace kscope::sim
