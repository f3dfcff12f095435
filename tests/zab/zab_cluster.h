// ZabCluster: an ensemble with clients in a ZabWorld, with the questions and the faults of Kafka's
// RaftEventSimulationTest. Each event is followed by the laws; the first that breaks, or a
// condition that never comes, throws with a sentence.
#pragma once

#include <functional>
#include <stdexcept>

#include "tests/zab/zab_invariants.h"

namespace kscope::test {

struct ZabClusterSpec {
    std::size_t servers = 3;
    std::size_t clients = 2;
    ZabMutant mutant = ZabMutant::none;
};

class BrokenLaw : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class ZabCluster {
public:
    ZabCluster(const ZabClusterSpec& spec, std::uint64_t seed);

    // Plays until it holds.
    void run_until(const std::function<bool()>& condition);
    void run_for(Duration duration);

    // ---- questions
    [[nodiscard]] std::size_t servers() const { return spec_.servers; }
    [[nodiscard]] std::size_t majority() const { return spec_.servers / 2 + 1; }
    [[nodiscard]] std::size_t committed() const { return invariants_.committed(); }
    // So many transactions are applied by each of these, or of those that run.
    [[nodiscard]] bool all_reached(std::size_t transactions) const;
    [[nodiscard]] bool all_reached(std::size_t transactions,
                                   const std::vector<std::size_t>& servers) const;
    [[nodiscard]] std::size_t reached(const std::vector<std::size_t>& servers) const;
    // The server that serves as a leader in the highest epoch.
    [[nodiscard]] std::optional<std::size_t> leader() const;
    // All that run serve, under one leader.
    [[nodiscard]] bool has_consistent_leader() const;
    [[nodiscard]] const ZabClient& client(std::size_t n) const {
        return *world_.client(spec_.servers + n);
    }
    [[nodiscard]] const QuorumPeer* server(std::size_t n) const { return world_.server(n); }

    // How often a learner was brought in sync so: "DIFF", "TRUNC", "SNAP"; and sessions moved.
    [[nodiscard]] int synced_by(const std::string& mode) const {
        const auto found = synced_by_.find(mode);
        return found == synced_by_.end() ? 0 : found->second;
    }
    [[nodiscard]] int sessions_moved() const { return sessions_moved_; }

    // ---- faults
    void kill(std::size_t server);  // the process, or its host with it, as the seed says
    void kill_and_wipe(std::size_t server);
    void start(std::size_t server) { world_.restart(server); }
    void isolate(std::size_t server);  // from the other servers, not from the clients
    void rejoin(std::size_t server);
    void part(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b);
    void heal();

    [[nodiscard]] std::size_t drawn_below(std::size_t bound) {
        return rng_.below(static_cast<std::uint32_t>(bound));
    }
    [[nodiscard]] const ZabWorld& world() const { return world_; }

private:
    void step();
    [[nodiscard]] std::string state() const;

    ZabClusterSpec spec_;
    Rng rng_;
    ZabWorld world_;
    ZabInvariants invariants_;
    std::map<std::string, int> synced_by_;
    int sessions_moved_ = 0;
};

}  // namespace kscope::test
