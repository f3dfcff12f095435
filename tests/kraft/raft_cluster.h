// RaftCluster: a quorum of counters in a RaftWorld, with the questions and the faults of Kafka's
// RaftEventSimulationTest. Each event is followed by the invariants; the first that breaks, or a
// condition that never comes, throws with a sentence.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>

#include "tests/kraft/raft_invariants.h"
#include "tests/support/peer_world.h"

namespace kscope::test {

struct RaftClusterSpec {
    std::size_t voters = 3;
    std::size_t observers = 0;
    RaftPlan plan;
    std::optional<std::size_t> loses_disk;  // this node, at its first crash
    AfterDataLoss after = AfterDataLoss::no;
};

class BrokenInvariant : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

using RaftWorld = PeerWorld<RaftCounter>;

class RaftCluster {
public:
    RaftCluster(const RaftClusterSpec& spec, std::uint64_t seed);

    // Plays until it holds.
    void run_until(const std::function<bool()>& condition);

    // ---- questions
    [[nodiscard]] std::size_t size() const { return nodes_; }
    [[nodiscard]] std::size_t majority() const { return spec_.voters / 2 + 1; }
    [[nodiscard]] const RaftCounter* running(std::size_t node) const;
    [[nodiscard]] Offset high_watermark(std::size_t node) const;  // 0: unknown, or it is down
    [[nodiscard]] bool any_reached(Offset offset) const;          // beyond it
    [[nodiscard]] bool all_reached(Offset offset) const;          // of those that run
    [[nodiscard]] bool all_reached(Offset offset, const std::vector<std::size_t>& nodes) const;
    [[nodiscard]] Offset max_high_watermark() const;
    [[nodiscard]] Offset max_high_watermark(const std::vector<std::size_t>& nodes) const;
    [[nodiscard]] Offset max_log_end() const;
    [[nodiscard]] std::optional<std::size_t> latest_leader() const;
    [[nodiscard]] bool has_consistent_leader() const;

    // ---- faults
    void kill(std::size_t node);       // the process, or its host with it, as the seed says
    void shut_down(std::size_t node);  // in an orderly way
    void start(std::size_t node);
    void isolate(std::size_t node);
    void rejoin(std::size_t node);
    void part(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b);
    void heal();

    [[nodiscard]] std::size_t drawn_below(std::size_t bound) {
        return rng_.below(static_cast<std::uint32_t>(bound));
    }
    [[nodiscard]] const RaftWorld& world() const { return world_; }

private:
    [[nodiscard]] std::vector<const RaftCounter*> replicas() const;
    [[nodiscard]] std::optional<ElectionState> stored(std::size_t node) const;
    void step();
    [[nodiscard]] std::string state() const;

    RaftClusterSpec spec_;
    std::size_t nodes_;
    Rng rng_;
    RaftWorld world_;
    RaftInvariants invariants_;
    std::vector<bool> closing_;
};

}  // namespace kscope::test
