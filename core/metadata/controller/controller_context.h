// ControllerContext: the active controller's cache of the cluster: live brokers with their epochs,
// topics, assignments, and the state of each partition as it stands in ZooKeeper. Since only the
// controller writes /state (KIP-497), the cache is what Kafka reads again before an election.
// Law: partition and replica states move only through their state machines.
// Rule: kafka.controller.ControllerContext, 3.9.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
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
    bool has_state = false;           // /state exists
    PartitionState state;             // tp and replicas are always set
    template <class V>
    void visit(V&& v) const {
        v("phase", phase), v("has_state", has_state), v("state", state);
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
    FlatMap<BrokerId, EventId> gone_at;  // when each was seen to be gone; for notes only

    [[nodiscard]] bool is_live(BrokerId broker) const { return live_brokers.contains(broker); }
    [[nodiscard]] const ControlledPartition* find(const TopicPartition& tp) const;
    ControlledPartition* find(const TopicPartition& tp);
    // Value of a topic's own configuration; null if it has none.
    [[nodiscard]] const std::string* topic_config(const std::string& topic,
                                                  const char* key) const;
    // All partitions that have a replica on the broker, in order.
    [[nodiscard]] std::vector<TopicPartition> partitions_on(BrokerId broker) const;
    [[nodiscard]] std::vector<TopicPartition> all_partitions() const;
    [[nodiscard]] std::vector<BrokerEndpoint> live_endpoints() const;
    [[nodiscard]] std::vector<BrokerId> live_ids() const;
    void digest(Digest& d) const;
};

}  // namespace kscope
