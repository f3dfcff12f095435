#include "tests/kraft/raft_scenarios.h"

namespace kscope::test {

namespace {

struct Range {
    std::uint32_t least;
    std::uint32_t most;
};

RaftClusterSpec drawn_spec(std::uint64_t seed, QuorumMutant mutant, Range voters, Range observers) {
    Rng rng = Rng(seed).fork("spec");
    RaftClusterSpec spec;
    spec.voters = voters.least + rng.below(voters.most - voters.least + 1);
    spec.observers = observers.least + rng.below(observers.most - observers.least + 1);
    spec.plan.pre_vote = rng.below(2) == 0;
    spec.plan.kraft_version = static_cast<std::int16_t>(rng.below(2));
    const bool may_be_of_3_3 = !spec.plan.pre_vote && spec.plan.kraft_version == 0;
    if (may_be_of_3_3) spec.plan.of_3_3 = rng.below(2) == 0;
    spec.plan.mutant = mutant;
    return spec;
}

// A leader that all know, and ten committed records.
void seed_with_data(RaftCluster& cluster) {
    cluster.run_until([&] { return cluster.has_consistent_leader(); });
    cluster.run_until([&] { return cluster.any_reached(Offset(10)); });
}

std::size_t leader_of(const RaftCluster& cluster) {
    const auto leader = cluster.latest_leader();
    if (!leader) throw BrokenInvariant("no leader is known");
    return *leader;
}

}  // namespace

void can_elect_initial_leader(std::uint64_t seed, QuorumMutant mutant) {
    RaftCluster cluster(drawn_spec(seed, mutant, {1, 5}, {0, 5}), seed);
    cluster.run_until([&] { return cluster.has_consistent_leader(); });
    cluster.run_until([&] { return cluster.all_reached(Offset(10)); });
}

void can_elect_new_leader_after_old_leader_failure(std::uint64_t seed, QuorumMutant mutant) {
    RaftCluster cluster(drawn_spec(seed, mutant, {3, 5}, {0, 5}), seed);
    seed_with_data(cluster);
    const std::size_t leader = leader_of(cluster);
    if (cluster.drawn_below(2) == 0) {
        cluster.shut_down(leader);
        cluster.run_until([&] { return cluster.running(leader) == nullptr; });
    } else {
        cluster.kill(leader);
    }
    cluster.run_until([&] { return cluster.all_reached(Offset(20)); });
    const Offset reached = cluster.max_high_watermark();
    cluster.start(leader);
    cluster.run_until([&] { return cluster.all_reached(reached + 10); });
}

void can_recover_after_all_nodes_killed(std::uint64_t seed, QuorumMutant mutant) {
    RaftCluster cluster(drawn_spec(seed, mutant, {1, 5}, {0, 5}), seed);
    seed_with_data(cluster);
    const Offset reached = cluster.max_high_watermark();
    for (std::size_t node = 0; node < cluster.size(); ++node) cluster.kill(node);
    for (std::size_t node = 0; node < cluster.majority(); ++node) cluster.start(node);
    cluster.run_until([&] { return cluster.all_reached(reached + 10); });
}

void can_elect_new_leader_after_old_leader_partitioned_away(std::uint64_t seed,
                                                            QuorumMutant mutant) {
    RaftCluster cluster(drawn_spec(seed, mutant, {3, 5}, {0, 5}), seed);
    seed_with_data(cluster);
    const std::size_t leader = leader_of(cluster);
    cluster.isolate(leader);
    std::vector<std::size_t> others;
    for (std::size_t node = 0; node < cluster.size(); ++node) {
        if (node != leader) others.push_back(node);
    }
    cluster.run_until([&] { return cluster.all_reached(Offset(20), others); });
}

void can_make_progress_if_majority_is_reachable(std::uint64_t seed, QuorumMutant mutant) {
    RaftCluster cluster(drawn_spec(seed, mutant, {5, 5}, {0, 3}), seed);
    seed_with_data(cluster);
    const std::vector<std::size_t> minority{0, 1};
    const std::vector<std::size_t> majority{2, 3, 4};
    cluster.part(minority, majority);
    const Offset parted_at = cluster.max_log_end();
    cluster.run_until([&] { return cluster.any_reached(Offset(2 * parted_at.value())); });
    if (cluster.max_high_watermark(majority) <= cluster.max_high_watermark(minority)) {
        throw BrokenInvariant("the majority is not ahead of the minority");
    }
    cluster.heal();
    const Offset healed_at = cluster.max_log_end();
    cluster.run_until([&] { return cluster.all_reached(Offset(2 * healed_at.value())); });
}

void can_make_progress_after_back_to_back_leader_failures(std::uint64_t seed, QuorumMutant mutant) {
    RaftCluster cluster(drawn_spec(seed, mutant, {3, 5}, {0, 5}), seed);
    seed_with_data(cluster);
    const std::size_t leader = leader_of(cluster);
    cluster.isolate(leader);
    cluster.run_until([&] {
        const auto latest = cluster.latest_leader();
        return latest && *latest != leader;
    });
    const std::size_t new_leader = leader_of(cluster);
    cluster.rejoin(leader);
    cluster.isolate(new_leader);
    const Offset target = cluster.max_high_watermark() + 10;
    cluster.run_until([&] { return cluster.any_reached(target); });
}

// The one test in which committed data may be lost: a disk is gone. As long as another leader is
// elected before the node comes back, nothing is.
void can_recover_from_single_node_committed_data_loss(std::uint64_t seed, QuorumMutant mutant) {
    RaftClusterSpec spec = drawn_spec(seed, mutant, {3, 5}, {0, 2});
    // A directory that is gone is another voter (KIP-853): only static voters come back as they
    // were.
    spec.plan.kraft_version = 0;
    const std::size_t node =
        Rng(seed).fork("loss").below(static_cast<std::uint32_t>(spec.voters + spec.observers));
    spec.loses_disk = node;
    spec.after = AfterDataLoss::yes;
    RaftCluster cluster(spec, seed);
    cluster.run_until([&] { return cluster.any_reached(Offset(10)); });
    cluster.kill(node);
    cluster.run_until(
        [&] { return cluster.latest_leader() != node && cluster.has_consistent_leader(); });
    const Offset reached = cluster.max_high_watermark();
    cluster.start(node);
    cluster.run_until([&] { return cluster.all_reached(reached + 10); });
}

}  // namespace kscope::test
