// The words for each kind of note, without capital and full stop. Private to sim/story.
#pragma once

#include <string>

#include "core/note/note.h"
#include "sim/story/names.h"

namespace kscope::sim {

std::string phrase(const Names& names, const NoteBody& body);
std::string short_phrase(const Names& names, const NoteBody& body);
// "send a record", by the place in Command.
const char* command_verb(std::size_t command);

}  // namespace kscope::sim
