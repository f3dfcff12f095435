// The section `links`: what the network between all nodes is like, and between some pairs of them.
#include <algorithm>
#include <map>

#include "sim/scenario/loading.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

LinkSpec read_link(MapReader reader, LinkSpec link) {
    if (const Tree* latency = reader.optional("latency")) link.latency = read_latency(*latency);
    if (const Tree* rate = reader.optional("bandwidth")) link.bytes_per_second = read_rate(*rate);
    return link;
}

// The two roles of a combined server have one network.
NodeId machine_of(const Scenario& scenario, NodeId node) {
    if (!is_controller_node(scenario, node)) return node;
    const auto at = static_cast<std::size_t>(node.value());
    const auto broker = combined_broker(scenario, scenario.controllers[at].broker_id);
    if (!broker) return node;
    const auto place = scenario.controllers.size() + *broker;
    return NodeId(scenario.zookeeper_servers + static_cast<std::int32_t>(place));
}

// Which pairs have an entry, and which. A link is one in both directions, so one entry is enough.
using NamedPairs = std::map<std::pair<NodeId, NodeId>, std::string>;

void name_pair(const Loading& loading, NamedPairs& pairs, const LinkSpec& link,
               const Tree::Entry& entry) {
    const Scenario& scenario = loading.scenario;
    const auto ends = std::minmax({machine_of(scenario, link.a), machine_of(scenario, link.b)});
    const auto [at, is_new] = pairs.emplace(ends, entry.key);
    if (is_new) return;
    const auto name = [&](NodeId node) {
        return scenario.node_names[static_cast<std::size_t>(node.value())];
    };
    throw BadInput(
        entry.place,
        name(link.a) + " and " + name(link.b) + " have a link already, in " + quoted(at->second),
        "name each pair once");
}

}  // namespace

void load_links(Loading& loading, MapReader& top) {
    LinkSpec& plain = loading.scenario.default_link;
    plain.latency = {Latency::Shape::constant, Duration::millis(1), {}};
    const Tree* tree = top.optional("links");
    if (tree == nullptr) return;
    MapReader links = top.map("links", *tree);
    if (const Tree* everywhere = links.optional("default")) {
        plain = read_link(links.map("default", *everywhere), plain);
    }
    NamedPairs pairs;
    for (const Tree::Entry* entry : links.named()) {
        const LinkEnds ends = find_link(loading, entry->key, entry->place);
        LinkSpec link = read_link(links.named_map(*entry), plain);
        for (const NodeId to : ends.to) {
            link.a = ends.from;
            link.b = to;
            name_pair(loading, pairs, link, *entry);
            loading.scenario.links.push_back(link);
        }
    }
}

}  // namespace kscope::sim
