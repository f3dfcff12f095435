// Reassignments (KIP-455) as the active controller begins, cancels and lists them; AlterPartition
// completes one, when the adding replicas are in sync. Rules:
// org.apache.kafka.controller.ReplicationControlManager, PartitionReassignmentReplicas,
// PartitionReassignmentRevert.
#pragma once

#include "core/metadata/quorum_controller/controller_view.h"
#include "core/protocol/admin_messages.h"

namespace kscope {

AlterPartitionReassignmentsResponse alter_reassignments(
    const ControllerView& view, const AlterPartitionReassignmentsRequest& request,
    MetadataRecords& records);
ListPartitionReassignmentsResponse list_reassignments(
    const ControllerView& view, const ListPartitionReassignmentsRequest& request);

}  // namespace kscope
