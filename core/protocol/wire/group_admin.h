// ListGroups (16) and DescribeGroups (15) on the wire, each in the last version without the types
// of groups that came after the classic one.
#pragma once

#include <limits>

#include "core/protocol/group_admin_messages.h"
#include "core/protocol/wire/group.h"

namespace kscope {

constexpr WireVersion version_of(WireType<ListGroupsRequest>) { return {4, 3}; }
constexpr WireVersion version_of(WireType<ListGroupsResponse>) { return {4, 3}; }
constexpr WireVersion version_of(WireType<DescribeGroupsRequest>) { return {5, 5}; }
constexpr WireVersion version_of(WireType<DescribeGroupsResponse>) { return {5, 5}; }

template <class Io>
void transfer(Io& io, typename Io::template Of<ListGroupsRequest>& m) {
    io.fields(m.states);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ListGroupsResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
    io.array(m.groups, [](auto& part, auto& group) {
        part.fields(group.group, group.protocol_type, group.state);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeGroupsRequest>& m) {
    io.fields(m.groups);
    io.uncarried(false);  // include authorized operations
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeGroupsResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.array(m.groups, [](auto& part, auto& group) {
        part.fields(group.error, group.group, group.state, group.protocol_type, group.protocol);
        part.array(group.members, [](auto& each, auto& member) {
            each.fields(member.member_id);
            each.uncarried_string(null_string);  // group instance id
            each.fields(member.client_id);
            host(each, member.host);
            subscription(each, member.subscription);
            assignment(each, member.assignment);
            each.tags();
        });
        // Authorized operations: not asked for.
        part.uncarried(std::numeric_limits<std::int32_t>::min());
        part.tags();
    });
    io.tags();
}

}  // namespace kscope
