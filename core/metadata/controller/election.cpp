#include "core/metadata/controller/election.h"

#include <algorithm>

namespace kscope {

bool holds(const BrokerIds& brokers, BrokerId broker) {
    return std::find(brokers.begin(), brokers.end(), broker) != brokers.end();
}

namespace {

BrokerIds both(const BrokerIds& ordered, const BrokerIds& filter) {
    BrokerIds result;
    for (const BrokerId broker : ordered) {
        if (holds(filter, broker)) result.push_back(broker);
    }
    return result;
}

}  // namespace

std::optional<BrokerId> offline_partition_leader(const BrokerIds& assignment, const BrokerIds& isr,
                                                 const BrokerIds& live, bool unclean) {
    for (const BrokerId broker : assignment) {
        if (holds(live, broker) && holds(isr, broker)) return broker;
    }
    if (!unclean) return std::nullopt;
    for (const BrokerId broker : assignment) {
        if (holds(live, broker)) return broker;
    }
    return std::nullopt;
}

std::optional<BrokerId> preferred_replica_leader(const BrokerIds& assignment, const BrokerIds& isr,
                                                 const BrokerIds& live) {
    if (assignment.empty()) return std::nullopt;
    const BrokerId head = assignment.front();
    if (!holds(live, head) || !holds(isr, head)) return std::nullopt;
    return head;
}

std::optional<Election> leader_for_offline(const PartitionState& now, const BrokerIds& live,
                                           bool unclean_allowed) {
    const BrokerIds live_replicas = both(now.replicas, live);
    const auto leader =
        offline_partition_leader(now.replicas, now.isr, live_replicas, unclean_allowed);
    if (!leader) return std::nullopt;
    Election election{now, !holds(now.isr, *leader), live_replicas};
    election.state.leader = *leader;
    election.state.leader_epoch = now.leader_epoch.next();
    election.state.isr = election.unclean ? BrokerIds{*leader} : both(now.isr, live_replicas);
    election.state.is_new = false;
    return election;
}

std::optional<Election> leader_for_preferred(const PartitionState& now, const BrokerIds& live) {
    const auto leader = preferred_replica_leader(now.replicas, now.isr, live);
    if (!leader) return std::nullopt;
    Election election{now, false, now.replicas};
    election.state.leader = *leader;
    election.state.leader_epoch = now.leader_epoch.next();
    election.state.is_new = false;
    return election;
}

std::optional<BrokerId> controlled_shutdown_leader(const BrokerIds& assignment,
                                                   const BrokerIds& isr, const BrokerIds& live,
                                                   const BrokerIds& shutting_down) {
    for (const BrokerId broker : assignment) {
        if (holds(live, broker) && holds(isr, broker) && !holds(shutting_down, broker)) {
            return broker;
        }
    }
    return std::nullopt;
}

std::optional<Election> leader_for_controlled_shutdown(const PartitionState& now,
                                                       const BrokerIds& live,
                                                       const BrokerIds& shutting_down,
                                                       Successor successor) {
    BrokerIds isr = now.isr;
    std::erase_if(isr, [&](BrokerId broker) { return holds(shutting_down, broker); });
    const BrokerIds live_replicas = both(now.replicas, live);
    auto leader = controlled_shutdown_leader(now.replicas, now.isr, live_replicas, shutting_down);
    if (successor == Successor::head_of_isr) {
        leader = isr.empty() ? std::nullopt : std::optional(isr.front());
    }
    if (!leader) return std::nullopt;
    Election election{now, false, live_replicas};
    election.state.leader = *leader;
    election.state.leader_epoch = now.leader_epoch.next();
    election.state.isr = std::move(isr);
    election.state.is_new = false;
    return election;
}

std::optional<BrokerId> reassignment_leader(const BrokerIds& target, const BrokerIds& isr,
                                            const BrokerIds& live) {
    for (const BrokerId broker : target) {
        if (holds(live, broker) && holds(isr, broker)) return broker;
    }
    return std::nullopt;
}

std::optional<Election> leader_for_reassign(const PartitionState& now, const BrokerIds& live) {
    const auto leader = reassignment_leader(now.replicas, now.isr, live);
    if (!leader) return std::nullopt;
    Election election{now, false, now.replicas};
    election.state.leader = *leader;
    election.state.leader_epoch = now.leader_epoch.next();
    election.state.is_new = false;
    return election;
}

PartitionState without_replica(const PartitionState& now, BrokerId gone, LastMember last) {
    PartitionState next = now;
    if (next.leader == gone) next.leader = no_broker;
    if (next.isr.size() > 1 || last == LastMember::goes_too) std::erase(next.isr, gone);
    next.leader_epoch = now.leader_epoch.next();
    next.is_new = false;
    return next;
}

void apply_mutant(Mutant mutant, const PartitionState& before, Election& election) {
    PartitionState& next = election.state;
    if (mutant == Mutant::keep_leader_epoch) {
        next.leader_epoch = before.leader_epoch;
    } else if (mutant == Mutant::leave_leader_out_of_isr) {
        if (next.isr.size() > 1) std::erase(next.isr, next.leader);
    } else if (mutant == Mutant::elect_any_replica && !election.recipients.empty()) {
        next.leader = election.recipients.back();
        next.isr = {next.leader};
    }
}

}  // namespace kscope
