// Who holds a role now, as the cluster itself sees it: read from the brokers' own state, so that it
// follows what they know. Where two believe that they hold it (a zombie), the higher epoch is
// right.
#pragma once

#include <optional>
#include <string>

#include "core/base/ids.h"
#include "sim/engine/world_spec.h"

namespace kscope {
class Broker;
class ControllerServer;
struct DescribeQuorumResponse;
}  // namespace kscope

namespace kscope::sim {

class World;

// The node at this place of WorldSpec::nodes.
inline NodeId id_at(std::size_t place) { return NodeId(static_cast<std::int32_t>(place)); }

// no_node: nobody holds it at this moment.
NodeId node_in_role(const World& world, const NodeByRole& who);

// The broker process on this node; null if it is down or no broker.
const Broker* broker_at(const World& world, NodeId node);
// The controller process (KRaft) on this node; null if it is down or none.
const ControllerServer* controller_at(const World& world, NodeId node);
// What kafka-metadata-quorum would print now, as the active controller sees it; none: there is no
// active one, or no quorum.
std::optional<DescribeQuorumResponse> describe_quorum(const World& world);
// The live broker that leads the partition with the highest epoch; null: none.
const Broker* leading_broker(const World& world, const TopicPartition& tp);

}  // namespace kscope::sim
