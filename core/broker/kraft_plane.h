// KraftPlane: what a broker has of a cluster whose metadata is in a quorum's log: an observer that
// fetches the log from the quorum's leader, the image of what is committed, its publisher, the
// broker's own life towards the controller, and the way for clients' requests to it. Rule:
// kafka.server.BrokerServer, SharedServer.
#pragma once

#include <string>

#include "core/broker/broker_lifecycle_manager.h"
#include "core/broker/forwarding_manager.h"
#include "core/broker/metadata_publisher.h"
#include "core/metadata/image/metadata_loader.h"

namespace kscope {

struct KraftPlane {
    explicit KraftPlane(const RaftSpec& spec) : cluster_id(spec.cluster_id), raft(spec) {}

    std::string cluster_id;
    RaftClient raft;
    MetadataLoader loader;
    MetadataDelta unpublished;
    MetadataPublisher publisher;
    BrokerLifecycleManager lifecycle;
    ForwardingManager forwarding;
    Instant snapshot_at = Instant::never();
};

void boot_kraft(BrokerStep& step, const Boot& boot, BrokerEpoch previous_epoch);
// Gives the replica of the quorum an input that may be its own, and takes what it has committed.
void offer_to_raft(BrokerStep& step, const Input& input);
// The first roles of this life; from here on what is replayed is published at once.
void take_first_roles(BrokerStep& step);

}  // namespace kscope
