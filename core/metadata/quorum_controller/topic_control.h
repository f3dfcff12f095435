// Topics as the active controller makes, enlarges and deletes them: names, numbers and assignments
// are checked, replicas placed in stripes over racks and brokers; only active brokers begin in the
// ISR. All records of a request are committed together. Rules:
// org.apache.kafka.controller.ReplicationControlManager (createTopics, createPartitions,
// deleteTopics), ConfigurationControlManager, 3.9.
#pragma once

#include "core/base/rng.h"
#include "core/metadata/quorum_controller/controller_view.h"
#include "core/protocol/admin_messages.h"
#include "core/protocol/metadata_messages.h"

namespace kscope {

CreateTopicsResponse create_topics(const ControllerView& view, const CreateTopicsRequest& request,
                                   Rng& rng, MetadataRecords& records);
CreatePartitionsResponse create_partitions(const ControllerView& view,
                                           const CreatePartitionsRequest& request, Rng& rng,
                                           MetadataRecords& records);
DeleteTopicsResponse delete_topics(const ControllerView& view, const DeleteTopicsRequest& request,
                                   MetadataRecords& records);

// What a given assignment of a partition must satisfy; empty: it does. `factor` 0: any.
std::string assignment_fault(const MetadataImage& image, const ReplicaIds& replicas,
                             std::size_t factor);

}  // namespace kscope
