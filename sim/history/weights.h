// What matters to a viewer, as the window defines it: which notes are turning points or milestones,
// and which messages are foreground (carry records, change state, or err) rather than background
// (empty fetches, heartbeats, pings, unchanged metadata). It judges, it never changes anything.
#pragma once

#include "core/note/note.h"
#include "core/protocol/message.h"
#include "sim/history/event_index.h"

namespace kscope::sim {

class World;

Weight weight_of(const NoteBody& note);
bool is_foreground(const MessageBody& message);
// The index entry of the world's last event.
IndexEntry index_entry(const World& world);

}  // namespace kscope::sim
