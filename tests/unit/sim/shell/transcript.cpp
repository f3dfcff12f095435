#include "tests/unit/sim/shell/transcript.h"

#include <sstream>

namespace kscope::sim {

std::vector<TypedCommand> typed_commands(const std::string& transcript) {
    std::vector<TypedCommand> all;
    std::istringstream lines(transcript);
    std::string line;
    int typed = 0;
    bool goes_on = false;
    while (std::getline(lines, line)) {
        const bool more = goes_on && line.starts_with("> ");
        goes_on = more || line.starts_with("$ ");
        if (!goes_on) continue;
        ++typed;
        if (!more) all.push_back({"", typed});
        all.back().text += line.substr(2) + "\n";
    }
    return all;
}

std::string played(const std::string& transcript, Session& session) {
    const std::size_t first = transcript.starts_with("$ ") ? 0 : transcript.find("\n$ ") + 1;
    std::string text = transcript.substr(0, first);
    for (const TypedCommand& typed : typed_commands(transcript)) {
        std::istringstream lines(typed.text);
        std::string line;
        for (const char* prompt = "$ "; std::getline(lines, line); prompt = "> ") {
            text += prompt + line + "\n";
        }
        std::string mistake;
        try {
            for (const CommandText& command : read_commands(typed.text, typed.line)) {
                session.run(command);
            }
        } catch (const BadInput& error) {
            mistake = std::string(error.what()) + "\n";
        }
        text += session.take_output() + mistake;
    }
    return text;
}

}  // namespace kscope::sim
