// Event rows: how much the world's last event matters to a viewer (stops, marks) and the lines that
// the event log has for it. Judged once, when the event is added; internal topics do not count.
#pragma once

#include <string>
#include <vector>

#include "gui/session/picture.h"
#include "gui/session/recording.h"
#include "sim/engine/world.h"
#include "sim/story/names.h"

namespace kscope::gui {

struct JudgedEvent {
    EventRow row;
    std::vector<LogRow> lines;
    std::string say;  // narration of this event
    std::string hold;
};

JudgedEvent judge(const sim::World& world, const sim::Names& names);

// The partition that a note is about; empty: none.
std::string partition_of(const NoteBody& note);
bool is_internal(const std::string& topic_or_partition);
MarkKind mark_of(const NoteBody& note);

}  // namespace kscope::gui
