// kscope: the command. All of it is in run_command_line(), which tests call too.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "sim/cli/command_line.h"

int main(int argc, char** argv) {
    kscope::sim::Terminal terminal{std::cout, std::cerr};
    const char* no_color = std::getenv("NO_COLOR");
    const bool may_color = no_color == nullptr || *no_color == '\0';
    terminal.color = may_color && ::isatty(STDOUT_FILENO) == 1;
    terminal.progress = ::isatty(STDERR_FILENO) == 1;
    terminal.story_is_seen = ::isatty(STDOUT_FILENO) == 1;
    const bool has_input = ::fcntl(STDIN_FILENO, F_GETFD) != -1;  // it may be closed
    if (has_input) terminal.in = &std::cin;
    terminal.interactive = terminal.story_is_seen && ::isatty(STDIN_FILENO) == 1;
    return kscope::sim::run_command_line({argv + 1, argv + argc}, terminal);
}
