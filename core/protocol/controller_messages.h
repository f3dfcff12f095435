// What the controller tells brokers, LeaderAndIsr (4), StopReplica (5), UpdateMetadata (6), and
// what a leader asks of the controller, AlterPartition (56, KIP-497). All carry the controller
// epoch.
#pragma once

#include <utility>
#include <vector>

#include "core/base/ref.h"
#include "core/protocol/error_code.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

// /brokers/topics/<t>/partitions/<p>/state with its znode version, as the controller sends it.
struct PartitionState {
    TopicPartition tp;
    ControllerEpoch controller_epoch;
    BrokerId leader = no_broker;
    LeaderEpoch leader_epoch;
    std::vector<BrokerId> isr;
    std::int32_t partition_epoch = 0;  // the znode's version
    std::vector<BrokerId> replicas;
    bool is_new = false;
    friend bool operator==(const PartitionState&, const PartitionState&) = default;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("controller_epoch", controller_epoch);
        v("leader", leader);
        v("leader_epoch", leader_epoch);
        v("isr", isr);
        v("partition_epoch", partition_epoch);
        v("replicas", replicas);
        v("is_new", is_new);
    }
};

// A partition's state that the requests to all brokers and the brokers' images share: with 10,000
// topics a copy for each broker would be most of a world. As a value it is the state itself.
class SharedPartitionState {
public:
    SharedPartitionState() = default;  // none
    SharedPartitionState(PartitionState state) : told_(new Told(std::move(state))) {}

    explicit operator bool() const { return static_cast<bool>(told_); }
    const PartitionState& operator*() const { return told_->state; }
    const PartitionState* operator->() const { return &told_->state; }
    friend bool operator==(const SharedPartitionState& a, const SharedPartitionState& b) {
        return a.told_ == b.told_ || (a && b && *a == *b);
    }
    template <class V>
    void visit(V&& v) const {
        told_->state.visit(v);
    }

private:
    struct Told : RefCounted {
        explicit Told(PartitionState s) : state(std::move(s)) {}
        PartitionState state;
    };
    Ref<const Told> told_;
};

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
    std::vector<SharedPartitionState> partitions;  // none of them empty
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
