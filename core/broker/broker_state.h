// BrokerState: all parts of a broker process side by side, as plain values; and BrokerStep, what
// each part may use in one step. Only sources in core/broker include this. It holds no rule: each
// part has a header of its own, each request a handler (handlers.h).
#pragma once

#include "core/broker/alter_partition_manager.h"
#include "core/broker/auto_topic_creation.h"
#include "core/broker/broker.h"
#include "core/broker/changed_replicas.h"
#include "core/broker/channels.h"
#include "core/broker/checkpoints.h"
#include "core/broker/client_throttling.h"
#include "core/broker/controller_link.h"
#include "core/broker/delayed_delete_records.h"
#include "core/broker/delayed_fetch.h"
#include "core/broker/delayed_produce.h"
#include "core/broker/dynamic_broker_config.h"
#include "core/broker/fetch_session_cache.h"
#include "core/broker/metadata_plane.h"
#include "core/broker/orderly_shutdown.h"
#include "core/broker/peer_connection.h"
#include "core/broker/producer_id_manager.h"
#include "core/broker/purgatory.h"
#include "core/broker/replica_fetchers.h"
#include "core/broker/replica_table.h"
#include "core/broker/replication_throttle.h"
#include "core/group/group_coordinator.h"
#include "core/metadata/cluster_image.h"

namespace kscope {

struct BrokerState {
    // What the spec says, and over it what is dynamic.
    BrokerConfig config;
    DynamicBrokerConfig dynamic_config;
    // Fixed by the spec and Boot.
    Ref<const ReplicaSpec> replica_spec;
    ConnectionIds connection_ids;
    Rng rng;
    const Codecs* codecs = nullptr;
    std::string log_dir;

    BrokerPhase phase = BrokerPhase::starting;
    BrokerEpoch broker_epoch{-1};
    ControllerEpoch controller_epoch{0};  // the highest seen: fences older controllers

    BrokerTimers timers;
    Channels channels;
    FlatMap<std::uint32_t, OutboundOwner> outbound;  // by connection number

    MetadataPlane plane;
    ClusterImage image;
    std::vector<BrokerId> alive_brokers;  // of the image, sorted

    ReplicaTable replicas;
    ChangedReplicas changed;
    Purgatory<ProduceOperation> produce_purgatory;
    Purgatory<FetchOperation> fetch_purgatory;
    Purgatory<DeleteRecordsOperation> delete_records_purgatory;
    FetchSessionCache fetch_sessions;
    ClientThrottling client_throttling;
    ReplicationThrottle replication_throttle;
    ReplicaFetchers fetchers;
    Checkpoints checkpoints;

    OrderlyShutdown shutdown;
    ControllerLinks controller_links;
    AlterPartitionManager alter_partition;
    AutoTopicCreation topic_creation;
    ProducerIdManager producer_ids;
    GroupCoordinator groups;

    [[nodiscard]] bool has_kraft() const { return std::holds_alternative<KraftPlane>(plane); }
    // The plane must be of that kind.
    [[nodiscard]] ZooKeeperPlane& zk() { return std::get<ZooKeeperPlane>(plane); }
    [[nodiscard]] const ZooKeeperPlane& zk() const { return std::get<ZooKeeperPlane>(plane); }
    [[nodiscard]] KraftPlane& kraft() { return std::get<KraftPlane>(plane); }
    [[nodiscard]] const KraftPlane& kraft() const { return std::get<KraftPlane>(plane); }

    std::vector<FetchOutcome> fetch_scratch;  // empty between steps; keeps its capacity
};

struct BrokerStep {
    BrokerState& state;
    const Now& now;
    Output& out;

    [[nodiscard]] ReplicaStep replica_step() const { return {now, state.alive_brokers, out}; }
    template <class T>
    void answer(const RequestContext& to, T&& response) {
        state.channels.answer(to.conn, to.correlation, make_message(std::forward<T>(response)),
                              out);
    }
};

}  // namespace kscope
