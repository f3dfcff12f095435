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

// -1 the latest, -2 the earliest, -3 that of the greatest timestamp, else a timestamp in ms. What
// may heal (no leader, a leader that is too new) is asked again every 100 ms of virtual time, as
// KafkaAdminClient does; what has not healed after `most` is request_timed_out.
std::map<TopicPartition, OffsetAnswer> list_offsets(AdminTool& tool,
                                                    const MetadataResponse& cluster,
                                                    const std::vector<TopicPartition>& partitions,
                                                    std::int64_t timestamp_ms, Duration most);

// The broker that coordinates the group; asks again while time heals. Throws BadInput.
BrokerEndpoint find_coordinator(AdminTool& tool, const std::string& group);

}  // namespace kscope::sim
