#include "tests/zab/zab_scenarios.h"

namespace kscope::test {

namespace {

struct Range {
    std::uint32_t least;
    std::uint32_t most;
};

// ZooKeeper's servers are odd or even, 2 to 7; one alone is no ensemble.
ZabClusterSpec drawn_zab_spec(std::uint64_t seed, ZabMutant mutant, Range servers) {
    Rng rng = Rng(seed).fork("spec");
    ZabClusterSpec spec;
    spec.servers = servers.least + rng.below(servers.most - servers.least + 1);
    spec.clients = 1 + rng.below(3);
    spec.mutant = mutant;
    return spec;
}

// A leader that all follow, and ten committed transactions.
void seed_with_transactions(ZabCluster& cluster) {
    cluster.run_until([&] { return cluster.has_consistent_leader(); });
    cluster.run_until([&] { return cluster.committed() >= 10; });
}

std::size_t leader_of(const ZabCluster& cluster) {
    const auto leader = cluster.leader();
    if (!leader) throw BrokenLaw("no leader serves");
    return *leader;
}

}  // namespace

void zab_elects_initial_leader(std::uint64_t seed, ZabMutant mutant) {
    ZabCluster cluster(drawn_zab_spec(seed, mutant, {2, 7}), seed);
    cluster.run_until([&] { return cluster.has_consistent_leader(); });
    cluster.run_until([&] { return cluster.all_reached(10); });
}

void zab_elects_new_leader_after_old_leader_failure(std::uint64_t seed, ZabMutant mutant) {
    ZabCluster cluster(drawn_zab_spec(seed, mutant, {3, 5}), seed);
    seed_with_transactions(cluster);
    const std::size_t leader = leader_of(cluster);
    cluster.kill(leader);
    const std::size_t before = cluster.committed();
    cluster.run_until([&] { return cluster.all_reached(before + 10); });
    cluster.start(leader);
    const std::size_t target = cluster.committed() + 10;
    cluster.run_until([&] { return cluster.all_reached(target); });
}

void zab_recovers_after_all_servers_killed(std::uint64_t seed, ZabMutant mutant) {
    ZabCluster cluster(drawn_zab_spec(seed, mutant, {2, 5}), seed);
    seed_with_transactions(cluster);
    for (std::size_t n = 0; n < cluster.servers(); ++n) cluster.kill(n);
    const std::size_t target = cluster.committed() + 10;
    // Any majority will do.
    const std::size_t first = cluster.drawn_below(cluster.servers());
    for (std::size_t n = 0; n < cluster.majority(); ++n) {
        cluster.start((first + n) % cluster.servers());
    }
    cluster.run_until([&] { return cluster.all_reached(target); });
}

void zab_elects_new_leader_after_old_leader_partitioned_away(std::uint64_t seed, ZabMutant mutant) {
    ZabCluster cluster(drawn_zab_spec(seed, mutant, {3, 5}), seed);
    seed_with_transactions(cluster);
    const std::size_t leader = leader_of(cluster);
    cluster.isolate(leader);
    std::vector<std::size_t> others;
    for (std::size_t n = 0; n < cluster.servers(); ++n) {
        if (n != leader) others.push_back(n);
    }
    const std::size_t before = cluster.committed();
    cluster.run_until([&] { return cluster.all_reached(before + 10, others); });
    // The old leader gives up by itself, and comes back with what it never committed cut off.
    cluster.run_until([&] { return !cluster.server(leader)->serving(); });
    cluster.rejoin(leader);
    const std::size_t target = cluster.committed() + 10;
    cluster.run_until([&] { return cluster.all_reached(target); });
}

void zab_makes_progress_if_majority_is_reachable(std::uint64_t seed, ZabMutant mutant) {
    ZabCluster cluster(drawn_zab_spec(seed, mutant, {5, 5}), seed);
    seed_with_transactions(cluster);
    const std::vector<std::size_t> minority{0, 1};
    const std::vector<std::size_t> majority{2, 3, 4};
    cluster.part(minority, majority);
    const std::size_t parted_at = cluster.committed();
    cluster.run_until([&] { return cluster.all_reached(2 * parted_at, majority); });
    if (cluster.reached(majority) <= cluster.reached(minority)) {
        throw BrokenLaw("the majority is not ahead of the minority");
    }
    cluster.heal();
    const std::size_t target = cluster.committed() + 10;
    cluster.run_until([&] { return cluster.all_reached(target); });
}

void zab_makes_progress_after_back_to_back_leader_failures(std::uint64_t seed, ZabMutant mutant) {
    ZabCluster cluster(drawn_zab_spec(seed, mutant, {3, 5}), seed);
    seed_with_transactions(cluster);
    const std::size_t leader = leader_of(cluster);
    cluster.isolate(leader);
    cluster.run_until([&] {
        const auto latest = cluster.leader();
        return latest && *latest != leader;
    });
    const std::size_t new_leader = leader_of(cluster);
    cluster.rejoin(leader);
    if (cluster.drawn_below(2) == 0) {
        cluster.isolate(new_leader);
    } else {
        cluster.kill(new_leader);
    }
    const std::size_t target = cluster.committed() + 10;
    cluster.run_until([&] { return cluster.committed() >= target; });
}

// Nothing is lost as long as another leader is elected before the server comes back: with its old
// data gone it might else make up a majority with a server that lacks what it had.
void zab_recovers_from_single_server_committed_data_loss(std::uint64_t seed, ZabMutant mutant) {
    ZabCluster cluster(drawn_zab_spec(seed, mutant, {3, 5}), seed);
    cluster.run_until([&] { return cluster.committed() >= 10; });
    const std::size_t lost = cluster.drawn_below(cluster.servers());
    cluster.kill_and_wipe(lost);
    cluster.run_until([&] { return cluster.leader() != lost && cluster.has_consistent_leader(); });
    const std::size_t before = cluster.committed();
    cluster.start(lost);
    cluster.run_until([&] { return cluster.all_reached(before + 10); });
}

// Servers are killed and isolated one by one, and the clients go on with the sessions they have.
void zab_keeps_sessions_while_servers_come_and_go(std::uint64_t seed, ZabMutant mutant) {
    ZabClusterSpec spec = drawn_zab_spec(seed, mutant, {3, 5});
    spec.clients = 3;
    ZabCluster cluster(spec, seed);
    seed_with_transactions(cluster);
    for (int round = 0; round < 3; ++round) {
        const std::size_t server = cluster.drawn_below(cluster.servers());
        const bool kills = cluster.drawn_below(2) == 0;
        const auto pause = static_cast<std::int64_t>(cluster.drawn_below(4'000));
        if (kills) {
            cluster.kill(server);
        } else {
            cluster.isolate(server);
        }
        cluster.run_for(Duration::millis(pause));
        if (kills) {
            cluster.start(server);
        } else {
            cluster.rejoin(server);
        }
        cluster.run_until([&] { return cluster.has_consistent_leader(); });
        const std::size_t target = cluster.committed() + 10;
        cluster.run_until([&] { return cluster.all_reached(target); });
    }
}

}  // namespace kscope::test
