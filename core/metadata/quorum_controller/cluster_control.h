// Brokers as the active controller keeps them: registration once a life, heartbeats that fence,
// unfence and let stop, and the fencing of those that are silent. Rules:
// org.apache.kafka.controller. ClusterControlManager.registerBroker,
// ReplicationControlManager.processBrokerHeartbeat, handleBrokerFenced, handleBrokerUnfenced,
// handleBrokerInControlledShutdown, handleBrokerUncleanShutdown, maybeFenceOneStaleBroker.
#pragma once

#include "core/metadata/quorum_controller/controller_view.h"

namespace kscope {

// `new_epoch`: the offset that the registration will have; it becomes the broker epoch.
BrokerRegistrationResponse register_broker(ControllerView& view,
                                           const BrokerRegistrationRequest& request,
                                           BrokerEpoch new_epoch, MetadataRecords& records);

struct HeartbeatReply {
    BrokerHeartbeatResponse response;
    // From the offset of its records on it waits for the others (begin_controlled_shutdown).
    bool in_controlled_shutdown = false;
};
HeartbeatReply process_heartbeat(ControllerView& view, const BrokerHeartbeatRequest& request,
                                 MetadataRecords& records);

// All that a fenced broker has led or was in sync for goes to others.
void fence_broker(ControllerView& view, BrokerId broker, MetadataRecords& records);

}  // namespace kscope
