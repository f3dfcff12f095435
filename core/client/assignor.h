// Which member of a group gets which partitions: pure functions, run by the group's leader.
// range: topic by topic, consecutive partitions in numeric order to the members in order of their
// ids; the first ones get one more where it does not come out even. roundrobin: all partitions of
// all topics dealt out in turn, to the members in order of their ids, skipping who does not
// subscribe. (org.apache.kafka.clients.consumer.RangeAssignor, RoundRobinAssignor. Racks come
// later.)
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/protocol/group_messages.h"

namespace kscope {

// Topic and its number of partitions; only topics that exist.
using TopicSizes = std::vector<std::pair<std::string, std::int32_t>>;

// By member id, every member once, even with nothing.
std::vector<MemberAssignment> assign_range(const TopicSizes& topics,
                                           const std::vector<JoinedMember>& members);
std::vector<MemberAssignment> assign_roundrobin(const TopicSizes& topics,
                                                const std::vector<JoinedMember>& members);

[[nodiscard]] bool is_assignor(std::string_view name);
// The name must be an assignor's.
std::vector<MemberAssignment> assign(std::string_view assignor, const TopicSizes& topics,
                                     const std::vector<JoinedMember>& members);

}  // namespace kscope
