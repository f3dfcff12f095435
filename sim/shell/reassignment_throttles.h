// The throttles that kafka-reassign-partitions sets before it moves replicas, and takes away when
// it finds them moved: which replicas of a topic are throttled is the topic's configuration, how
// fast they may be copied the brokers'. Rule: ReassignPartitionsCommand (KIP-73).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/protocol/admin_messages.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/partition_json.h"
#include "sim/shell/session.h"

namespace kscope::sim {

// Replicas that hold the partition, and those that are to hold it, by topic and partition.
struct PartitionMove {
    std::set<BrokerId> sources;
    std::set<BrokerId> destinations;
};
using MoveMap = std::map<std::string, std::map<PartitionIndex, PartitionMove>>;

// What moves already, and what is to move from where it is now.
MoveMap proposed_moves(const ListPartitionReassignmentsResponse& ongoing,
                       const std::vector<PartitionEntry>& wishes,
                       const std::vector<PartitionEntry>& current);

// --throttle, in bytes a second.
void set_throttles(const ToolRun& run, AdminTool& tool, const MoveMap& moves, std::int64_t rate);
// Of all brokers, and of the topics of these partitions.
void clear_throttles(const ToolRun& run, AdminTool& tool,
                     const std::vector<PartitionEntry>& wishes);

}  // namespace kscope::sim
