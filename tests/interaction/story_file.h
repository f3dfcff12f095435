// StoryFile: a story as text. Comments and blank lines, then commands, one a line, then `----` and
// what they print, up to a blank line. A line that begins with a blank belongs to the command above
// it. It reads and writes text and knows no command. The form is that of Cockroach's datadriven and
// etcd-io/raft's rafttest.
//
//     # The leader dies.
//     kill b1
//     play 20s
//     ----
//     18012 ms  Broker 2 leads click-0 ...
#pragma once

#include <string>
#include <vector>

namespace kscope::interaction {

using Lines = std::vector<std::string>;

struct Word {
    std::string text;
    int column = 1;  // from 1
};

struct StoryCommand {
    int line = 0;  // from 1
    std::string text;
    std::vector<Word> words;  // of `text`; never empty
    Lines more;               // the lines that belong to it, without their indentation
};

// Commands with what they print together.
struct StoryStep {
    Lines before;  // comments and blank lines, as they stand
    Lines source;  // the commands as they stand
    std::vector<StoryCommand> commands;
    Lines output;
};

struct StoryFile {
    std::string name;
    std::vector<StoryStep> steps;
    Lines after;  // what follows the last step
};

// Throws sim::BadInput with file, line and column.
StoryFile parse_story(const std::string& text, const std::string& name);
// The text again; the inverse of parse_story for a text whose steps are separated by one blank
// line.
std::string to_text(const StoryFile& story);

Lines split_lines(const std::string& text);

}  // namespace kscope::interaction
