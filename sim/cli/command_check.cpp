#include "sim/cli/commands.h"
#include "sim/scenario/compile.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/load.h"

namespace kscope::sim {

int command_check(const std::vector<std::string>& files, const Terminal& terminal) {
    int code = all_held;
    for (const std::string& file : files) {
        try {
            const WorldSpec world = compile(load_scenario(file));
            terminal.out << file << ": good, " << world.nodes.size() << " nodes\n";
        } catch (const BadInput& error) {
            terminal.err << error.what() << "\n";
            code = bad_input;
        }
    }
    return code;
}

int command_schema(const Terminal& terminal) {
    terminal.out << scenario_schema();
    return all_held;
}

}  // namespace kscope::sim
