// What an operator asks about groups: ListGroups (16) and DescribeGroups (15), of the classic
// protocol. Each coordinator knows only its own.
#pragma once

#include <string>
#include <vector>

#include "core/protocol/group_messages.h"

namespace kscope {

struct ListGroupsRequest {
    std::vector<std::string> states;  // "Stable"; empty: all (KIP-518)
    template <class V>
    void visit(V&& v) const {
        v("states", states);
    }
};

struct ListedGroup {
    std::string group;
    std::string protocol_type;  // "consumer"; empty: offsets only, and never a member
    std::string state;
    template <class V>
    void visit(V&& v) const {
        v("group", group), v("protocol_type", protocol_type), v("state", state);
    }
};

struct ListGroupsResponse {
    ErrorCode error = ErrorCode::none;
    std::vector<ListedGroup> groups;
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("groups", groups);
    }
};

struct DescribeGroupsRequest {
    std::vector<std::string> groups;
    template <class V>
    void visit(V&& v) const {
        v("groups", groups);
    }
};

struct DescribedMember {
    std::string member_id;
    std::string client_id;
    NodeId host = no_node;
    Subscription subscription;
    std::vector<TopicPartition> assignment;
    template <class V>
    void visit(V&& v) const {
        v("member_id", member_id), v("client_id", client_id), v("host", host);
        v("subscription", subscription), v("assignment", assignment);
    }
};

struct DescribedGroup {
    ErrorCode error = ErrorCode::none;
    std::string group;
    std::string state;  // "Dead" if there is no such group
    std::string protocol_type;
    std::string protocol;  // the assignor
    std::vector<DescribedMember> members;
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("group", group), v("state", state);
        v("protocol_type", protocol_type), v("protocol", protocol), v("members", members);
    }
};

struct DescribeGroupsResponse {
    std::vector<DescribedGroup> groups;
    template <class V>
    void visit(V&& v) const {
        v("groups", groups);
    }
};

}  // namespace kscope
