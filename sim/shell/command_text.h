// CommandText: one command as it was typed in a console session: its words, each with its place,
// and what is fed to it (`< FILE`, or a here-document `<<END`). Quotes, backslashes, comments, `;`,
// line ends and a `&` at the end mean what they mean to a POSIX shell; nothing is expanded: no
// variables, no globs, no pipes. It knows no tool and runs nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/input_error.h"

namespace kscope::sim {

struct Word {
    std::string text;  // without its quotes
    Place place;
};

struct CommandText {
    std::vector<Word> words;           // never empty
    std::optional<std::string> input;  // of a here-document
    std::optional<Word> input_file;    // `< FILE`
    std::optional<Word> output_file;   // `> FILE`
    bool background = false;           // `&`

    [[nodiscard]] const Place& place() const { return words.front().place; }
};

// Throws BadInput for what is never closed and for what a console session does not have. `line` is
// the number of the first line.
std::vector<CommandText> read_commands(std::string_view text, int line = 1);

// The text ends within a quote, a here-document or behind a backslash: more lines are to come.
bool is_unfinished(std::string_view text);

}  // namespace kscope::sim
