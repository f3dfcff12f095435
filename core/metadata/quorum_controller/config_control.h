// Configurations as the active controller alters them, of topics and (KIP-226) of brokers or all of
// them: one key at a time (IncrementalAlterConfigs) or all of a resource at once (AlterConfigs). A
// resource of which anything is wrong stays as it is; the others of the request are altered, each
// changed key a ConfigRecord. Where min.insync.replicas changes, eligible leader replicas are
// forgotten (KIP-966). Rules: org.apache.kafka.controller.ConfigurationControlManager,
// kafka.server.ControllerConfigurationValidator, and the checks of ConfigAdminManager.preprocess,
// which the forwarding broker makes in Kafka.
#pragma once

#include "core/metadata/quorum_controller/controller_view.h"
#include "core/protocol/config_messages.h"

namespace kscope {

IncrementalAlterConfigsResponse incremental_alter_configs(
    const ControllerView& view, const IncrementalAlterConfigsRequest& request,
    MetadataRecords& records);
AlterConfigsResponse legacy_alter_configs(const ControllerView& view,
                                          const AlterConfigsRequest& request,
                                          MetadataRecords& records);

}  // namespace kscope
