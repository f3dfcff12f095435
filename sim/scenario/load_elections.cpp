// Elections on the timeline.
#include "sim/scenario/timeline_actions.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

void read_election(const Loading& loading, const Tree& tree, ElectionType type, Actions& actions) {
    ElectLeadersRequest request{type, {}, admin_timeout};
    if (tree.kind == Tree::Kind::text && tree.text == "all") {
        ask_controller(loading, tree, std::move(request), "all partitions", actions);
        return;
    }
    request.partitions.emplace();
    std::string about;
    const auto add = [&](const Tree& item) {
        const TopicPartition tp = find_partition(loading, read_text(item), item.place);
        about += (about.empty() ? "" : ", ") + to_string(tp);
        request.partitions->push_back(tp);
    };
    if (tree.kind == Tree::Kind::list) {
        for (const Tree& item : tree.items) add(item);
    } else {
        add(tree);
    }
    if (request.partitions->empty()) {
        throw BadInput(tree.place, "there is no partition in it", "add one, or write all");
    }
    ask_controller(loading, tree, std::move(request), about, actions);
}

}  // namespace

void read_elect_preferred_leaders(const Loading& loading, MapReader&, const Tree& tree,
                                  Actions& actions) {
    read_election(loading, tree, ElectionType::preferred, actions);
}

void read_elect_unclean_leaders(const Loading& loading, MapReader&, const Tree& tree,
                                Actions& actions) {
    // KIP-460
    if (!loading.scenario.brokers.front().config.features.unclean_election_on_request) {
        throw BadInput(tree.place,
                       "Kafka " + loading.scenario.version + " elects no unclean leader on request",
                       "set unclean.leader.election.enable, or run as a later version");
    }
    read_election(loading, tree, ElectionType::unclean, actions);
}

}  // namespace kscope::sim
