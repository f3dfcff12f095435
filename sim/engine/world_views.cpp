// Views of a world, for the window, the laws and the tests; none of them changes it.
#include "sim/engine/world.h"

#include "core/base/check.h"

namespace kscope::sim {

Touched World::touched() const {
    const bool stepped = last_.fate == Fate::delivered && last_.kind != EventKind::action;
    return {stepped ? last_.node : no_node, &out_.touched_replicas};
}

const Process* World::process(NodeId node) const {
    const ProcessValue& value = host(node).process;
    return value ? &*value : nullptr;
}

const Node* World::find_node(NodeId node) const {
    const Process* p = process(node);
    return p == nullptr ? nullptr : p->node();
}

const Node& World::node(NodeId id) const {
    const Node* found = find_node(id);
    KSCOPE_CHECK(found != nullptr, "the node is down");
    return *found;
}

NodeStatus World::status(NodeId node) const {
    const Host& h = host(node);
    return {h.state, h.since, h.incarnation, h.busy_until, h.waiting.size()};
}

const NodeDisk& World::disk(NodeId node) const { return *host(node).disk; }

std::vector<Flight> World::flights() const {
    std::vector<Flight> result;
    for (const Packet& p : network_.packets()) {
        if (!p.live || p.lost) continue;
        result.push_back({p.kind, p.conn, p.correlation, p.from, p.to, p.sent_at, p.arrives_at,
                          p.sent_by, p.held, p.message.get()});
    }
    return result;
}

bool World::timeline_done() const { return timeline_.all_fired(); }

Digest World::state_digest() const {
    Digest d;
    for (const Host& h : hosts_) {
        d.add(static_cast<std::uint64_t>(h.state));
        d.add(h.incarnation);
        d.add(static_cast<std::uint64_t>(h.busy_until.nanos()));
        d.add(h.waiting.size());
        if (h.partner != no_node) d.add(h.starts_again);
        if (h.process) h.process->digest(d);
        h.disk->digest(d);
    }
    network_.digest(d);
    sources_.digest(d);
    timeline_.digest(d);
    d.add(queue_.size());
    digest_into(d, wait_for_topics_);
    return d;
}

void World::check_invariants() const {
    for (const Host& h : hosts_) {
        if (h.process) h.process->check_invariants();
    }
}

std::size_t World::bytes() const {
    std::size_t total = sizeof(World) + queue_.bytes() + network_.bytes();
    for (const Host& h : hosts_) {
        total += sizeof(Host) + h.waiting.size() * sizeof(Waiting);
    }
    return total;
}

}  // namespace kscope::sim
