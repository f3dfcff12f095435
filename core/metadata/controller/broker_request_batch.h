// BrokerRequestBatch: what a state change has to tell brokers, gathered per broker and sent once:
// LeaderAndIsr to replicas, UpdateMetadata to all live brokers, StopReplica to those that lose
// one; in this order.
// Rule: kafka.controller.AbstractControllerBrokerRequestBatch, 3.9.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/metadata/cluster_image.h"
#include "core/metadata/controller/controller_channel.h"
#include "core/metadata/controller/controller_context.h"

namespace kscope {

class BrokerRequestBatch {
public:
    // Also puts the partition into the UpdateMetadata for all live brokers, as Kafka's does.
    void add_leader_and_isr(const std::vector<BrokerId>& brokers, const TopicPartition& tp,
                            bool is_new);
    // With the leader epoch as it is now, or another.
    void add_stop_replica(BrokerId broker, const ControlledPartition& partition, bool remove,
                          std::optional<LeaderEpoch> epoch = {});
    // No partitions: live brokers only. To all live brokers.
    void add_update_metadata(const std::vector<TopicPartition>& partitions);
    // To some, who have just started or have not: everything that is known, or live brokers only.
    enum class Extent : std::uint8_t { everything, live_brokers };
    void add_update_metadata(const std::vector<BrokerId>& brokers, Extent extent);
    // The next LeaderAndIsr to this broker is its full one (KIP-380).
    void expect_full(BrokerId broker) { full_.insert(broker); }

    // Empties the batch into the channels.
    void send(BrokerId self, ControllerContext& context, ControllerChannels& channels);
    void clear();
    void digest(Digest& d) const;

private:
    struct Update {
        bool wanted = false;
        std::set<TopicPartition> partitions;
    };
    void send_update_metadata(BrokerId self, ControllerContext& context,
                              ControllerChannels& channels);

    std::map<BrokerId, std::map<TopicPartition, bool>> leader_and_isr_;  // value: is_new
    std::map<BrokerId, Extent> update_metadata_;
    Update update_all_;
    std::map<BrokerId, std::map<TopicPartition, StopReplicaPartition>> stop_replica_;
    std::set<BrokerId> full_;
    ClusterImage told_;  // what brokers know that have heard everything; a cache that they share
};

}  // namespace kscope
