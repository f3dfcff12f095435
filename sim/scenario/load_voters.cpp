// Voters that come and go, on the timeline (KIP-853).
#include "sim/scenario/timeline_actions.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

void read_voter_change(const Loading& loading, const Tree& tree, bool add, Actions& actions) {
    const Scenario& scenario = loading.scenario;
    const std::string& name = read_text(tree);
    if (scenario.controllers.empty()) {
        throw BadInput(tree.place, "a cluster with ZooKeeper has no quorum of controllers",
                       "add `metadata: kraft` to the cluster");
    }
    if (!scenario.controllers.front().features.voters_change) {
        throw BadInput(tree.place, "the voters of Kafka " + scenario.version + " stay as they are",
                       "they change since 3.9 (KIP-853)");
    }
    if (scenario.initial_controllers == 0) {
        throw BadInput(tree.place, "the voters stay as controller.quorum.voters has them",
                       "add `initial-controllers` to the cluster");
    }
    const NodeId node = find_node(loading, name, tree.place);
    if (!is_controller_node(scenario, node)) {
        throw BadInput(tree.place, quoted(name) + " is no controller",
                       "write c1, or another controller");
    }
    actions.emplace_back(ChangeVoter{find_node(loading, "admin", tree.place), node, add});
}

}  // namespace

void read_add_controller(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    read_voter_change(loading, tree, true, actions);
}

void read_remove_controller(const Loading& loading, MapReader&, const Tree& tree,
                            Actions& actions) {
    read_voter_change(loading, tree, false, actions);
}

}  // namespace kscope::sim
