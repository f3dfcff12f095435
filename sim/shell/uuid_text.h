// Uuids as Kafka writes them: 16 bytes in base64 for URLs, 22 letters
// (org.apache.kafka.common.Uuid).
#pragma once

#include <string>

#include "core/protocol/quorum_messages.h"

namespace kscope::sim {

std::string uuid_text(const DirectoryId& id);

// What is read, or Kafka's text for what is wrong with it.
struct ReadUuid {
    DirectoryId id;
    std::string fault;  // empty: none
};
ReadUuid read_uuid(const std::string& text);

}  // namespace kscope::sim
