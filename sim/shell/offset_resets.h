// kafka-consumer-groups --reset-offsets: where each partition is to be read from
// (org.apache.kafka.tools.consumer.group.ConsumerGroupCommand). Not by time.
#pragma once

#include "sim/shell/admin_tool.h"
#include "sim/shell/options.h"
#include "sim/shell/session.h"

namespace kscope::sim {

// All groups that are named, or none. Throws BadInput.
void reset_offsets(const ToolRun& run, const Options& options, AdminTool& tool);

}  // namespace kscope::sim
