// A consumer group as its coordinator has it, and how far each partition is read.
#include "sim/engine/roles.h"
#include "sim/outcome/outcome.h"
#include "tests/interaction/commands.h"
#include "tests/interaction/print.h"

namespace kscope::interaction {

namespace {

// A coordinator that has read its group from the log knows members by id alone: the client's name
// and a uuid, of which the beginning is enough.
std::string owner_text(const std::string& owner) {
    if (owner.empty()) return "nobody";
    constexpr std::size_t uuid = 36;
    return owner.size() > uuid ? owner.substr(0, owner.size() - uuid + 4) : owner;
}

}  // namespace

void show_group(Turn& turn) {
    const std::string name = turn.arguments.word("a group");
    const Stage& stage = *turn.stage;
    const sim::Outcome outcome = sim::measure(stage.world(), stage.checker());
    std::vector<std::string> known;
    for (const sim::GroupOutcome& group : outcome.groups) {
        known.push_back(group.name);
        if (group.name != name) continue;
        turn.arguments.end();
        const NodeId coordinator =
            sim::node_in_role(stage.world(), {sim::NodeByRole::Role::coordinator, name});
        turn.out.push_back("coordinator " + stage.names().short_name(coordinator) + "  " +
                           (group.state.empty() ? "unknown" : group.state) + "  generation " +
                           std::to_string(group.generation.value()) + "  members " +
                           std::to_string(group.members));
        for (const sim::GroupPartition& p : group.partitions) {
            turn.out.push_back(to_string(p.tp) + "  owner " + owner_text(p.owner) + "  committed " +
                               number(p.committed) + "  log end " + number(p.end) + "  lag " +
                               std::to_string(p.lag()));
        }
        return;
    }
    turn.arguments.refuse("there is no group " + sim::quoted(name), sim::suggest(name, known));
}

}  // namespace kscope::interaction
