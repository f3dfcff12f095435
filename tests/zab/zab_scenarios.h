// What Kafka's RaftEventSimulationTest does to a quorum, done to an ensemble, one function for each
// of its tests; and what only ZooKeeper has: sessions that move. Each plays one seed and throws
// BrokenLaw.
#pragma once

#include "tests/zab/zab_cluster.h"

namespace kscope::test {

using ZabScenario = void (*)(std::uint64_t seed, ZabMutant mutant);

void zab_elects_initial_leader(std::uint64_t seed, ZabMutant mutant);
void zab_elects_new_leader_after_old_leader_failure(std::uint64_t seed, ZabMutant mutant);
void zab_recovers_after_all_servers_killed(std::uint64_t seed, ZabMutant mutant);
void zab_elects_new_leader_after_old_leader_partitioned_away(std::uint64_t seed, ZabMutant mutant);
void zab_makes_progress_if_majority_is_reachable(std::uint64_t seed, ZabMutant mutant);
void zab_makes_progress_after_back_to_back_leader_failures(std::uint64_t seed, ZabMutant mutant);
void zab_recovers_from_single_server_committed_data_loss(std::uint64_t seed, ZabMutant mutant);
void zab_keeps_sessions_while_servers_come_and_go(std::uint64_t seed, ZabMutant mutant);

}  // namespace kscope::test
