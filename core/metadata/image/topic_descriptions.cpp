#include "core/metadata/image/topic_descriptions.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/metadata/topic_name.h"

namespace kscope {

namespace {

bool is_unfenced(const MetadataImage& image, BrokerId id) {
    const BrokerRegistration* broker = image.broker(id);
    return broker != nullptr && !broker->fenced;
}

DescribedPartition described_partition(const MetadataImage& image, std::size_t number,
                                       const PartitionRegistration& partition) {
    DescribedPartition described;
    PartitionMetadata& known = described.metadata;
    known.partition = PartitionIndex(static_cast<std::int32_t>(number));
    if (is_unfenced(image, partition.leader)) known.leader = partition.leader;
    known.leader_epoch = partition.leader_epoch;
    known.replicas = partition.replicas;
    known.isr = partition.isr;
    for (const BrokerId replica : partition.replicas) {
        if (!is_unfenced(image, replica)) known.offline_replicas.push_back(replica);
    }
    described.elr = partition.elr;
    described.last_known_elr = partition.last_known_elr;
    return described;
}

// From the cursor's topic on, each once.
std::set<std::string> described_names(const MetadataImage& image,
                                      const DescribeTopicPartitionsRequest& request) {
    std::set<std::string> names(request.topics.begin(), request.topics.end());
    if (request.topics.empty()) {
        for (const auto& [name, topic] : image.topics()) names.insert(name);
    }
    if (request.cursor) names.erase(names.begin(), names.lower_bound(request.cursor->topic));
    return names;
}

// A cursor that names no partition, or none of the topics that are asked for.
bool has_bad_cursor(const DescribeTopicPartitionsRequest& request) {
    if (!request.cursor) return false;
    if (request.cursor->partition.value() < 0) return true;
    const auto& topics = request.topics;
    return !topics.empty() &&
           std::find(topics.begin(), topics.end(), request.cursor->topic) == topics.end();
}

DescribeTopicPartitionsResponse invalid_request(const DescribeTopicPartitionsRequest& request) {
    DescribeTopicPartitionsResponse response;
    for (const std::string& topic : request.topics) {
        response.topics.push_back({ErrorCode::invalid_request, topic, false, {}});
    }
    return response;
}

}  // namespace

DescribeTopicPartitionsResponse describe_topic_partitions(
    const MetadataImage& image, const DescribeTopicPartitionsRequest& request) {
    if (has_bad_cursor(request)) return invalid_request(request);
    DescribeTopicPartitionsResponse response;
    auto room = static_cast<std::size_t>(
        std::clamp(request.partition_limit, std::int32_t{1}, max_described_partitions));
    for (const std::string& name : described_names(image, request)) {
        if (room == 0) {
            response.next_cursor = PartitionCursor{name, PartitionIndex(0)};
            break;
        }
        DescribedTopic topic{ErrorCode::none, name, name == offsets_topic_name, {}};
        const TopicImage* known = image.topic(name);
        if (known == nullptr) {
            topic.error = topic_name_fault(name).empty() ? ErrorCode::unknown_topic_or_partition
                                                         : ErrorCode::invalid_topic_exception;
            response.topics.push_back(std::move(topic));
            continue;
        }
        const bool begins_here = request.cursor && request.cursor->topic == name;
        const auto from =
            begins_here ? static_cast<std::size_t>(request.cursor->partition.value()) : 0;
        const std::size_t end = std::min(known->partitions.size(), from + room);
        for (std::size_t i = from; i < end; ++i) {
            topic.partitions.push_back(described_partition(image, i, known->partitions[i]));
        }
        room -= topic.partitions.size();
        response.topics.push_back(std::move(topic));
        if (end < known->partitions.size()) {
            response.next_cursor =
                PartitionCursor{name, PartitionIndex(static_cast<std::int32_t>(end))};
            break;
        }
    }
    return response;
}

}  // namespace kscope
