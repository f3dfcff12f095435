#include "sim/shell/topic_view.h"

#include <algorithm>

#include "sim/shell/refusal.h"

namespace kscope::sim {

MetadataResponse describe_cluster(AdminTool& tool, const char* call) {
    auto cluster = tool.any<MetadataResponse>(MetadataRequest{std::nullopt, false}, call);
    std::sort(cluster.topics.begin(), cluster.topics.end(),
              [](const auto& a, const auto& b) { return a.topic < b.topic; });
    return cluster;
}

DescribeClusterResponse describe_brokers(AdminTool& tool, const Features& features) {
    if (features.describe_cluster) {
        return tool.any<DescribeClusterResponse>(DescribeClusterRequest{}, "describeCluster");
    }
    DescribeClusterResponse described;
    const MetadataResponse cluster = describe_cluster(tool, "describeCluster");
    described.controller = cluster.controller;
    for (const BrokerEndpoint& broker : cluster.brokers) described.brokers.push_back({broker, ""});
    return described;
}

const TopicMetadata* find_topic(const MetadataResponse& cluster, const std::string& name) {
    for (const TopicMetadata& topic : cluster.topics) {
        if (topic.topic == name) return &topic;
    }
    return nullptr;
}

std::vector<ConfigEntry> topic_configs(AdminTool& tool, const std::string& topic) {
    DescribeConfigsRequest request{{{ConfigResourceType::topic, topic, {}}}};
    auto answer =
        tool.controller<DescribeConfigsResponse>(std::move(request), topic, "describeConfigs");
    DescribedConfig& result = answer.results.at(0);
    if (result.error != ErrorCode::none) refuse(tool.place(), result.error, result.message);
    return std::move(result.entries);
}

bool is_non_default(const ConfigEntry& entry, bool by_zookeeper) {
    return by_zookeeper ? entry.source == ConfigSource::dynamic_topic
                        : entry.source != ConfigSource::default_config;
}

std::string ids_of(const std::vector<BrokerId>& brokers, const char* separator) {
    std::string text;
    for (const BrokerId broker : brokers) {
        if (!text.empty()) text += separator;
        text += std::to_string(broker.value());
    }
    return text;
}

}  // namespace kscope::sim
