// What becomes of a packet when its time has come.
#include "sim/net/network.h"
#include "sim/net/node_index.h"

namespace kscope::sim {

Arrival Network::arrive(std::uint32_t slot, std::uint16_t generation, Instant now, EventId by) {
    Arrival result;
    if (!packets_[slot].live || packets_[slot].generation != generation) return result;
    if (packets_[slot].kind == PacketKind::syn && !packets_[slot].lost &&
        power_[at(packets_[slot].to)] == HostPower::off) {
        packets_[slot].held = true;  // SYNs are sent again until somebody gives up
        ++packets_[slot].generation;
        packets_[slot].arrives_at = Instant::never();
        return result;
    }
    take(slot, result.packet);
    if (result.packet.lost) {
        result.on_link = true;
        if (result.packet.kind == PacketKind::data) result.outcome = Arrival::Outcome::dropped;
        return result;
    }
    Connection* c = find(result.packet.conn);
    switch (result.packet.kind) {
        case PacketKind::syn: arrive_syn(c, now, by, result); break;
        case PacketKind::syn_ack:
            if (c != nullptr && c->ends[0] == End::opening) {
                c->ends[0] = End::open;
                result.outcome = Arrival::Outcome::connected;
            }
            break;
        case PacketKind::data: arrive_data(c, now, by, result); break;
        case PacketKind::fin:
        case PacketKind::reset: arrive_end(c, result); break;
    }
    return result;
}

Packet* Network::arrive_open(std::uint32_t slot, std::uint16_t generation) {
    Packet& packet = packets_[slot];
    if (packet.kind != PacketKind::data || packet.lost || !packet.live ||
        packet.generation != generation) {
        return nullptr;
    }
    const Connection* c = find(packet.conn);
    const int end = packet.number % 2 == 0 ? 1 : 0;
    if (c == nullptr || c->ends[end] != End::open) return nullptr;
    free(slot);
    return &packet;
}

void Network::arrive_syn(Connection* c, Instant now, EventId by, Arrival& result) {
    if (c == nullptr || c->ends[0] != End::opening) return;
    if (power_[at(c->acceptor)] == HostPower::no_process) {
        c->ends[1] = End::closed;
        control(*c, 1, PacketKind::reset, now, by);
        result.outcome = Arrival::Outcome::dropped;
        result.at_dead_host = true;
        return;
    }
    c->ends[1] = End::open;
    control(*c, 1, PacketKind::syn_ack, now, by);
    result.outcome = Arrival::Outcome::accepted;
}

void Network::arrive_data(Connection* c, Instant now, EventId by, Arrival& result) {
    result.outcome = Arrival::Outcome::dropped;
    const int end = result.packet.number % 2 == 0 ? 1 : 0;  // where it arrives
    if (c == nullptr) {
        result.at_dead_host = power_[at(result.packet.to)] != HostPower::up;
        return;
    }
    if (c->ends[end] == End::open) {
        result.outcome = Arrival::Outcome::received;
        return;
    }
    if (c->ends[end] != End::dead) return;
    result.at_dead_host = true;
    if (power_[at(result.packet.to)] == HostPower::off) {
        c->unanswered[end] = true;
    } else {
        control(*c, end, PacketKind::reset, now, by);
    }
}

void Network::arrive_end(Connection* c, Arrival& result) {
    if (c == nullptr) return;
    const int end = result.packet.number % 2 == 0 ? 1 : 0;
    const ConnId conn = c->id;
    const End was = c->ends[end];
    if (was == End::open || was == End::opening) result.outcome = Arrival::Outcome::peer_lost;
    if (was != End::dead) c->ends[end] = End::closed;
    erase_if_over(conn);
}

// The kernel closes what the process had open.
void Network::kill_process(NodeId node, Instant now, EventId by) {
    power_[at(node)] = HostPower::no_process;
    for (std::size_t opener = 0; opener < connections_.size(); ++opener) {
        // Closing may erase: collect first.
        std::vector<ConnId> mine;
        for (const Connection& c : connections_[opener]) {
            if (c.id.opener == node || c.acceptor == node) mine.push_back(c.id);
        }
        for (const ConnId& conn : mine) {
            for (const int end : {0, 1}) {
                Connection* c = find(conn);
                if (c == nullptr || (end == 0 ? conn.opener : c->acceptor) != node) continue;
                const End was = c->ends[end];
                if (was == End::open || was == End::opening) close_end(*c, end, now, by);
            }
        }
    }
}

void Network::forget_unsent(NodeId node, Instant now) {
    for (std::uint32_t slot = 0; slot < packets_.size(); ++slot) {
        const Packet& p = packets_[slot];
        const bool of_process = p.kind == PacketKind::data || p.kind == PacketKind::syn;
        if (!p.live || p.from != node || p.sent_at <= now || !of_process) continue;
        Packet never;
        take(slot, never);
    }
}

void Network::power_off(NodeId node) {
    power_[at(node)] = HostPower::off;
    for (auto& list : connections_) {
        std::vector<ConnId> mine;
        for (Connection& c : list) {
            if (c.id.opener != node && c.acceptor != node) continue;
            for (const int end : {0, 1}) {
                const bool here = (end == 0 ? c.id.opener : c.acceptor) == node;
                const bool known = c.ends[end] != End::none && c.ends[end] != End::closed;
                if (here && known) c.ends[end] = End::dead;
            }
            // A SYN of a dead opener that nobody has accepted yet never will be.
            if (c.ends[0] == End::dead && c.ends[1] == End::none) c.ends[1] = End::closed;
            mine.push_back(c.id);
        }
        for (const ConnId& conn : mine) erase_if_over(conn);
    }
}

void Network::boot(NodeId node, Instant now, EventId by) {
    power_[at(node)] = HostPower::up;
    for (auto& list : connections_) {
        for (Connection& c : list) {
            for (const int end : {0, 1}) {
                const bool here = (end == 0 ? c.id.opener : c.acceptor) == node;
                if (!here || !c.unanswered[end]) continue;
                c.unanswered[end] = false;
                control(c, end, PacketKind::reset, now, by);
            }
        }
    }
    for (std::uint32_t slot = 0; slot < packets_.size(); ++slot) {
        const Packet& p = packets_[slot];
        if (!p.live || !p.held || p.lost || p.kind != PacketKind::syn || p.to != node) continue;
        Connection* c = find(p.conn);
        if (c != nullptr && !is_cut(p.from, p.to)) schedule(*c, slot, now);
    }
}

}  // namespace kscope::sim
