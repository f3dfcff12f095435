// What tools ask of the cluster about topics, and how a --topic that names several is read.
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

// A name, a list with commas or bars, or with `.*` in it, as Kafka's IncludeList takes it.
class TopicChooser {
public:
    explicit TopicChooser(const std::string& pattern);
    [[nodiscard]] bool matches(const std::string& topic) const;
    [[nodiscard]] const std::string& pattern() const { return pattern_; }

private:
    std::string pattern_;
    std::vector<std::string> alternatives_;
};

// A topic's configuration as the controller has it, all keys. Throws BadInput with Kafka's error.
std::vector<ConfigEntry> topic_configs(AdminTool& tool, const std::string& topic);
// Not what every broker of this version has anyway.
bool is_non_default(const Cluster& cluster, const ConfigEntry& entry);

std::string ids_of(const std::vector<BrokerId>& brokers, const char* separator = ",");

}  // namespace kscope::sim
