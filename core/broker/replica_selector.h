// Which replica a consumer should read from: one of its own rack, if replica.selector.class says so
// (KIP-392). Rules: kafka.server.ReplicaManager.findPreferredReadReplica,
// org.apache.kafka.common.replica.RackAwareReplicaSelector.
#pragma once

#include <string_view>

#include "core/base/ids.h"

namespace kscope {

struct BrokerStep;
class Replica;

// no_broker: this one, the leader; or this one does not lead, and has no say.
BrokerId preferred_read_replica(const BrokerStep& step, const Replica& replica,
                                std::string_view rack, Offset fetch_offset);

}  // namespace kscope
