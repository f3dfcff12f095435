// PeerWorld: processes of one kind over the engine's network (sim/net) and disks (sim/disk), with
// just enough of an event loop: no sources, no service times, no laws of brokers. What is simulated
// in it builds without brokers and clients, and plays a thousand seeds in the time of a cup of tea.
// Deterministic: by time, then by order of scheduling.
//
// A Process has step(), next_deadline(), digest() and check_invariants(), as each of core/ has.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/border/border.h"
#include "core/border/command.h"
#include "core/note/note.h"
#include "sim/disk/node_disk.h"
#include "sim/net/network.h"

namespace kscope::test {

enum class Crash : std::uint8_t { process, power };

template <class Process>
class PeerWorld {
public:
    struct Plan {
        std::function<Process(NodeId)> make;  // for each of its lives
        Duration disk_flush;
        Instant starts_at;
    };
    PeerWorld(std::vector<Plan> nodes, const sim::LinkSpec& link, std::uint64_t seed)
        : network_(nodes.size(), link, {}, Rng(seed).fork("net")), rng_(Rng(seed).fork("world")) {
        for (std::size_t n = 0; n < nodes.size(); ++n) {
            push(nodes[n].starts_at, Event{Event::Kind::boot, n, 0, 0, {}});
            hosts_.push_back({std::move(nodes[n]), nullptr, sim::NodeDisk(writeback), 0});
        }
    }

    // One step of one process. False: nothing is left to happen.
    bool step();
    // Builds the notes, of all kinds.
    void listen() { out_.filter = NoteFilter::all(); }
    [[nodiscard]] std::size_t last_node() const { return last_; }
    [[nodiscard]] Instant now() const { return now_; }
    // When a link was healed last: what it held comes late.
    [[nodiscard]] Instant healed_at() const { return healed_at_; }
    [[nodiscard]] std::size_t size() const { return hosts_.size(); }
    // What the last step told.
    [[nodiscard]] const std::vector<Note>& notes() const { return out_.notes; }
    // Null while it is down.
    [[nodiscard]] const Process* process(std::size_t node) const {
        return hosts_[node].process.get();
    }
    [[nodiscard]] const sim::NodeDisk& disk(std::size_t node) const { return hosts_[node].disk; }
    // Of all that was delivered, and of the state of all processes.
    [[nodiscard]] Hash128 hash() const;

    void kill(std::size_t node, Crash crash);
    // Its disk is lost.
    void wipe(std::size_t node) { hosts_[node].disk = sim::NodeDisk(writeback); }
    void restart(std::size_t node) { boot(node); }
    void command(std::size_t node, const Command& command) { give(node, command); }
    void cut(std::size_t a, std::size_t b);
    void heal(std::size_t a, std::size_t b);

private:
    struct Host {
        Plan plan;
        std::unique_ptr<Process> process;
        sim::NodeDisk disk;
        std::uint32_t incarnation = 0;
    };
    struct FlushTask {
        std::string file;
        sim::FlushTicket ticket;
        std::uint64_t token = 0;
        std::uint32_t incarnation = 0;
    };
    struct Event {
        enum class Kind : std::uint8_t { boot, arrival, flush };
        Kind kind = Kind::boot;
        std::size_t node = 0;
        std::uint32_t packet = 0;
        std::uint16_t generation = 0;
        FlushTask flush;
    };
    static constexpr std::int64_t epoch_ms = 1'700'000'000'000;
    static constexpr Duration writeback = Duration::seconds(30);

    static NodeId node_id(std::size_t node) { return NodeId(static_cast<std::int32_t>(node)); }
    static std::size_t place_of(NodeId node) { return static_cast<std::size_t>(node.value()); }

    void push(Instant at, Event event);
    bool run(const Event& event);
    bool arrive(const Event& event);
    bool flushed(const Event& event);
    void boot(std::size_t node);
    void give(std::size_t node, const Input& input);
    void apply(std::size_t node, Effect& effect);
    void take_transfers();

    std::vector<Host> hosts_;
    sim::Network network_;
    Rng rng_;
    Instant now_;
    Instant healed_at_;
    std::size_t last_ = 0;
    std::uint64_t steps_ = 0;
    std::uint64_t scheduled_ = 0;
    std::map<std::pair<Instant, std::uint64_t>, Event> queue_;
    Output out_;
    Digest digest_;
};

template <class Process>
void PeerWorld<Process>::push(Instant at, Event event) {
    queue_.emplace(std::pair(at, ++scheduled_), std::move(event));
}

template <class Process>
bool PeerWorld<Process>::step() {
    for (;;) {
        Instant wakeup = Instant::never();
        std::size_t who = 0;
        for (std::size_t n = 0; n < hosts_.size(); ++n) {
            if (!hosts_[n].process) continue;
            const Instant deadline = std::max(hosts_[n].process->next_deadline(), now_);
            if (deadline < wakeup) {
                wakeup = deadline;
                who = n;
            }
        }
        const bool queued = !queue_.empty() && queue_.begin()->first.first <= wakeup;
        if (!queued && wakeup.is_never()) return false;
        if (!queued) {
            now_ = wakeup;
            give(who, Wakeup{});
            return true;
        }
        auto first = queue_.extract(queue_.begin());
        now_ = std::max(now_, first.key().first);
        if (run(first.mapped())) return true;
    }
}

template <class Process>
bool PeerWorld<Process>::run(const Event& event) {
    switch (event.kind) {
        case Event::Kind::boot: boot(event.node); return true;
        case Event::Kind::arrival: return arrive(event);
        default: return flushed(event);
    }
}

template <class Process>
bool PeerWorld<Process>::arrive(const Event& event) {
    using Outcome = sim::Arrival::Outcome;
    sim::Arrival a = network_.arrive(event.packet, event.generation, now_, EventId(steps_ + 1));
    const auto& process = hosts_[event.node].process;
    if (!process || a.outcome == Outcome::nothing || a.outcome == Outcome::dropped) {
        take_transfers();
        return false;
    }
    const sim::Packet& packet = a.packet;
    if (a.outcome == Outcome::received) {
        digest_.add(packet.message->digest().low);
        give(event.node, Received{packet.conn, packet.correlation, packet.message});
    } else if (a.outcome == Outcome::peer_lost) {
        give(event.node, PeerLost{packet.conn});
    } else {
        give(event.node, Connected{packet.conn, packet.from, a.outcome == Outcome::accepted});
    }
    return true;
}

template <class Process>
bool PeerWorld<Process>::flushed(const Event& event) {
    Host& host = hosts_[event.node];
    if (host.incarnation != event.flush.incarnation) return false;
    host.disk.finish_flush(event.flush.file, event.flush.ticket, now_);
    if (!host.process) return false;
    give(event.node, DiskDone{event.flush.token});
    return true;
}

template <class Process>
void PeerWorld<Process>::boot(std::size_t node) {
    Host& host = hosts_[node];
    host.process = std::make_unique<Process>(host.plan.make(node_id(node)));
    ++host.incarnation;
    network_.boot(node_id(node), now_, EventId(steps_ + 1));
    const std::string label = std::to_string(node) + "/" + std::to_string(host.incarnation);
    give(node, Boot{node_id(node), host.incarnation, rng_.fork(label), host.disk.contents()});
}

template <class Process>
void PeerWorld<Process>::give(std::size_t node, const Input& input) {
    ++steps_;
    last_ = node;
    digest_.add(static_cast<std::uint64_t>(now_.nanos()) ^ node << 56 ^ input.index() << 48);
    out_.clear();
    const Now now{now_, WallTime::from_millis(epoch_ms) + now_.since_start(), EventId(steps_)};
    hosts_[node].process->step(now, input, out_);
    hosts_[node].process->check_invariants();
    for (Effect& effect : out_.effects) apply(node, effect);
    take_transfers();
}

template <class Process>
void PeerWorld<Process>::apply(std::size_t node, Effect& effect) {
    Host& host = hosts_[node];
    const NodeId self = node_id(node);
    const EventId by(steps_);
    if (auto* send = std::get_if<Send>(&effect)) {
        network_.send(self, send->conn, send->correlation, std::move(send->message), now_, by);
    } else if (auto* write = std::get_if<DiskWrite>(&effect)) {
        host.disk.write(write->file, std::move(write->extent), now_);
    } else if (const auto* flush = std::get_if<DiskFlush>(&effect)) {
        push(now_ + host.plan.disk_flush, Event{Event::Kind::flush,
                                                node,
                                                0,
                                                0,
                                                {flush->file, host.disk.begin_flush(flush->file),
                                                 flush->token, host.incarnation}});
    } else if (const auto* connect = std::get_if<Connect>(&effect)) {
        network_.connect(self, connect->peer, connect->conn, now_, by);
    } else if (const auto* disconnect = std::get_if<Disconnect>(&effect)) {
        network_.disconnect(self, disconnect->conn, now_, by);
    } else if (const auto* truncate = std::get_if<DiskTruncate>(&effect)) {
        host.disk.truncate(truncate->file, truncate->extents, now_);
    } else if (const auto* rename = std::get_if<DiskRename>(&effect)) {
        host.disk.rename(rename->from, rename->to, now_);
    } else if (const auto* remove = std::get_if<DiskDelete>(&effect)) {
        host.disk.remove(remove->file);
    }
}

template <class Process>
void PeerWorld<Process>::take_transfers() {
    for (const sim::Transfer& t : network_.scheduled()) {
        push(t.at, Event{Event::Kind::arrival, place_of(t.to), t.packet, t.generation, {}});
    }
    network_.scheduled().clear();
}

template <class Process>
void PeerWorld<Process>::kill(std::size_t node, Crash crash) {
    Host& host = hosts_[node];
    host.process.reset();
    if (crash == Crash::process) {
        network_.kill_process(node_id(node), now_, EventId(steps_));
    } else {
        network_.power_off(node_id(node));
        Rng fate = rng_.fork("power/" + std::to_string(steps_));
        host.disk.lose_power(fate, now_);
        ++host.incarnation;  // what it was flushing is lost
    }
    take_transfers();
}

template <class Process>
void PeerWorld<Process>::cut(std::size_t a, std::size_t b) {
    network_.cut(node_id(a), node_id(b));
    network_.cut(node_id(b), node_id(a));
}

template <class Process>
void PeerWorld<Process>::heal(std::size_t a, std::size_t b) {
    healed_at_ = now_;
    network_.heal(node_id(a), node_id(b), now_, EventId(steps_));
    network_.heal(node_id(b), node_id(a), now_, EventId(steps_));
    take_transfers();
}

template <class Process>
Hash128 PeerWorld<Process>::hash() const {
    Digest d = digest_;
    for (const Host& host : hosts_) {
        d.add(host.process != nullptr);
        if (host.process) host.process->digest(d);
    }
    return d.value();
}

}  // namespace kscope::test
