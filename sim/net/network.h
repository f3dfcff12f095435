// Network: TCP-like connections over links. It decides what arrives, when, and what is lost; it
// never calls a process and never looks into a message. Whoever owns it asks with arrive() (or
// first with arrive_open()) when the time of a scheduled packet has come.
//
// Rules kept, per connection and direction: messages arrive in order, each once, until the end of
// the connection; arrival = max(previous arrival, now + latency draw + size / bandwidth).
//   connect      SYN, one way: inbound Connected; SYN-ACK, the other way: Connected at the opener.
//   disconnect   FIN after what was sent before; the other end learns it as PeerLost.
//   process kill the kernel lives on and closes all its connections (FIN); SYNs are refused (RST).
//   power loss   silence: the other ends stay half open until their own timeouts, or until the
//                restarted host answers a segment of a connection it has forgotten (RST).
//   cut          whatever is under way is held, as retransmission would, and arrives in order after
//                the heal; it is lost if an end gives up first. A one-way cut holds one direction.
#pragma once

#include <vector>

#include "core/base/digest.h"
#include "core/base/ref.h"
#include "core/base/rng.h"
#include "core/border/connection.h"
#include "core/protocol/message.h"
#include "sim/net/link_spec.h"

namespace kscope::sim {

enum class PacketKind : std::uint8_t { syn, syn_ack, data, fin, reset };

struct Packet {
    PacketKind kind = PacketKind::data;
    bool live = false;  // false: a free place
    bool held = false;  // by a cut link, or a SYN that waits for a dead host
    bool lost = false;  // its event will say so
    std::uint16_t generation = 0;
    ConnId conn;
    CorrelationId correlation;
    NodeId from = no_node;
    NodeId to = no_node;
    Instant sent_at;
    Instant arrives_at;  // never() while held
    EventId sent_by;
    std::uint64_t number = 0;  // place in its direction of the connection
    Ref<const Message> message;
};

// An order to the owner: call arrive(packet, generation) at that time.
struct Transfer {
    Instant at;
    EventId cause;
    NodeId to;
    std::uint32_t packet = 0;
    std::uint16_t generation = 0;
};

// What came of a packet.
struct Arrival {
    enum class Outcome : std::uint8_t {
        nothing,
        accepted,
        connected,
        received,
        peer_lost,
        dropped
    };
    Outcome outcome = Outcome::nothing;
    bool at_dead_host = false;  // dropped: nobody there (else: the end was closed)
    bool on_link = false;       // dropped: while held by a cut
    Packet packet;
};

enum class HostPower : std::uint8_t { up, no_process, off };

class Network {
public:
    Network() = default;
    Network(std::size_t nodes, const LinkSpec& default_link, const std::vector<LinkSpec>& links,
            const Rng& seed);

    // ---- what processes do; `by` is the event in which they do it
    void connect(NodeId from, NodeId to, const ConnId& conn, Instant now, EventId by);
    void send(NodeId from, const ConnId& conn, CorrelationId correlation,
              Ref<const Message> message, Instant now, EventId by);
    void disconnect(NodeId from, const ConnId& conn, Instant now, EventId by);

    // ---- what happens to hosts
    void kill_process(NodeId node, Instant now, EventId by);
    void power_off(NodeId node);
    // What a busy process would have sent later than now: it never will.
    void forget_unsent(NodeId node, Instant now);
    void boot(NodeId node, Instant now, EventId by);

    // ---- what happens to links
    void cut(NodeId from, NodeId to);
    void heal(NodeId from, NodeId to, Instant now, EventId by);
    void heal_all(Instant now, EventId by);
    void set_latency(NodeId a, NodeId b, const Latency& latency);
    // Both are on one machine.
    void set_loopback(NodeId a, NodeId b);

    Arrival arrive(std::uint32_t packet, std::uint16_t generation, Instant now, EventId by);
    // What nearly every packet is: data, for an open end. Null if it is anything else; ask arrive()
    // then. It stays in its place until the next is sent, and its message is the caller's to take.
    [[nodiscard]] Packet* arrive_open(std::uint32_t packet, std::uint16_t generation);
    // What was scheduled since the last clear; the owner takes it and clears.
    [[nodiscard]] std::vector<Transfer>& scheduled() { return scheduled_; }

    // ---- views
    [[nodiscard]] bool is_cut(NodeId from, NodeId to) const;
    [[nodiscard]] bool is_open(NodeId node, const ConnId& conn) const;
    [[nodiscard]] Latency latency(NodeId from, NodeId to) const;
    [[nodiscard]] const std::vector<Packet>& packets() const { return packets_; }
    [[nodiscard]] std::vector<std::pair<NodeId, NodeId>> cut_links() const;
    void digest(Digest& d) const;
    [[nodiscard]] std::size_t bytes() const;

private:
    // dead: lost with the host's power; no kernel knows it any more.
    enum class End : std::uint8_t { none, opening, open, closed, dead };
    struct Connection {
        ConnId id;
        NodeId acceptor = no_node;
        End ends[2] = {End::opening, End::none};  // [0] the opener's
        bool unanswered[2] = {false, false};      // segments came for this dead end
        Instant last_arrival[2];                  // [0] of what the opener sends
        std::uint64_t sent[2] = {0, 0};
    };
    struct Link {
        Latency latency;
        std::int64_t bytes_per_second = 0;
        bool cut = false;
    };

    Connection* find(const ConnId& conn);
    [[nodiscard]] const Connection* find(const ConnId& conn) const;
    void erase_if_over(const ConnId& conn);
    [[nodiscard]] std::size_t pair(NodeId from, NodeId to) const;
    [[nodiscard]] const Link& link(NodeId from, NodeId to) const;
    Link& own_link(NodeId from, NodeId to);
    Duration draw_delay(const Packet& packet);
    void transmit(Connection& c, int direction, PacketKind kind, CorrelationId correlation,
                  Ref<const Message> message, Instant now, EventId by);
    void schedule(Connection& c, std::uint32_t slot, Instant now);
    void control(Connection& c, int direction, PacketKind kind, Instant now, EventId by);
    void close_end(Connection& c, int end, Instant now, EventId by);
    void lose_held(const ConnId& conn, Instant now, EventId by);
    void drop(std::uint32_t slot, Instant now, EventId by);
    void release(NodeId from, NodeId to, Instant now);
    std::uint32_t free_place();
    void free(std::uint32_t slot);
    void take(std::uint32_t slot, Packet& into);
    bool refuse_syn(Packet& packet, Connection* c, Instant now, EventId by, Arrival& result);
    void arrive_syn(Connection* c, Instant now, EventId by, Arrival& result);
    void arrive_data(Connection* c, Instant now, EventId by, Arrival& result);
    void arrive_end(Connection* c, Arrival& result);

    std::size_t nodes_ = 0;
    std::vector<std::vector<Connection>> connections_;  // by opener, each in order of ConnId
    Cow<std::vector<std::uint16_t>> link_of_;           // by pair(); 0 is the default link
    std::vector<Link> links_;
    std::vector<Rng> rngs_;  // one per sender
    std::vector<HostPower> power_;
    std::vector<Packet> packets_;
    std::vector<std::uint32_t> free_packets_;
    std::vector<Transfer> scheduled_;
};

// now + one draw; exactly one draw of the generator, or two for the tail of an exponential.
Duration draw_latency(const Latency& latency, Rng& rng);

}  // namespace kscope::sim
