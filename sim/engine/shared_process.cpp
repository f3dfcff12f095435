// Combined servers: two nodes, a controller and a broker, that are the roles of one process
// (process.roles=broker,controller). What happens to the process happens to both, in the order of
// their NodeIds; so does what happens to the network of their machine. Between the two there is the
// loopback, which nothing cuts. Rule: kafka.server.KafkaRaftServer.
#include <algorithm>

#include "core/base/check.h"
#include "sim/engine/world.h"

namespace kscope::sim {

using State = NodeStatus::State;

void World::share_process(NodeId a, NodeId b) {
    KSCOPE_CHECK(a != b, "a process has two roles at most");
    for (const auto& [node, other] : {std::pair{a, b}, std::pair{b, a}}) {
        const NodeId before = host(node).partner;
        KSCOPE_CHECK(before == no_node || before == other, "a process has two roles at most");
        host(node).partner = other;
        network_.heal(node, other, now_, last_.id);
    }
    network_.set_loopback(a, b);
}

void World::leave_process(NodeId node) {
    const NodeId partner = std::exchange(host(node).partner, no_node);
    if (partner != no_node) host(partner).partner = no_node;
}

// By NodeId: controllers stand before brokers, and start before them.
std::vector<NodeId> World::process_of(NodeId node) const {
    const NodeId partner = host(node).partner;
    if (partner == no_node) return {node};
    return {std::min(node, partner), std::max(node, partner)};
}

// All links of one machine with another.
std::vector<std::pair<NodeId, NodeId>> World::links_between(NodeId a, NodeId b) const {
    std::vector<std::pair<NodeId, NodeId>> links;
    if (host(a).partner == b) return links;
    for (const NodeId from : process_of(a)) {
        for (const NodeId to : process_of(b)) links.emplace_back(from, to);
    }
    return links;
}

bool World::is_broker(NodeId node) const {
    const Host& h = host(node);
    const NodeSpec& planned = spec_->nodes[static_cast<std::size_t>(node.value())].spec;
    return std::holds_alternative<BrokerSpec>(h.launched ? *h.launched : planned);
}

// Of a server that is to stop in good order the broker goes first: it may need the controller.
NodeId World::first_to_stop(NodeId node) const {
    const NodeId partner = host(node).partner;
    if (partner == no_node || is_broker(node)) return node;
    const State state = host(partner).state;
    return state == State::running || state == State::paused ? partner : node;
}

// The node has ended in good order: so does the rest of its process.
void World::stop_partner(NodeId node) {
    const NodeId partner = host(node).partner;
    if (partner == no_node) return;
    const State state = host(partner).state;
    if (state == State::running || state == State::paused) return give(partner, ShutDown{});
    const bool asked = host(node).starts_again || host(partner).starts_again;
    host(node).starts_again = host(partner).starts_again = false;
    if (!asked) return;
    for (const NodeId one : process_of(node)) start_again(one);
}

}  // namespace kscope::sim
