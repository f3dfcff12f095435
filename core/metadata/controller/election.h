// The election algorithms: who leads, given the assignment, the ISR and who is alive. Pure
// functions. Rules: kafka.controller.PartitionLeaderElectionAlgorithms and Election, 3.9.
#pragma once

#include <optional>
#include <vector>

#include "core/config/features.h"
#include "core/metadata/controller/controller_context.h"

namespace kscope {

using BrokerIds = std::vector<BrokerId>;

bool holds(const BrokerIds& brokers, BrokerId broker);

// First of the assignment that is alive and in the ISR; else, if unclean, the first that is alive.
std::optional<BrokerId> offline_partition_leader(const BrokerIds& assignment, const BrokerIds& isr,
                                                 const BrokerIds& live, bool unclean);
// The head of the assignment, if it is alive and in the ISR.
std::optional<BrokerId> preferred_replica_leader(const BrokerIds& assignment, const BrokerIds& isr,
                                                 const BrokerIds& live);

struct Election {
    PartitionState state;  // the next one, epochs raised; not yet written
    bool unclean = false;
    BrokerIds recipients;  // of LeaderAndIsr
};
// None: no replica is eligible. The ISR keeps its live members, or is just the unclean leader.
std::optional<Election> leader_for_offline(const PartitionState& now, const BrokerIds& live,
                                           bool unclean_allowed);
// The ISR stays as it is.
std::optional<Election> leader_for_preferred(const PartitionState& now, const BrokerIds& live);

// First of the assignment that is alive, in the ISR and not shutting down.
std::optional<BrokerId> controlled_shutdown_leader(const BrokerIds& assignment,
                                                   const BrokerIds& isr, const BrokerIds& live,
                                                   const BrokerIds& shutting_down);
// Who takes over from it: that one, or, in earlier versions, the head of what is left of the ISR
// (ControlledShutdownLeaderSelector).
enum class Successor : std::uint8_t { first_assigned, head_of_isr };
// Who shuts down leaves the ISR with its leadership, and is told if `live` has it too.
std::optional<Election> leader_for_controlled_shutdown(
    const PartitionState& now, const BrokerIds& live, const BrokerIds& shutting_down,
    Successor successor = Successor::first_assigned);

// First of the target replicas that is alive and in the ISR.
std::optional<BrokerId> reassignment_leader(const BrokerIds& target, const BrokerIds& isr,
                                            const BrokerIds& live);
// `now.replicas` are the target replicas already. The ISR stays as it is.
std::optional<Election> leader_for_reassign(const PartitionState& now, const BrokerIds& live);

// What is left when a replica goes: the last ISR member stays, so that the partition knows who may
// lead it again (KAFKA-5083: not always); a leader that goes leaves none.
enum class LastMember : std::uint8_t { stays, goes_too };
PartitionState without_replica(const PartitionState& now, BrokerId gone,
                               LastMember last = LastMember::stays);

// The deliberate mistakes in elections (core/config/features.h); nothing for Mutant::none.
void apply_mutant(Mutant mutant, const PartitionState& before, Election& election);

}  // namespace kscope
