// Configurations of topics as the active controller alters them: one key at a time
// (IncrementalAlterConfigs) or all of a topic at once (AlterConfigs). A topic of which anything is
// wrong stays as it is; the others of the request are altered, each changed key a ConfigRecord.
// Where min.insync.replicas changes, eligible leader replicas are forgotten (KIP-966). Nothing of a
// broker's configuration is dynamic here. Rules: org.apache.kafka.controller.
// ConfigurationControlManager, kafka.server.ControllerConfigurationValidator, and the checks of
// ConfigAdminManager.preprocess, which the forwarding broker makes in Kafka.
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
