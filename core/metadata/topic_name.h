// Which names a topic may have. Rules: org.apache.kafka.common.internals.Topic, validate and
// hasCollision.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/config/features.h"
#include "core/protocol/error_code.h"

namespace kscope {

// What is wrong with the name, in Kafka's words; empty if nothing is.
std::string topic_name_fault(const std::string& name);

// Names that differ in nothing but '.' and '_' would share their metrics: there is only one of
// them.
bool topic_names_collide(std::string_view a, std::string_view b);

// Why nobody may create a topic that is named like the log of the quorum; none: it is no such name,
// or the version knows nothing of it. Asked before all else (ControllerApis.createTopics,
// KafkaApis.handleCreateTopicsRequest).
struct ProhibitedTopic {
    ErrorCode error;
    std::string message;
};
std::optional<ProhibitedTopic> topic_prohibition(std::string_view name, const Features& features);

}  // namespace kscope
