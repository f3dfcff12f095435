// The tests of Kafka's RaftEventSimulationTest (org.apache.kafka.raft, 3.9), one function each. The
// seed also draws the number of voters and observers, pre-vote, kraft.version, network and disks.
// They throw BrokenInvariant.
#pragma once

#include "tests/kraft/raft_cluster.h"

namespace kscope::test {

using RaftScenario = void (*)(std::uint64_t seed, QuorumMutant mutant);

void can_elect_initial_leader(std::uint64_t seed, QuorumMutant mutant);
void can_elect_new_leader_after_old_leader_failure(std::uint64_t seed, QuorumMutant mutant);
void can_recover_after_all_nodes_killed(std::uint64_t seed, QuorumMutant mutant);
void can_elect_new_leader_after_old_leader_partitioned_away(std::uint64_t seed,
                                                            QuorumMutant mutant);
void can_make_progress_if_majority_is_reachable(std::uint64_t seed, QuorumMutant mutant);
void can_make_progress_after_back_to_back_leader_failures(std::uint64_t seed, QuorumMutant mutant);
void can_recover_from_single_node_committed_data_loss(std::uint64_t seed, QuorumMutant mutant);

}  // namespace kscope::test
