#include "sim/shell/topic_view.h"

#include <algorithm>

#include "core/config/config_keys.h"
#include "sim/shell/options.h"
#include "sim/shell/refusal.h"

namespace kscope::sim {

namespace {

// `.*` stands for anything, every other sign for itself.
bool matches_pattern(std::string_view pattern, std::string_view text) {
    const std::size_t star = pattern.find(".*");
    if (star == std::string_view::npos) return pattern == text;
    if (!text.starts_with(pattern.substr(0, star))) return false;
    for (std::size_t at = star; at <= text.size(); ++at) {
        if (matches_pattern(pattern.substr(star + 2), text.substr(at))) return true;
    }
    return false;
}

}  // namespace

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

TopicChooser::TopicChooser(const std::string& pattern) : pattern_(pattern) {
    for (const std::string& part : split(pattern, ',')) {
        for (const std::string& one : split(part, '|')) alternatives_.push_back(one);
    }
}

bool TopicChooser::matches(const std::string& topic) const {
    return alternatives_.empty() ||
           std::any_of(alternatives_.begin(), alternatives_.end(),
                       [&](const std::string& one) { return matches_pattern(one, topic); });
}

std::vector<ConfigEntry> topic_configs(AdminTool& tool, const std::string& topic) {
    DescribeConfigsRequest request{{{ConfigResourceType::topic, topic, {}}}};
    auto answer =
        tool.controller<DescribeConfigsResponse>(std::move(request), topic, "describeConfigs");
    DescribedConfig& result = answer.results.at(0);
    if (result.error != ErrorCode::none) refuse(tool.place(), result.error, result.message);
    return std::move(result.entries);
}

bool is_non_default(const Cluster& cluster, const ConfigEntry& entry) {
    if (entry.source == ConfigSource::dynamic_topic) return true;
    return entry.value != config_text(cluster.broker_defaults().topic_defaults, entry.name);
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
