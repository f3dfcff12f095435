#include "tests/kraft/raft_cluster.h"

#include <algorithm>

#include "core/log/checkpoint_file.h"

namespace kscope::test {

namespace {

// Each seed has its own network and disks.
RaftWorld drawn_world(const RaftClusterSpec& cluster, std::uint64_t seed, Rng& rng) {
    sim::LinkSpec link;
    // Never constant, nor nearly: candidates in lockstep split their votes for ever (the backoff of
    // 3.9, once it has grown to its limit, is the same for all).
    link.latency.shape =
        rng.below(2) == 0 ? sim::Latency::Shape::uniform : sim::Latency::Shape::exponential;
    link.latency.base = Duration::micros(100 + rng.below(1'000));
    link.latency.spread = Duration::micros(1'000 + rng.below(4'000));
    std::vector<RaftWorld::Plan> plans;
    for (std::size_t n = 0; n < cluster.voters + cluster.observers; ++n) {
        RaftPlan raft = cluster.plan;
        raft.voters = static_cast<std::int32_t>(cluster.voters);
        raft.loses_disk = cluster.loses_disk == n;
        RaftWorld::Plan plan;
        plan.make = [raft](NodeId node) { return RaftCounter(raft, BrokerId(node.value())); };
        plan.disk_flush = Duration::micros(rng.below(3'000));
        plan.starts_at = Instant::at(Duration::micros(rng.below(5'000)));
        plans.push_back(std::move(plan));
    }
    return RaftWorld(std::move(plans), link, seed);
}

constexpr std::uint64_t events_max = 500'000;

}  // namespace

RaftCluster::RaftCluster(const RaftClusterSpec& spec, std::uint64_t seed)
    : spec_(spec),
      nodes_(spec.voters + spec.observers),
      rng_(Rng(seed).fork("raft")),
      world_(drawn_world(spec, seed, rng_)),
      invariants_(spec.voters, nodes_, spec.after),
      closing_(nodes_) {}

std::vector<const RaftCounter*> RaftCluster::replicas() const {
    std::vector<const RaftCounter*> all;
    for (std::size_t n = 0; n < nodes_; ++n) {
        all.push_back(world_.process(n));
    }
    return all;
}

std::optional<ElectionState> RaftCluster::stored(std::size_t node) const {
    const sim::NodeDisk& disk = world_.disk(node);
    if (!disk.has(quorum_state_file)) return std::nullopt;
    StoredFile file{quorum_state_file, {disk.extent(quorum_state_file, 0)}};
    return election_of(text_of(file));
}

void RaftCluster::step() {
    if (!world_.step()) throw BrokenInvariant("nothing is left to happen");
    const std::size_t node = world_.last_node();
    const std::string wrong = invariants_.after_step(node, stored(node), replicas());
    if (!wrong.empty()) throw BrokenInvariant(wrong);
    const RaftCounter* replica = running(node);
    if (closing_[node] && replica != nullptr && replica->client().is_shut_down()) {
        closing_[node] = false;
        world_.kill(node, Crash::process);
    }
}

void RaftCluster::run_until(const std::function<bool()>& condition) {
    for (std::uint64_t event = 0; !condition(); ++event) {
        if (event == events_max) throw BrokenInvariant("the condition never came: " + state());
        step();
    }
    const std::string wrong = invariants_.validate(replicas());
    if (!wrong.empty()) throw BrokenInvariant(wrong);
}

std::string RaftCluster::state() const {
    std::string text = "at " + to_seconds_text(world_.now());
    for (std::size_t n = 0; n < nodes_; ++n) {
        const RaftCounter* replica = running(n);
        text += "; " + std::to_string(n) + " ";
        if (replica == nullptr) {
            text += "is down";
            continue;
        }
        const QuorumState& quorum = replica->client().quorum();
        text += std::string(name_of(quorum.role())) + " in epoch " +
                std::to_string(quorum.epoch().value()) + " of " +
                std::to_string(quorum.leader().value()) + " up to " +
                std::to_string(high_watermark(n).value()) + " of " +
                std::to_string(replica->client().log().end().offset.value());
    }
    return text;
}

const RaftCounter* RaftCluster::running(std::size_t node) const {
    const RaftCounter* replica = world_.process(node);
    return replica != nullptr && replica->client().booted() ? replica : nullptr;
}

Offset RaftCluster::high_watermark(std::size_t node) const {
    const RaftCounter* replica = running(node);
    return replica == nullptr ? Offset(0)
                              : replica->client().quorum().high_watermark().value_or(Offset(0));
}

bool RaftCluster::any_reached(Offset offset) const { return max_high_watermark() > offset; }

bool RaftCluster::all_reached(Offset offset) const {
    bool any = false;
    for (std::size_t n = 0; n < nodes_; ++n) {
        if (world_.process(n) == nullptr) continue;
        if (high_watermark(n) < offset) return false;
        any = true;
    }
    return any;
}

bool RaftCluster::all_reached(Offset offset, const std::vector<std::size_t>& nodes) const {
    return std::all_of(nodes.begin(), nodes.end(),
                       [&](std::size_t n) { return high_watermark(n) >= offset; });
}

Offset RaftCluster::max_high_watermark() const {
    Offset most{0};
    for (std::size_t n = 0; n < nodes_; ++n) most = std::max(most, high_watermark(n));
    return most;
}

Offset RaftCluster::max_high_watermark(const std::vector<std::size_t>& nodes) const {
    Offset most{0};
    for (const std::size_t n : nodes) most = std::max(most, high_watermark(n));
    return most;
}

Offset RaftCluster::max_log_end() const {
    Offset most{0};
    for (std::size_t n = 0; n < nodes_; ++n) {
        if (const RaftCounter* replica = running(n)) {
            most = std::max(most, replica->client().log().end().offset);
        }
    }
    return most;
}

std::optional<std::size_t> RaftCluster::latest_leader() const {
    BrokerId leader = no_broker;
    LeaderEpoch epoch{0};
    for (std::size_t n = 0; n < nodes_; ++n) {
        const RaftCounter* replica = running(n);
        if (replica == nullptr) continue;
        const QuorumState& quorum = replica->client().quorum();
        if (quorum.epoch() > epoch) {
            leader = quorum.leader();
            epoch = quorum.epoch();
        } else if (quorum.epoch() == epoch && quorum.has_leader()) {
            leader = quorum.leader();
        }
    }
    if (leader == no_broker) return std::nullopt;
    return static_cast<std::size_t>(leader.value());
}

bool RaftCluster::has_consistent_leader() const {
    std::optional<ElectionState> first;
    for (std::size_t n = 0; n < nodes_; ++n) {
        if (world_.process(n) == nullptr) continue;
        const auto election = stored(n);
        if (!election || !election->has_leader()) return false;
        if (!first) first = election;
        if (first->epoch != election->epoch || first->leader != election->leader) return false;
    }
    return first.has_value();
}

void RaftCluster::kill(std::size_t node) {
    world_.kill(node, rng_.below(2) == 0 ? Crash::power : Crash::process);
}

void RaftCluster::shut_down(std::size_t node) {
    closing_[node] = true;
    world_.command(node, CloseClient{});
}

void RaftCluster::start(std::size_t node) { world_.restart(node); }

void RaftCluster::part(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
    for (const std::size_t x : a) {
        for (const std::size_t y : b) world_.cut(x, y);
    }
}

void RaftCluster::isolate(std::size_t node) {
    for (std::size_t n = 0; n < nodes_; ++n) {
        if (n != node) world_.cut(node, n);
    }
}

void RaftCluster::rejoin(std::size_t node) {
    for (std::size_t n = 0; n < nodes_; ++n) {
        if (n != node) world_.heal(node, n);
    }
}

void RaftCluster::heal() {
    for (std::size_t a = 0; a < nodes_; ++a) {
        for (std::size_t b = 0; b < a; ++b) world_.heal(a, b);
    }
}

}  // namespace kscope::test
