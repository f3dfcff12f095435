#include "sim/net/network.h"

#include <algorithm>
#include <string>

#include "core/base/check.h"
#include "sim/net/node_index.h"

namespace kscope::sim {

namespace {

// The order of ConnIds of one opener.
std::uint64_t place_in_opener(const ConnId& conn) {
    return std::uint64_t{conn.incarnation} << 32 | conn.number;
}

}  // namespace

Network::Network(std::size_t nodes, const LinkSpec& default_link,
                 const std::vector<LinkSpec>& links, const Rng& seed)
    : nodes_(nodes),
      connections_(nodes),
      link_of_(std::vector<std::uint16_t>(nodes * nodes, 0)),
      power_(nodes, HostPower::no_process) {
    links_.push_back(Link{default_link.latency, default_link.bytes_per_second});
    rngs_.reserve(nodes);
    for (std::size_t i = 0; i < nodes; ++i) rngs_.push_back(seed.fork("net/" + std::to_string(i)));
    for (const LinkSpec& spec : links) {
        const Link made{spec.latency, spec.bytes_per_second};
        own_link(spec.a, spec.b) = made;
        own_link(spec.b, spec.a) = made;
    }
}

std::size_t Network::pair(NodeId from, NodeId to) const {
    KSCOPE_CHECK(at(from) < nodes_ && at(to) < nodes_, "a link of a node that is not there");
    return at(from) * nodes_ + at(to);
}

const Network::Link& Network::link(NodeId from, NodeId to) const {
    return links_[(*link_of_)[pair(from, to)]];
}

// The link's own state, made from the default when it first differs.
Network::Link& Network::own_link(NodeId from, NodeId to) {
    const std::size_t place = pair(from, to);
    if ((*link_of_)[place] == 0) {
        KSCOPE_CHECK(links_.size() < 0xffff, "too many links of their own");
        links_.push_back(Link(links_.front()));
        link_of_.edit()[place] = static_cast<std::uint16_t>(links_.size() - 1);
    }
    return links_[(*link_of_)[place]];
}

// As few connections end, it is mostly where its number says.
const Network::Connection* Network::find(const ConnId& conn) const {
    if (at(conn.opener) >= nodes_) return nullptr;
    const auto& list = connections_[at(conn.opener)];
    if (list.empty()) return nullptr;
    const std::uint64_t guess = place_in_opener(conn) - place_in_opener(list.front().id);
    if (guess < list.size() && list[guess].id == conn) return &list[guess];
    const auto found = std::lower_bound(
        list.begin(), list.end(), place_in_opener(conn),
        [](const Connection& c, std::uint64_t place) { return place_in_opener(c.id) < place; });
    return found != list.end() && found->id == conn ? &*found : nullptr;
}

Network::Connection* Network::find(const ConnId& conn) {
    return const_cast<Connection*>(std::as_const(*this).find(conn));
}

// Over when neither end will ever hear of it again.
void Network::erase_if_over(const ConnId& conn) {
    const Connection* c = find(conn);
    if (c == nullptr) return;
    const auto gone = [](End e) { return e == End::closed || e == End::dead; };
    if (!gone(c->ends[0]) || !gone(c->ends[1])) return;
    auto& list = connections_[at(conn.opener)];
    list.erase(list.begin() + (c - list.data()));
}

// What stood there before is the caller's to overwrite; the generation stays.
std::uint32_t Network::free_place() {
    if (free_packets_.empty()) {
        packets_.emplace_back();
        return static_cast<std::uint32_t>(packets_.size() - 1);
    }
    const std::uint32_t slot = free_packets_.back();
    free_packets_.pop_back();
    return slot;
}

void Network::free(std::uint32_t slot) {
    packets_[slot].live = false;
    ++packets_[slot].generation;
    free_packets_.push_back(slot);
}

void Network::take(std::uint32_t slot, Packet& into) {
    into = std::move(packets_[slot]);
    free(slot);
}

Duration Network::draw_delay(const Packet& packet) {
    if (packet.from == packet.to) return loopback;
    const Link& l = link(packet.from, packet.to);
    const Duration delay = draw_latency(l.latency, rngs_[at(packet.from)]);
    if (l.bytes_per_second <= 0) return delay;
    const std::int64_t bytes = packet.message ? wire_size(packet.message->body()) : 40;
    return delay + Duration::nanos(bytes * 1'000'000'000 / l.bytes_per_second);
}

void Network::schedule(Connection& c, std::uint32_t slot, Instant now) {
    Packet& p = packets_[slot];
    const int direction = p.from == c.id.opener && p.number % 2 == 0 ? 0 : 1;
    const Instant arrival = now + draw_delay(p);
    c.last_arrival[direction] = std::max(c.last_arrival[direction], arrival);
    p.held = false;
    p.arrives_at = c.last_arrival[direction];
    Transfer& transfer = scheduled_.emplace_back();
    transfer.at = p.arrives_at;
    transfer.cause = p.sent_by;
    transfer.to = p.to;
    transfer.packet = slot;
    transfer.generation = p.generation;
}

// Numbers are even from the opener and odd from the acceptor: a loopback connection has one node at
// both ends, and its two directions must not mix.
void Network::transmit(Connection& c, int direction, PacketKind kind, CorrelationId correlation,
                       Ref<const Message> message, Instant now, EventId by) {
    const std::uint32_t slot = free_place();
    Packet& p = packets_[slot];
    p.kind = kind;
    p.live = true;
    p.lost = false;
    p.correlation = correlation;
    p.conn = c.id;
    p.from = direction == 0 ? c.id.opener : c.acceptor;
    p.to = direction == 0 ? c.acceptor : c.id.opener;
    p.sent_at = now;
    p.arrives_at = Instant::never();
    p.sent_by = by;
    p.number = c.sent[direction]++ * 2 + static_cast<std::uint64_t>(direction);
    p.message = std::move(message);
    p.held = is_cut(p.from, p.to);
    if (!p.held) schedule(c, slot, now);
}

void Network::control(Connection& c, int direction, PacketKind kind, Instant now, EventId by) {
    transmit(c, direction, kind, {}, {}, now, by);
}

void Network::connect(NodeId from, NodeId to, const ConnId& conn, Instant now, EventId by) {
    KSCOPE_CHECK(conn.opener == from, "only the opener names a connection");
    auto& list = connections_[at(from)];
    KSCOPE_CHECK(find(conn) == nullptr, "the connection exists");
    Connection c;
    c.id = conn;
    c.acceptor = to;
    const auto place =
        std::upper_bound(list.begin(), list.end(), conn,
                         [](const ConnId& id, const Connection& other) { return id < other.id; });
    control(*list.insert(place, c), 0, PacketKind::syn, now, by);
}

void Network::send(NodeId from, const ConnId& conn, CorrelationId correlation,
                   Ref<const Message> message, Instant now, EventId by) {
    Connection* c = find(conn);
    if (c == nullptr) return;
    // On a loopback connection the request is of the opener, whose end opens last.
    int direction = from == conn.opener ? 0 : 1;
    if (conn.opener == c->acceptor && is_response(message->body())) direction = 1;
    if (c->ends[direction] != End::open) return;
    transmit(*c, direction, PacketKind::data, correlation, std::move(message), now, by);
}

void Network::drop(std::uint32_t slot, Instant now, EventId by) {
    Packet& p = packets_[slot];
    ++p.generation;
    p.lost = true;
    p.held = true;
    p.arrives_at = now;
    scheduled_.push_back(Transfer{now, by, p.to, slot, p.generation});
}

// An end has given up: what a cut was holding for this connection will never arrive.
void Network::lose_held(const ConnId& conn, Instant now, EventId by) {
    for (std::uint32_t slot = 0; slot < packets_.size(); ++slot) {
        const Packet& p = packets_[slot];
        if (!p.live || !p.held || p.lost || p.conn != conn) continue;
        if (p.kind == PacketKind::data || p.kind == PacketKind::syn) drop(slot, now, by);
    }
}

void Network::close_end(Connection& c, int end, Instant now, EventId by) {
    const ConnId conn = c.id;
    const NodeId me = end == 0 ? c.id.opener : c.acceptor;
    const NodeId other = end == 0 ? c.acceptor : c.id.opener;
    const bool blocked =
        is_cut(me, other) || is_cut(other, me) || power_[at(other)] == HostPower::off;
    const bool never_accepted = c.ends[1] == End::none;
    c.ends[end] = End::closed;
    if (blocked) lose_held(conn, now, by);
    if (blocked && never_accepted) {
        c.ends[1] = End::closed;
    } else if (c.ends[1 - end] != End::closed) {
        control(c, end, PacketKind::fin, now, by);
    }
    erase_if_over(conn);
}

void Network::disconnect(NodeId from, const ConnId& conn, Instant now, EventId by) {
    Connection* c = find(conn);
    if (c == nullptr) return;
    const int end = from == conn.opener ? 0 : 1;
    if (c->ends[end] == End::open || c->ends[end] == End::opening) close_end(*c, end, now, by);
}

bool Network::is_cut(NodeId from, NodeId to) const { return from != to && link(from, to).cut; }

bool Network::is_open(NodeId node, const ConnId& conn) const {
    const Connection* c = find(conn);
    if (c == nullptr) return false;
    const End end = c->ends[node == conn.opener ? 0 : 1];
    return end == End::open || end == End::opening;
}

Latency Network::latency(NodeId from, NodeId to) const { return link(from, to).latency; }

void Network::digest(Digest& d) const {
    for (const auto& list : connections_) {
        d.add(list.size());
        for (const Connection& c : list) {
            d.add(static_cast<std::uint64_t>(c.id.number) << 32 | c.id.incarnation);
            d.add(static_cast<std::uint64_t>(c.ends[0]) << 8 |
                  static_cast<std::uint64_t>(c.ends[1]));
            d.add(c.sent[0]);
            d.add(c.sent[1]);
        }
    }
}

std::size_t Network::bytes() const {
    std::size_t total = packets_.capacity() * sizeof(Packet) + rngs_.size() * sizeof(Rng);
    for (const auto& list : connections_) total += list.capacity() * sizeof(Connection);
    return total;
}

}  // namespace kscope::sim
