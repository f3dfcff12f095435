// The tests of Kafka's RaftEventSimulationTest (org.apache.kafka.raft, 3.9), carried over from the
// quorum to a partition's replicas, one function each. What a majority is there is here an ISR, and
// the voters' election is the controller's. The seed also draws the number of replicas and of other
// brokers, min.insync.replicas and the links. They throw BrokenPartition.
#pragma once

#include <string>

#include "tests/partitions/partition_cluster.h"

namespace kscope::sim::test {

// What the seed does not draw.
struct PartitionTrial {
    std::string version = "3.9";
    Mutant mutant = Mutant::none;
};

using PartitionScenario = void (*)(std::uint64_t seed, const PartitionTrial& trial);

void can_elect_initial_leader(std::uint64_t seed, const PartitionTrial& trial);
void can_elect_new_leader_after_old_leader_failure(std::uint64_t seed, const PartitionTrial& trial);
void can_recover_after_all_nodes_killed(std::uint64_t seed, const PartitionTrial& trial);
void can_elect_new_leader_after_old_leader_partitioned_away(std::uint64_t seed,
                                                            const PartitionTrial& trial);
void can_make_progress_if_majority_is_reachable(std::uint64_t seed, const PartitionTrial& trial);
void can_make_progress_after_back_to_back_leader_failures(std::uint64_t seed,
                                                          const PartitionTrial& trial);
void can_recover_from_single_node_committed_data_loss(std::uint64_t seed,
                                                      const PartitionTrial& trial);

}  // namespace kscope::sim::test
