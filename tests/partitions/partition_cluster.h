// PartitionCluster: one partition on all or most brokers of a small cluster, a producer that never
// ends, and the laws after each event; with the questions and the faults of Kafka's
// RaftEventSimulationTest. A broken law, or a condition that never comes, throws with a sentence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/config/features.h"
#include "core/replication/replica.h"
#include "sim/check/checker.h"
#include "sim/engine/world.h"

namespace kscope::sim::test {

struct PartitionClusterSpec {
    std::size_t replicas = 3;
    std::size_t others = 0;  // brokers without a replica; each may be the controller
    std::size_t min_insync = 1;
    bool slow_links = false;
    std::string version = "3.9";
    Mutant mutant = Mutant::none;
};

class BrokenPartition : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Brokers are counted from 0; the replicas are the first ones.
class PartitionCluster {
public:
    PartitionCluster(const PartitionClusterSpec& spec, std::uint64_t seed);

    // Plays until it holds.
    void run_until(const std::function<bool()>& condition);

    // ---- questions
    [[nodiscard]] std::size_t replicas() const { return spec_.replicas; }
    [[nodiscard]] std::size_t majority() const { return spec_.replicas / 2 + 1; }
    [[nodiscard]] bool is_running(std::size_t broker) const;
    [[nodiscard]] Offset high_watermark(std::size_t broker) const;  // 0: it is down
    [[nodiscard]] bool any_reached(Offset offset) const;
    [[nodiscard]] bool all_reached(Offset offset) const;  // of the replicas that run
    [[nodiscard]] bool all_reached(Offset offset, const std::vector<std::size_t>& brokers) const;
    [[nodiscard]] Offset max_high_watermark() const;
    [[nodiscard]] Offset max_high_watermark(const std::vector<std::size_t>& brokers) const;
    [[nodiscard]] Offset max_log_end() const;
    // The replica that leads with the highest epoch.
    [[nodiscard]] std::optional<std::size_t> latest_leader() const;
    // All replicas that run are in one epoch, with one leader, and in its ISR.
    [[nodiscard]] bool all_in_sync() const;

    // ---- faults
    void kill(std::size_t broker, CrashKind kind);
    void shut_down(std::size_t broker);  // in an orderly way
    void start(std::size_t broker);
    void part(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b);
    // From the other brokers and from ZooKeeper; clients still reach it.
    void isolate(std::size_t broker);
    void isolate_from_zookeeper(std::size_t broker);
    void isolate_from_clients(std::size_t broker);
    void rejoin(std::size_t broker);
    void heal();

    [[nodiscard]] std::uint32_t drawn_below(std::size_t bound) {
        return rng_.below(static_cast<std::uint32_t>(bound));
    }
    [[nodiscard]] const World& world() const { return world_; }
    [[nodiscard]] const Checker& checker() const { return checker_; }

private:
    [[nodiscard]] const Replica* replica(std::size_t broker) const;
    [[nodiscard]] std::string state() const;

    PartitionClusterSpec spec_;
    World world_;
    Checker checker_;
    std::vector<NodeId> brokers_;
    std::vector<NodeId> zookeeper_;
    std::vector<NodeId> clients_;
    Rng rng_;
};

}  // namespace kscope::sim::test
