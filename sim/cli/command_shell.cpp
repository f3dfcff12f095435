// kscope shell: a console session from -c, from a script on standard input, or at a prompt.
#include <filesystem>
#include <fstream>

#include "sim/cli/commands.h"
#include "sim/export/world_disks.h"
#include "sim/scenario/load.h"
#include "sim/shell/session.h"

namespace kscope::sim {

namespace {

// All of it; none if it is larger than anything that a tool here takes.
std::optional<std::string> read_bounded(std::istream& in) {
    constexpr std::size_t most_bytes = std::size_t{64} << 20;
    std::string content;
    std::string block(std::size_t{64} << 10, '\0');
    while (content.size() <= most_bytes) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        content.append(block, 0, static_cast<std::size_t>(in.gcount()));
        if (!in) return content;
    }
    return std::nullopt;
}

class Machine : public Outside {
public:
    [[nodiscard]] std::optional<std::string> read_file(const std::string& path) const override {
        std::error_code unknown;
        if (std::filesystem::is_directory(path, unknown)) return std::nullopt;
        std::ifstream file(path, std::ios::binary);
        if (!file) return std::nullopt;
        auto content = read_bounded(file);
        if (file.bad()) return std::nullopt;
        if (content) return content;
        throw BadInput({path, 0, 0}, "more than 64 MiB, which no tool here takes",
                       "name a smaller file");
    }
    void write_disks(const World& world, const std::string& directory) const override {
        AtomicDirectory disks(directory, "disks");
        sim::write_disks(world, disks);
        disks.finish();
    }
};

void show(Session& session, const Terminal& terminal) {
    for (const Printed& part : session.take_parts()) {
        (part.is_complaint ? terminal.err : terminal.out) << part.text << std::flush;
    }
}

void run_one(Session& session, const CommandText& command, const Terminal& terminal) {
    try {
        session.run(command);
    } catch (const BadInput&) {
        show(session, terminal);
        throw;
    }
    show(session, terminal);
}

int verdict(const Session& session, const Terminal& terminal) {
    const std::string broken_law = session.broken_law();
    if (broken_law.empty()) return all_held;
    terminal.err << "a law is broken: " << broken_law << "\n";
    return broken;
}

// The first mistake ends it.
int run_script(Session& session, const std::string& text, const Terminal& terminal) {
    for (const CommandText& command : read_commands(text)) {
        run_one(session, command, terminal);
        if (session.ended() || !session.broken_law().empty()) break;
    }
    return verdict(session, terminal);
}

// A mistake is told, and the session goes on.
int run_at_prompt(Session& session, const Terminal& terminal) {
    terminal.out << "A simulated cluster: `help` lists the tools, `exit` leaves.\n";
    std::string text;
    std::string line;
    int first_line = 1;
    int lines = 0;
    while (!session.ended() && session.broken_law().empty()) {
        terminal.out << (text.empty() ? "$ " : "> ") << std::flush;
        if (!std::getline(*terminal.in, line)) break;
        ++lines;
        text += line + "\n";
        if (is_unfinished(text)) continue;
        try {
            for (const CommandText& command : read_commands(text, first_line)) {
                run_one(session, command, terminal);
                if (session.ended()) break;
            }
        } catch (const BadInput& mistake) {
            terminal.err << mistake.what() << "\n";
        }
        text.clear();
        first_line = lines + 1;
    }
    return verdict(session, terminal);
}

}  // namespace

int command_shell(const ShellOptions& options, const Terminal& terminal) {
    const ScenarioChoice& choice = options.scenario;
    const bool own = choice.file.empty();
    Scenario scenario = own ? Session::own_scenario(choice.overrides)
                            : load_scenario(choice.file, choice.overrides);
    if (choice.seed) scenario.seed = *choice.seed;
    const Machine machine;
    Session session(std::move(scenario), own ? Session::Origin::own : Session::Origin::file,
                    machine);
    if (options.commands) return run_script(session, *options.commands, terminal);
    if (terminal.in == nullptr) {
        throw BadInput({"shell", 0, 0}, "there are no commands",
                       "write kscope shell -c COMMANDS, or feed it a script");
    }
    if (terminal.interactive) return run_at_prompt(session, terminal);
    const auto script = read_bounded(*terminal.in);
    if (!script) {
        throw BadInput({"shell", 0, 0}, "more than 64 MiB of commands", "feed it less at once");
    }
    return run_script(session, *script, terminal);
}

}  // namespace kscope::sim
