// Notes of the group coordinator.
#pragma once

#include "core/protocol/error_code.h"
#include "core/protocol/group_messages.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

struct CoordinatorLoaded {
    BrokerId broker;
    PartitionIndex offsets_partition;
    std::int32_t groups = 0;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("offsets_partition", offsets_partition), v("groups", groups);
    }
};

struct CoordinatorUnloaded {
    BrokerId broker;
    PartitionIndex offsets_partition;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("offsets_partition", offsets_partition);
    }
};

struct MemberJoined {
    BrokerId broker;
    std::string group;
    std::string member;
    NodeId client = no_node;  // the process, where the coordinator knows it
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("group", group), v("member", member), v("client", client);
    }
};

struct MemberLeft {
    BrokerId broker;
    std::string group;
    std::string member;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("group", group), v("member", member);
    }
};

// Its session timeout passed without a heartbeat, or it did not rejoin in time.
struct MemberFenced {
    BrokerId broker;
    std::string group;
    std::string member;
    Duration silent_for;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("group", group), v("member", member);
        v("silent_for", silent_for);
    }
};

struct RebalanceStarted {
    BrokerId broker;
    std::string group;
    Generation generation;  // the one that ends
    std::string reason;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("group", group), v("generation", generation);
        v("reason", reason);
    }
};

// All have joined: the group waits for its leader's assignment.
struct GenerationStarted {
    BrokerId broker;
    std::string group;
    Generation generation;
    std::string leader;
    std::string protocol;
    std::int32_t members = 0;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("group", group), v("generation", generation);
        v("leader", leader), v("protocol", protocol), v("members", members);
    }
};

// The assignment is in __consumer_offsets; the group is Stable. With no_generation it is a
// tombstone: the group was Empty, without offsets, and is Dead.
struct AssignmentStored {
    BrokerId broker;
    std::string group;
    Generation generation;
    std::vector<MemberAssignment> assignments;
    Offset log_offset;  // of the group's record in __consumer_offsets
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("group", group), v("generation", generation);
        v("assignments", assignments), v("log_offset", log_offset);
    }
};

// With no_offset it is a tombstone: the offset has expired.
struct OffsetCommitted {
    BrokerId broker;
    std::string group;
    TopicPartition tp;
    Offset offset;
    Generation generation;
    Offset log_offset;  // of the commit's record in __consumer_offsets
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("group", group), v("partition", tp), v("offset", offset);
        v("generation", generation), v("log_offset", log_offset);
    }
};

}  // namespace kscope
