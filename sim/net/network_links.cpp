// Cuts, heals and latencies.
#include <algorithm>

#include "sim/net/network.h"

namespace kscope::sim {

void Network::cut(NodeId from, NodeId to) {
    Link& l = own_link(from, to);
    if (l.cut || from == to) return;
    l.cut = true;
    for (Packet& p : packets_) {
        if (!p.live || p.held || p.from != from || p.to != to) continue;
        p.held = true;
        ++p.generation;  // its queue entry is stale now
        p.arrives_at = Instant::never();
    }
}

// What was held goes on its way, each connection's packets in their order.
void Network::release(NodeId from, NodeId to, Instant now) {
    std::vector<std::uint32_t> slots;
    for (std::uint32_t slot = 0; slot < packets_.size(); ++slot) {
        const Packet& p = packets_[slot];
        if (p.live && p.held && !p.lost && p.from == from && p.to == to) slots.push_back(slot);
    }
    std::sort(slots.begin(), slots.end(), [this](std::uint32_t a, std::uint32_t b) {
        const Packet& x = packets_[a];
        const Packet& y = packets_[b];
        return x.conn != y.conn ? x.conn < y.conn : x.number < y.number;
    });
    for (const std::uint32_t slot : slots) {
        Connection* c = find(packets_[slot].conn);
        if (c == nullptr) {
            drop(slot, now, packets_[slot].sent_by);
        } else {
            schedule(*c, slot, now);
        }
    }
}

void Network::heal(NodeId from, NodeId to, Instant now, EventId) {
    if (!is_cut(from, to)) return;
    own_link(from, to).cut = false;
    release(from, to, now);
}

void Network::heal_all(Instant now, EventId by) {
    for (const auto& [from, to] : cut_links()) heal(from, to, now, by);
}

std::vector<std::pair<NodeId, NodeId>> Network::cut_links() const {
    std::vector<std::pair<NodeId, NodeId>> result;
    for (std::size_t i = 0; i < link_of_->size(); ++i) {
        if (!links_[(*link_of_)[i]].cut) continue;
        result.emplace_back(NodeId(static_cast<std::int32_t>(i / nodes_)),
                            NodeId(static_cast<std::int32_t>(i % nodes_)));
    }
    return result;
}

void Network::set_latency(NodeId a, NodeId b, const Latency& latency) {
    own_link(a, b).latency = latency;
    own_link(b, a).latency = latency;
}

void Network::set_loopback(NodeId a, NodeId b) {
    const Link inside{Latency{Latency::Shape::constant, loopback, {}}};
    own_link(a, b) = inside;
    own_link(b, a) = inside;
}

}  // namespace kscope::sim
