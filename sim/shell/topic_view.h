// What tools ask of the cluster about topics.
#pragma once

#include <string>
#include <vector>

#include "sim/shell/admin_tool.h"

namespace kscope::sim {

// All topics and live brokers, as some broker knows them; topics by name.
MetadataResponse describe_cluster(AdminTool& tool, const char* call);
// Live brokers, and the cluster's id; before KIP-700 from Metadata.
DescribeClusterResponse describe_brokers(AdminTool& tool, const Features& features);
// One topic, or null.
const TopicMetadata* find_topic(const MetadataResponse& cluster, const std::string& name);

// A topic's configuration as the controller has it, all keys. Throws BadInput with Kafka's error.
std::vector<ConfigEntry> topic_configs(AdminTool& tool, const std::string& topic);
// Set somewhere, if only to the default (ConfigEntry.isDefault); ZooKeeper knows a topic's own
// alone.
bool is_non_default(const ConfigEntry& entry, bool by_zookeeper);

std::string ids_of(const std::vector<BrokerId>& brokers, const char* separator = ",");

}  // namespace kscope::sim
