// kafka-topics --describe: topics and partitions as TopicCommand prints them. With KRaft they come
// from DescribeTopicPartitions where brokers serve it, else from Metadata, which knows nothing of
// eligible leader replicas.
#pragma once

#include <vector>

#include "sim/shell/admin_tool.h"
#include "sim/shell/options.h"
#include "sim/shell/session.h"

namespace kscope::sim {

// `topics` are of `cluster`.
void describe_topics(const ToolRun& run, const Options& options, AdminTool& tool,
                     const MetadataResponse& cluster,
                     const std::vector<const TopicMetadata*>& topics);

}  // namespace kscope::sim
