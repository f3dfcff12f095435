// What a KRaft broker answers to DescribeTopicPartitions, of the image that it has: topics by name,
// and no more partitions than the request or the broker allows; a cursor says where to go on.
// Rules: kafka.server.handlers.DescribeTopicPartitionsRequestHandler, KRaftMetadataCache
// .getTopicMetadataForDescribeTopicResponse.
#pragma once

#include "core/metadata/image/metadata_image.h"
#include "core/protocol/describe_topic_partitions_messages.h"

namespace kscope {

// max.request.partition.size.limit, which cannot be set here.
inline constexpr std::int32_t max_described_partitions = 2000;

DescribeTopicPartitionsResponse describe_topic_partitions(
    const MetadataImage& image, const DescribeTopicPartitionsRequest& request);

}  // namespace kscope
