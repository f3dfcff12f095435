// ControllerContext: the active controller's cache of the cluster: live brokers with their epochs,
// topics, assignments, and the state of each partition as it stands in ZooKeeper. Since only the
// controller writes /state (KIP-497), the cache is what Kafka reads again before an election.
// Law: partition and replica states move only through their state machines.
// Rule: kafka.controller.ControllerContext, 3.9.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/metadata/controller/topic_deletions.h"
#include "core/metadata/replica_assignment.h"
#include "core/protocol/controller_messages.h"

namespace kscope {

struct LiveBroker {
    BrokerEndpoint endpoint;
    BrokerEpoch epoch;
    std::string rack;
    template <class V>
    void visit(V&& v) const {
        v("endpoint", endpoint), v("epoch", epoch), v("rack", rack);
    }
};

// non_existent -> new_partition -> online <-> offline.
enum class PartitionPhase : std::uint8_t { new_partition, online, offline };

struct ControlledPartition {
    PartitionPhase phase = PartitionPhase::new_partition;
    bool has_state = false;        // /state exists
    PartitionState state;          // tp and replicas are always set
    std::vector<BrokerId> adding;  // of the replicas, while they move
    std::vector<BrokerId> removing;
    SharedPartitionState told;  // of shared_state(); a cache

    // The state, to be shared by all who are told of it; made again when it has changed.
    [[nodiscard]] const SharedPartitionState& shared_state() {
        if (!told || *told != state) told = SharedPartitionState(state);
        return told;
    }
    [[nodiscard]] ReplicaAssignment assignment() const {
        return {state.replicas, adding, removing};
    }
    void assign(const ReplicaAssignment& next) {
        state.replicas = next.replicas;
        adding = next.adding;
        removing = next.removing;
    }
    // All target replicas are in the ISR.
    [[nodiscard]] bool reassignment_complete() const;
    template <class V>
    void visit(V&& v) const {
        v("phase", phase), v("has_state", has_state), v("state", state);
        v("adding", adding), v("removing", removing);
    }
};

struct ControlledTopic {
    ConfigEntries config;
    std::vector<ControlledPartition> partitions;  // by number
    template <class V>
    void visit(V&& v) const {
        v("config", config), v("partitions", partitions);
    }
};

struct ControllerContext {
    ControllerEpoch epoch;
    std::int32_t epoch_zk_version = 0;
    FlatMap<BrokerId, LiveBroker> live_brokers;
    std::map<std::string, ControlledTopic> topics;
    TopicDeletions deletions;
    std::set<BrokerId> shutting_down;    // of the live ones; in controlled shutdown
    FlatMap<BrokerId, EventId> gone_at;  // when each was seen to be gone; for notes only

    // Registered, and not about to stop: may lead, and may be in an ISR.
    [[nodiscard]] bool is_live(BrokerId broker) const {
        return live_brokers.contains(broker) && !shutting_down.contains(broker);
    }
    [[nodiscard]] const ControlledPartition* find(const TopicPartition& tp) const;
    ControlledPartition* find(const TopicPartition& tp);
    // Value of a topic's own configuration; null if it has none.
    [[nodiscard]] const std::string* topic_config(const std::string& topic, const char* key) const;
    // All partitions that have a replica on the broker, in order.
    [[nodiscard]] std::vector<TopicPartition> partitions_on(BrokerId broker) const;
    [[nodiscard]] std::vector<TopicPartition> all_partitions() const;
    [[nodiscard]] std::vector<BrokerEndpoint> live_endpoints() const;
    [[nodiscard]] std::vector<BrokerRack> racks() const;  // of live brokers that have one
    [[nodiscard]] std::vector<BrokerId> live_ids() const;
    [[nodiscard]] std::vector<BrokerId> live_or_shutting_down_ids() const;
    [[nodiscard]] bool is_queued_for_deletion(const std::string& topic) const {
        return deletions.contains(topic);
    }
    void digest(Digest& d) const;
};

}  // namespace kscope
