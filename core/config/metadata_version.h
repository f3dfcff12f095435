// The name of a level of metadata.version, as Kafka's tools print it: "3.9-IV0". Rule:
// org.apache.kafka.server.common.MetadataVersion.
#pragma once

#include <cstdint>
#include <string>

namespace kscope {

// Of the levels that the versions here format a cluster with; the number itself for any other.
std::string metadata_version_name(std::int16_t level);

}  // namespace kscope
