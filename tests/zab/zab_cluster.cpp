#include "tests/zab/zab_cluster.h"

#include <algorithm>

namespace kscope::test {

namespace {

// Each seed has its own network, disks and limits.
ZabWorld drawn_world(const ZabClusterSpec& cluster, std::uint64_t seed, Rng& rng) {
    sim::LinkSpec link;
    link.latency.shape = sim::Latency::Shape::uniform;
    link.latency.base = Duration::micros(100 + rng.below(1'000));
    link.latency.spread = Duration::micros(500 + rng.below(8'000));
    ZooKeeperSpec server;
    server.config.tick_time = Duration::millis(100 + rng.below(400));
    server.config.min_session_timeout = Duration::nanos(-1);
    server.config.max_session_timeout = Duration::nanos(-1);
    server.config.init_limit = 10;
    server.config.sync_limit = static_cast<std::int32_t>(2 + rng.below(4));
    server.config.snap_count = static_cast<std::int32_t>(10 + rng.below(60));
    server.mutant = cluster.mutant;
    for (std::size_t n = 0; n < cluster.servers; ++n) {
        server.servers.push_back(NodeId(static_cast<std::int32_t>(n)));
    }
    std::vector<ZabWorld::Plan> plans;
    for (std::size_t n = 0; n < cluster.servers; ++n) {
        server.my_id = ServerId(static_cast<std::int32_t>(n) + 1);
        const Duration flush = Duration::micros(rng.below(12'000));
        const Instant starts = Instant::at(Duration::micros(rng.below(500'000)));
        plans.push_back({[server](NodeId) { return ZabProcess(server); }, flush, starts});
    }
    for (std::size_t n = 0; n < cluster.clients; ++n) {
        const Duration pause = Duration::millis(5 + rng.below(100));
        const Duration timeout = server.config.tick_time * (2 + rng.below(18));
        const ZabClientPlan client{server.servers, timeout, pause};
        plans.push_back({[client](NodeId) { return ZabProcess(client); }, {}, {}});
    }
    return ZabWorld(std::move(plans), link, seed);
}

constexpr std::uint64_t events_max = 1'000'000;

}  // namespace

ZabCluster::ZabCluster(const ZabClusterSpec& spec, std::uint64_t seed)
    : spec_(spec),
      rng_(Rng(seed).fork("zab")),
      world_(drawn_world(spec, seed, rng_)),
      invariants_(spec.servers) {
    world_.listen();
}

void ZabCluster::step() {
    if (!world_.step()) throw BrokenLaw("nothing is left to happen");
    for (const Note& note : world_.notes()) {
        const auto* synced = std::get_if<ZooKeeperSynced>(&note.body);
        if (synced != nullptr) ++synced_by_[synced->mode];
        if (std::holds_alternative<SessionMoved>(note.body)) ++sessions_moved_;
    }
    const std::string wrong = invariants_.after_step(world_.last_node(), world_);
    if (!wrong.empty()) throw BrokenLaw(wrong + " (" + state() + ")");
}

void ZabCluster::run_until(const std::function<bool()>& condition) {
    for (std::uint64_t event = 0; !condition(); ++event) {
        if (event == events_max) throw BrokenLaw("the condition never came: " + state());
        step();
    }
}

void ZabCluster::run_for(Duration duration) {
    const Instant end = world_.now() + duration;
    run_until([&] { return world_.now() >= end; });
}

std::string ZabCluster::state() const {
    std::string text = "at " + to_seconds_text(world_.now());
    for (std::size_t n = 0; n < servers(); ++n) {
        const QuorumPeer* peer = server(n);
        text += "; " + std::to_string(n + 1) + " ";
        if (peer == nullptr) {
            text += "is down";
            continue;
        }
        text += std::string(name_of(peer->state())) + (peer->serving() ? ", serving" : "") +
                ", epoch " + std::to_string(peer->current_epoch().value()) + ", zxid " +
                to_hex(peer->last_zxid().value());
    }
    return text;
}

bool ZabCluster::all_reached(std::size_t transactions) const {
    std::vector<std::size_t> running;
    for (std::size_t n = 0; n < servers(); ++n) {
        if (server(n) != nullptr) running.push_back(n);
    }
    return !running.empty() && all_reached(transactions, running);
}

bool ZabCluster::all_reached(std::size_t transactions,
                             const std::vector<std::size_t>& servers) const {
    return std::all_of(servers.begin(), servers.end(), [&](std::size_t n) {
        return server(n) != nullptr && server(n)->serving() &&
               invariants_.applied(*server(n)) >= transactions;
    });
}

std::size_t ZabCluster::reached(const std::vector<std::size_t>& servers) const {
    std::size_t most = 0;
    for (const std::size_t n : servers) {
        const bool counts = server(n) != nullptr && server(n)->serving();
        if (counts) most = std::max(most, invariants_.applied(*server(n)));
    }
    return most;
}

std::optional<std::size_t> ZabCluster::leader() const {
    std::optional<std::size_t> found;
    ZabEpoch epoch{0};
    for (std::size_t n = 0; n < servers(); ++n) {
        const QuorumPeer* peer = server(n);
        if (peer == nullptr || peer->as_leader() == nullptr || !peer->serving()) continue;
        if (peer->current_epoch() <= epoch) continue;
        epoch = peer->current_epoch();
        found = n;
    }
    return found;
}

bool ZabCluster::has_consistent_leader() const {
    const auto first = leader();
    if (!first) return false;
    for (std::size_t n = 0; n < servers(); ++n) {
        const QuorumPeer* peer = server(n);
        if (peer == nullptr) continue;
        if (!peer->serving() || peer->leader() != server(*first)->my_id()) return false;
    }
    return true;
}

void ZabCluster::kill(std::size_t server) {
    world_.kill(server, rng_.below(2) == 0 ? Crash::power : Crash::process);
    invariants_.on_down(server, world_.disk(server));
}

void ZabCluster::kill_and_wipe(std::size_t server) {
    world_.kill(server, Crash::process);
    world_.wipe(server);
    invariants_.on_down(server, world_.disk(server));
    invariants_.forget(server);
}

void ZabCluster::part(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
    for (const std::size_t x : a) {
        for (const std::size_t y : b) world_.cut(x, y);
    }
}

void ZabCluster::isolate(std::size_t server) {
    for (std::size_t n = 0; n < servers(); ++n) {
        if (n != server) world_.cut(server, n);
    }
}

void ZabCluster::rejoin(std::size_t server) {
    for (std::size_t n = 0; n < servers(); ++n) {
        if (n != server) world_.heal(server, n);
    }
}

void ZabCluster::heal() {
    for (std::size_t a = 0; a < servers(); ++a) {
        for (std::size_t b = 0; b < a; ++b) world_.heal(a, b);
    }
}

}  // namespace kscope::test
