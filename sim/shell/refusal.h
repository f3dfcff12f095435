// Refusal: what the cluster answered to a tool, as bad input: the name of Kafka's exception and its
// message, and what would be right.
#pragma once

#include <string>

#include "core/protocol/error_code.h"
#include "sim/shell/command_text.h"

namespace kscope::sim {

// "TopicExistsException" (org.apache.kafka.common.errors).
std::string exception_name(ErrorCode error);

// Kafka's own text for it, with its full stop; empty: it is not known here.
std::string exception_text(ErrorCode error);

// Throws BadInput; an empty message is Kafka's own text for the error.
[[noreturn]] void refuse(const Place& place, ErrorCode error, const std::string& message,
                         const std::string& remedy = "");

// Throws what a client says of a topic's name that no topic can have.
void refuse_bad_name(const Word& topic);

}  // namespace kscope::sim
