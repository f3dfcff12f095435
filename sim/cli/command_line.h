// The command line of kscope (docs/reference/cli.md). Results go to `out`, complaints to `err`.
// Exit codes: 0 all held; 1 a law or an expectation was broken; 2 bad input or usage, one line,
// nothing written; 3 a fault of kscope itself.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace kscope::sim {

struct Terminal {
    std::ostream& out;
    std::ostream& err;
    bool color = false;          // out is a terminal, and NO_COLOR is not set
    bool progress = false;       // err is a terminal
    bool story_is_seen = false;  // out is a terminal: the story itself shows progress
    std::istream* in = nullptr;  // null: nothing is to be read
    bool interactive = false;    // in and out are terminals: the shell has a prompt
};

enum ExitCode : int { all_held = 0, broken = 1, bad_input = 2, own_fault = 3 };

// Without the program's name.
int run_command_line(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace kscope::sim
