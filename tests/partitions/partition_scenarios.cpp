#include "tests/partitions/partition_scenarios.h"

namespace kscope::sim::test {

namespace {

struct Range {
    std::uint32_t least;
    std::uint32_t most;
};

// min.insync.replicas of a majority at most: as many may be away as from a quorum.
PartitionClusterSpec drawn_spec(std::uint64_t seed, const PartitionTrial& trial, Range replicas,
                                Range others) {
    Rng rng = Rng(seed).fork("spec");
    PartitionClusterSpec spec;
    spec.replicas = replicas.least + rng.below(replicas.most - replicas.least + 1);
    spec.others = others.least + rng.below(others.most - others.least + 1);
    spec.min_insync = 1 + rng.below(static_cast<std::uint32_t>(spec.replicas / 2 + 1));
    spec.slow_links = rng.below(2) == 0;
    spec.version = trial.version;
    spec.mutant = trial.mutant;
    return spec;
}

// All replicas in sync, and ten committed records.
void seed_with_data(PartitionCluster& cluster) {
    cluster.run_until([&] { return cluster.all_in_sync(); });
    cluster.run_until([&] { return cluster.any_reached(Offset(10)); });
}

std::size_t leader_of(const PartitionCluster& cluster) {
    const auto leader = cluster.latest_leader();
    if (!leader) throw BrokenPartition("nobody leads");
    return *leader;
}

CrashKind drawn_crash(PartitionCluster& cluster) {
    return cluster.drawn_below(2) == 0 ? CrashKind::power_loss : CrashKind::process;
}

}  // namespace

void can_elect_initial_leader(std::uint64_t seed, const PartitionTrial& trial) {
    PartitionCluster cluster(drawn_spec(seed, trial, {1, 5}, {0, 3}), seed);
    cluster.run_until([&] { return cluster.all_in_sync(); });
    cluster.run_until([&] { return cluster.all_reached(Offset(10)); });
}

void can_elect_new_leader_after_old_leader_failure(std::uint64_t seed,
                                                   const PartitionTrial& trial) {
    PartitionCluster cluster(drawn_spec(seed, trial, {3, 5}, {0, 3}), seed);
    seed_with_data(cluster);
    const std::size_t leader = leader_of(cluster);
    if (cluster.drawn_below(2) == 0) {
        cluster.shut_down(leader);
        cluster.run_until([&] { return !cluster.is_running(leader); });
    } else {
        cluster.kill(leader, drawn_crash(cluster));
    }
    const Offset at_failure = cluster.max_high_watermark();
    cluster.run_until([&] { return cluster.all_reached(at_failure + 10); });
    const Offset reached = cluster.max_high_watermark();
    cluster.start(leader);
    cluster.run_until([&] { return cluster.all_reached(reached + 10); });
}

// The processes are killed, and what they have written stays. A majority holds a member of the ISR,
// since all were in it.
void can_recover_after_all_nodes_killed(std::uint64_t seed, const PartitionTrial& trial) {
    PartitionCluster cluster(drawn_spec(seed, trial, {1, 5}, {0, 0}), seed);
    seed_with_data(cluster);
    const Offset reached = cluster.max_high_watermark();
    for (std::size_t n = 0; n < cluster.replicas(); ++n) cluster.kill(n, CrashKind::process);
    for (std::size_t n = 0; n < cluster.majority(); ++n) cluster.start(n);
    cluster.run_until([&] { return cluster.all_reached(reached + 10); });
}

void can_elect_new_leader_after_old_leader_partitioned_away(std::uint64_t seed,
                                                            const PartitionTrial& trial) {
    PartitionCluster cluster(drawn_spec(seed, trial, {3, 5}, {0, 3}), seed);
    seed_with_data(cluster);
    const std::size_t leader = leader_of(cluster);
    cluster.isolate(leader);
    const Offset parted_at = cluster.max_high_watermark();
    std::vector<std::size_t> others;
    for (std::size_t n = 0; n < cluster.replicas(); ++n) {
        if (n != leader) others.push_back(n);
    }
    cluster.run_until([&] { return cluster.all_reached(parted_at + 10, others); });
    cluster.rejoin(leader);
    const Offset rejoined_at = cluster.max_high_watermark();
    cluster.run_until([&] { return cluster.all_reached(rejoined_at + 10); });
}

void can_make_progress_if_majority_is_reachable(std::uint64_t seed, const PartitionTrial& trial) {
    PartitionCluster cluster(drawn_spec(seed, trial, {5, 5}, {0, 0}), seed);
    seed_with_data(cluster);
    const std::vector<std::size_t> minority{0, 1};
    const std::vector<std::size_t> majority{2, 3, 4};
    cluster.part(minority, majority);
    for (const std::size_t n : minority) {
        cluster.isolate_from_zookeeper(n);
        // A producer that reaches both sides may for ever ask the minority who leads: it takes a
        // connection that is there and idle (NetworkClient.leastLoadedNode).
        cluster.isolate_from_clients(n);
    }
    const Offset parted_at = cluster.max_log_end();
    cluster.run_until([&] { return cluster.any_reached(Offset(2 * parted_at.value())); });
    cluster.run_until([&] {
        return cluster.max_high_watermark(majority) > cluster.max_high_watermark(minority);
    });
    cluster.heal();
    const Offset healed_at = cluster.max_log_end();
    cluster.run_until([&] { return cluster.all_reached(Offset(2 * healed_at.value())); });
}

void can_make_progress_after_back_to_back_leader_failures(std::uint64_t seed,
                                                          const PartitionTrial& trial) {
    PartitionCluster cluster(drawn_spec(seed, trial, {3, 5}, {0, 3}), seed);
    seed_with_data(cluster);
    const std::size_t leader = leader_of(cluster);
    cluster.isolate(leader);
    cluster.run_until([&] {
        const auto latest = cluster.latest_leader();
        return latest && *latest != leader;
    });
    const std::size_t new_leader = leader_of(cluster);
    cluster.rejoin(leader);
    cluster.run_until([&] { return cluster.all_in_sync(); });
    cluster.isolate(new_leader);
    const Offset target = cluster.max_high_watermark() + 10;
    cluster.run_until([&] {
        const auto latest = cluster.latest_leader();
        return latest && *latest != new_leader && cluster.any_reached(target);
    });
    cluster.rejoin(new_leader);
    cluster.run_until([&] { return cluster.all_reached(target + 10); });
}

// A replica loses what was not yet on its disk, committed records among it. As long as another
// leads before it comes back, nothing is lost.
void can_recover_from_single_node_committed_data_loss(std::uint64_t seed,
                                                      const PartitionTrial& trial) {
    PartitionCluster cluster(drawn_spec(seed, trial, {3, 5}, {0, 2}), seed);
    seed_with_data(cluster);
    const std::size_t node = cluster.drawn_below(cluster.replicas());
    cluster.kill(node, CrashKind::power_loss);
    cluster.run_until([&] { return cluster.latest_leader() != node && cluster.all_in_sync(); });
    const Offset reached = cluster.max_high_watermark();
    cluster.start(node);
    cluster.run_until([&] { return cluster.all_reached(reached + 10); });
}

}  // namespace kscope::sim::test
