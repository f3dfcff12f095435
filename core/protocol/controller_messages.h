// What the controller tells brokers, LeaderAndIsr (4), StopReplica (5), UpdateMetadata (6), and
// what a leader asks of the controller, AlterPartition (56, KIP-497). All carry the controller
// epoch.
#pragma once

#include <utility>
#include <vector>

#include "core/protocol/error_code.h"
#include "core/protocol/partition_states.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

// Simplification (docs/reference/fidelity.md): topic configuration rides here; in Kafka the broker
// reads /config/topics/<t> when it creates the log.
struct LeaderAndIsrPartition {
    PartitionState state;
    ConfigEntries topic_config;
    template <class V>
    void visit(V&& v) const {
        v("state", state);
        v("topic_config", topic_config);
    }
};

struct LeaderAndIsrRequest {
    BrokerId controller;
    ControllerEpoch controller_epoch;
    BrokerEpoch broker_epoch;  // of the receiver (KIP-380)
    bool full = false;         // true: the first one after the broker's start
    std::vector<LeaderAndIsrPartition> partitions;
    std::vector<BrokerEndpoint> live_leaders;
    template <class V>
    void visit(V&& v) const {
        v("controller", controller);
        v("controller_epoch", controller_epoch);
        v("broker_epoch", broker_epoch);
        v("full", full);
        v("partitions", partitions);
        v("live_leaders", live_leaders);
    }
};

struct PartitionError {
    TopicPartition tp;
    ErrorCode error = ErrorCode::none;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("error", error);
    }
};

struct LeaderAndIsrResponse {
    ErrorCode error = ErrorCode::none;
    std::vector<PartitionError> partitions;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("partitions", partitions);
    }
};

struct StopReplicaPartition {
    TopicPartition tp;
    LeaderEpoch leader_epoch;
    bool delete_partition = false;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("leader_epoch", leader_epoch);
        v("delete_partition", delete_partition);
    }
};

struct StopReplicaRequest {
    BrokerId controller;
    ControllerEpoch controller_epoch;
    BrokerEpoch broker_epoch;
    std::vector<StopReplicaPartition> partitions;
    template <class V>
    void visit(V&& v) const {
        v("controller", controller);
        v("controller_epoch", controller_epoch);
        v("broker_epoch", broker_epoch);
        v("partitions", partitions);
    }
};

struct StopReplicaResponse {
    ErrorCode error = ErrorCode::none;
    std::vector<PartitionError> partitions;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("partitions", partitions);
    }
};

// Where a broker stands (broker.rack).
struct BrokerRack {
    BrokerId broker;
    std::string rack;
    friend bool operator==(const BrokerRack&, const BrokerRack&) = default;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("rack", rack);
    }
};

struct UpdateMetadataRequest {
    BrokerId controller;
    ControllerEpoch controller_epoch;
    BrokerEpoch broker_epoch;
    PartitionStates partitions;
    std::vector<BrokerEndpoint> live_brokers;
    std::vector<BrokerRack> racks;  // of those that have one, in the same order
    template <class V>
    void visit(V&& v) const {
        v("controller", controller);
        v("controller_epoch", controller_epoch);
        v("broker_epoch", broker_epoch);
        v("partitions", partitions);
        v("live_brokers", live_brokers);
        if (!racks.empty()) v("racks", racks);
    }
};

struct UpdateMetadataResponse {
    ErrorCode error = ErrorCode::none;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
    }
};

struct AlterPartitionData {
    TopicPartition tp;
    LeaderEpoch leader_epoch;
    std::vector<BrokerId> new_isr;
    std::int32_t partition_epoch = 0;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("leader_epoch", leader_epoch);
        v("new_isr", new_isr);
        v("partition_epoch", partition_epoch);
    }
};

struct AlterPartitionRequest {
    BrokerId broker;
    BrokerEpoch broker_epoch;
    std::vector<AlterPartitionData> partitions;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker);
        v("broker_epoch", broker_epoch);
        v("partitions", partitions);
    }
};

struct AlteredPartition {
    TopicPartition tp;
    ErrorCode error = ErrorCode::none;
    BrokerId leader = no_broker;
    LeaderEpoch leader_epoch;
    std::vector<BrokerId> isr;
    std::int32_t partition_epoch = 0;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("error", error);
        v("leader", leader);
        v("leader_epoch", leader_epoch);
        v("isr", isr);
        v("partition_epoch", partition_epoch);
    }
};

struct AlterPartitionResponse {
    ErrorCode error = ErrorCode::none;
    std::vector<AlteredPartition> partitions;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("partitions", partitions);
    }
};

}  // namespace kscope
