// A transcript of a console session: lines behind `$ ` (and `> `, where a command goes on) are
// typed, all others are what the session printed. Lines before the first command are a comment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/shell/session.h"

namespace kscope::sim {

// Of a session that reads and writes no file.
class NoFiles : public Outside {
public:
    [[nodiscard]] std::optional<std::string> read_file(const std::string&) const override {
        return std::nullopt;
    }
    void write_disks(const World&, const std::string&) const override {}
};

struct TypedCommand {
    std::string text;  // with line ends
    int line = 0;      // counted over all that was typed
};

std::vector<TypedCommand> typed_commands(const std::string& transcript);

// What a session that is fed with the transcript's commands looks like. A mistake is printed, and
// the session goes on.
std::string played(const std::string& transcript, Session& session);

}  // namespace kscope::sim
