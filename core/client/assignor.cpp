#include "core/client/assignor.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

namespace {

// Members in the order of their ids, with nothing yet.
std::vector<MemberAssignment> empty_assignments(const std::vector<JoinedMember>& members) {
    std::vector<MemberAssignment> result;
    result.reserve(members.size());
    for (const JoinedMember& member : members) result.push_back({member.member_id, {}});
    std::sort(result.begin(), result.end(),
              [](const auto& a, const auto& b) { return a.member_id < b.member_id; });
    return result;
}

bool subscribes(const std::vector<JoinedMember>& members, const std::string& member_id,
                const std::string& topic) {
    const auto at = std::find_if(members.begin(), members.end(), [&](const JoinedMember& member) {
        return member.member_id == member_id;
    });
    const auto& topics = at->subscription.topics;
    return std::find(topics.begin(), topics.end(), topic) != topics.end();
}

TopicSizes sorted(TopicSizes topics) {
    std::sort(topics.begin(), topics.end());
    return topics;
}

}  // namespace

std::vector<MemberAssignment> assign_range(const TopicSizes& topics,
                                           const std::vector<JoinedMember>& members) {
    std::vector<MemberAssignment> result = empty_assignments(members);
    for (const auto& [topic, partitions] : sorted(topics)) {
        std::vector<MemberAssignment*> consumers;
        for (MemberAssignment& member : result) {
            if (subscribes(members, member.member_id, topic)) consumers.push_back(&member);
        }
        if (consumers.empty()) continue;
        const auto count = static_cast<std::int32_t>(consumers.size());
        std::int32_t next = 0;
        for (std::int32_t i = 0; i < count; ++i) {
            const std::int32_t share = partitions / count + (i < partitions % count ? 1 : 0);
            for (std::int32_t k = 0; k < share; ++k) {
                consumers[static_cast<std::size_t>(i)]->partitions.push_back(
                    {topic, PartitionIndex(next++)});
            }
        }
    }
    return result;
}

std::vector<MemberAssignment> assign_roundrobin(const TopicSizes& topics,
                                                const std::vector<JoinedMember>& members) {
    std::vector<MemberAssignment> result = empty_assignments(members);
    std::size_t turn = 0;
    for (const auto& [topic, partitions] : sorted(topics)) {
        const bool anyone = std::any_of(result.begin(), result.end(), [&](const auto& member) {
            return subscribes(members, member.member_id, topic);
        });
        if (!anyone) continue;
        for (std::int32_t p = 0; p < partitions; ++p) {
            while (!subscribes(members, result[turn].member_id, topic)) {
                turn = (turn + 1) % result.size();
            }
            result[turn].partitions.push_back({topic, PartitionIndex(p)});
            turn = (turn + 1) % result.size();
        }
    }
    return result;
}

bool is_assignor(std::string_view name) { return name == "range" || name == "roundrobin"; }

std::vector<MemberAssignment> assign(std::string_view assignor, const TopicSizes& topics,
                                     const std::vector<JoinedMember>& members) {
    KSCOPE_CHECK(is_assignor(assignor), "an assignor that no member can have offered");
    return assignor == "range" ? assign_range(topics, members) : assign_roundrobin(topics, members);
}

}  // namespace kscope
