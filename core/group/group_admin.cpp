// ListGroups and DescribeGroups (GroupCoordinator.handleListGroups, handleDescribeGroup, 3.9).
#include <algorithm>

#include "core/group/group_coordinator.h"

namespace kscope {

namespace {

// None: it only stores offsets, and never had a member.
std::string protocol_type_of(const Group& group) {
    return group.has_protocol_type() ? "consumer" : "";
}

DescribedGroup description_of(const Group& group) {
    DescribedGroup described;
    described.group = group.name();
    described.state = name_of(group.state());
    described.protocol_type = protocol_type_of(group);
    const bool stable = group.state() == GroupState::stable;
    if (stable) described.protocol = group.protocol();
    for (const auto& [id, member] : group.members()) {
        DescribedMember& told = described.members.emplace_back();
        told.member_id = id;
        told.client_id = member.client_id;
        told.host = member.client;
        if (!stable) continue;
        told.subscription = group.subscription_of(member);
        told.assignment = member.assignment;
    }
    return described;
}

}  // namespace

void GroupCoordinator::handle(const Now&, const RequestContext& context,
                              const ListGroupsRequest& request, CoordinatorOutput& out) {
    ListGroupsResponse response;
    for (const Group* group : groups()) {
        const std::string state = name_of(group->state());
        const auto& wanted = request.states;
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), state) == wanted.end()) {
            continue;
        }
        response.groups.push_back({group->name(), protocol_type_of(*group), state});
    }
    out.answer(context, std::move(response));
}

void GroupCoordinator::handle(const Now&, const RequestContext& context,
                              const DescribeGroupsRequest& request, CoordinatorOutput& out) {
    DescribeGroupsResponse response;
    for (const std::string& name : request.groups) {
        const ErrorCode error = status_of(name);
        const Group* group = error == ErrorCode::none ? find_group(name) : nullptr;
        DescribedGroup& described = response.groups.emplace_back();
        if (group != nullptr) {
            described = description_of(*group);
        } else {
            described.error = error;
            described.group = name;
            if (error == ErrorCode::none) described.state = name_of(GroupState::dead);
        }
    }
    out.answer(context, std::move(response));
}

}  // namespace kscope
