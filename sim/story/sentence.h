// One English sentence for each note: what happened, with names and numbers, and the rule that
// decided. The story strip, the terminal and "why?" all speak through here.
#pragma once

#include <string>

#include "core/note/note.h"
#include "sim/engine/engine_notes.h"
#include "sim/story/names.h"

namespace kscope::sim {

// With a full stop; the rule, if the note has one, follows a colon.
std::string sentence(const Names& names, const Note& note);
std::string sentence(const Names& names, const WorldNote& note);

// Three words for a chain: "b2 leads", "kill b1".
std::string short_form(const Names& names, const Note& note);
std::string short_form(const Names& names, const WorldNote& note);

// A sign for a line's beginning: "▲", "✕", "◆"; "·" for the others.
const char* sign_of(const Note& note);
const char* sign_of(const WorldNote& note);

}  // namespace kscope::sim
