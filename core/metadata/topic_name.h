// Which names a topic may have. Rule: org.apache.kafka.common.internals.Topic.validate.
#pragma once

#include <string>

namespace kscope {

// What is wrong with the name, in Kafka's words; empty if nothing is.
std::string topic_name_fault(const std::string& name);

}  // namespace kscope
