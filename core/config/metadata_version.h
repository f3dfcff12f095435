// Levels of metadata.version: their names, as Kafka's tools print them ("3.9-IV0"), and what
// controllers do that know no higher one. Rule: org.apache.kafka.server.common.MetadataVersion.
#pragma once

#include <cstdint>
#include <string>

namespace kscope {

// Of the levels that the versions here format a cluster with; the number itself for any other.
std::string metadata_version_name(std::int16_t level);

// Leaders are balanced at a fixed period; before 4.0 some time after something is out of balance.
bool elects_by_period(std::int16_t level);

}  // namespace kscope
