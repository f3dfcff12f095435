#include "tests/zab/zab_world.h"

#include <algorithm>

namespace kscope::test {

namespace {

NodeId node_id(std::size_t node) { return NodeId(static_cast<std::int32_t>(node)); }
std::size_t place_of(NodeId node) { return static_cast<std::size_t>(node.value()); }

constexpr std::int64_t epoch_ms = 1'700'000'000'000;

}  // namespace

ZabWorld::ZabWorld(std::vector<Plan> nodes, const sim::LinkSpec& link, std::uint64_t seed)
    : network_(nodes.size(), link, {}, Rng(seed).fork("net")), rng_(Rng(seed).fork("world")) {
    out_.filter = NoteFilter::all();
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        push(nodes[n].starts_at, Event{Event::Kind::boot, n, 0, 0, {}});
        hosts_.push_back({std::move(nodes[n]), nullptr, sim::NodeDisk(Duration::seconds(30)), 0});
    }
}

const QuorumPeer* ZabWorld::server(std::size_t node) const {
    const auto& process = hosts_[node].process;
    return process ? std::get_if<QuorumPeer>(process.get()) : nullptr;
}

const ZabClient* ZabWorld::client(std::size_t node) const {
    const auto& process = hosts_[node].process;
    return process ? std::get_if<ZabClient>(process.get()) : nullptr;
}

void ZabWorld::push(Instant at, Event event) {
    queue_.emplace(std::pair(at, ++scheduled_), std::move(event));
}

bool ZabWorld::step() {
    for (;;) {
        Instant wakeup = Instant::never();
        std::size_t who = 0;
        for (std::size_t n = 0; n < hosts_.size(); ++n) {
            if (!hosts_[n].process) continue;
            const Instant wanted =
                std::visit([](const auto& p) { return p.next_deadline(); }, *hosts_[n].process);
            const Instant deadline = std::max(wanted, now_);
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

bool ZabWorld::run(const Event& event) {
    switch (event.kind) {
        case Event::Kind::boot: boot(event.node); return true;
        case Event::Kind::arrival: return arrive(event);
        default: return flushed(event);
    }
}

bool ZabWorld::arrive(const Event& event) {
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

bool ZabWorld::flushed(const Event& event) {
    Host& host = hosts_[event.node];
    if (host.incarnation != event.flush.incarnation) return false;
    host.disk.finish_flush(event.flush.file, event.flush.ticket, now_);
    if (!host.process) return false;
    give(event.node, DiskDone{event.flush.token});
    return true;
}

void ZabWorld::boot(std::size_t node) {
    Host& host = hosts_[node];
    if (const auto* spec = std::get_if<ZooKeeperSpec>(&host.plan.process)) {
        host.process = std::make_unique<Process>(QuorumPeer(*spec));
    } else {
        host.process =
            std::make_unique<Process>(ZabClient(std::get<ZabClientPlan>(host.plan.process)));
    }
    ++host.incarnation;
    network_.boot(node_id(node), now_, EventId(steps_ + 1));
    const std::string label = std::to_string(node) + "/" + std::to_string(host.incarnation);
    give(node, Boot{node_id(node), host.incarnation, rng_.fork(label), host.disk.contents()});
}

void ZabWorld::give(std::size_t node, const Input& input) {
    ++steps_;
    last_ = node;
    digest_.add(static_cast<std::uint64_t>(now_.nanos()) ^ node << 56 ^ input.index() << 48);
    out_.clear();
    const Now now{now_, WallTime::from_millis(epoch_ms) + now_.since_start(), EventId(steps_)};
    std::visit(
        [&](auto& process) {
            process.step(now, input, out_);
            process.check_invariants();
        },
        *hosts_[node].process);
    for (Effect& effect : out_.effects) apply(node, effect);
    take_transfers();
}

void ZabWorld::apply(std::size_t node, Effect& effect) {
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

void ZabWorld::take_transfers() {
    for (const sim::Transfer& t : network_.scheduled()) {
        push(t.at, Event{Event::Kind::arrival, place_of(t.to), t.packet, t.generation, {}});
    }
    network_.scheduled().clear();
}

void ZabWorld::kill(std::size_t node, Crash crash) {
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

void ZabWorld::restart(std::size_t node) { boot(node); }

void ZabWorld::wipe(std::size_t node) { hosts_[node].disk = sim::NodeDisk(Duration::seconds(30)); }

void ZabWorld::cut(std::size_t a, std::size_t b) {
    network_.cut(node_id(a), node_id(b));
    network_.cut(node_id(b), node_id(a));
}

void ZabWorld::heal(std::size_t a, std::size_t b) {
    healed_at_ = now_;
    network_.heal(node_id(a), node_id(b), now_, EventId(steps_));
    network_.heal(node_id(b), node_id(a), now_, EventId(steps_));
    take_transfers();
}

Hash128 ZabWorld::hash() const {
    Digest d = digest_;
    for (const Host& host : hosts_) {
        d.add(host.process != nullptr);
        if (host.process) std::visit([&d](const auto& p) { p.digest(d); }, *host.process);
    }
    return d.value();
}

}  // namespace kscope::test
