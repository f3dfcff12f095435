// Offsets as tools ask for them: ListOffsets at the leaders, and OffsetFetch at a coordinator.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "sim/shell/admin_tool.h"

namespace kscope::sim {

struct OffsetAnswer {
    ErrorCode error = ErrorCode::none;
    Offset offset = no_offset;  // none at or after that time
};

// -1 the latest, -2 the earliest, else a timestamp in ms. Asks each leader once.
std::map<TopicPartition, OffsetAnswer> list_offsets(AdminTool& tool,
                                                    const MetadataResponse& cluster,
                                                    const std::vector<TopicPartition>& partitions,
                                                    std::int64_t timestamp_ms);

// The broker that coordinates the group; asks again while time heals. Throws BadInput.
BrokerEndpoint find_coordinator(AdminTool& tool, const std::string& group);

}  // namespace kscope::sim
