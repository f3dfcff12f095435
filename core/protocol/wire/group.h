// The classic group protocol on the wire: OffsetCommit (8), OffsetFetch (9), FindCoordinator (10),
// JoinGroup (11), Heartbeat (12), LeaveGroup (13), SyncGroup (14). Where a later version asks for
// several groups, keys or members at once (KIP-699, KIP-709, KIP-345) and answers each by name, the
// version here is the last with one: FindCoordinator 3, OffsetFetch 7, LeaveGroup 2.
#pragma once

#include "core/protocol/group_messages.h"
#include "core/protocol/wire/wire_parts.h"

namespace kscope {

constexpr WireVersion version_of(WireType<OffsetCommitRequest>) { return {9, 8}; }
constexpr WireVersion version_of(WireType<OffsetCommitResponse>) { return {9, 8}; }
constexpr WireVersion version_of(WireType<OffsetFetchRequest>) { return {7, 6}; }
constexpr WireVersion version_of(WireType<OffsetFetchResponse>) { return {7, 6}; }
constexpr WireVersion version_of(WireType<FindCoordinatorRequest>) { return {3, 3}; }
constexpr WireVersion version_of(WireType<FindCoordinatorResponse>) { return {3, 3}; }
constexpr WireVersion version_of(WireType<JoinGroupRequest>) { return {9, 6}; }
constexpr WireVersion version_of(WireType<JoinGroupResponse>) { return {9, 6}; }
constexpr WireVersion version_of(WireType<HeartbeatRequest>) { return {4, 4}; }
constexpr WireVersion version_of(WireType<HeartbeatResponse>) { return {4, 4}; }
constexpr WireVersion version_of(WireType<LeaveGroupRequest>) { return {2, 4}; }
constexpr WireVersion version_of(WireType<LeaveGroupResponse>) { return {2, 4}; }
constexpr WireVersion version_of(WireType<SyncGroupRequest>) { return {5, 4}; }
constexpr WireVersion version_of(WireType<SyncGroupResponse>) { return {5, 4}; }

inline constexpr const char* consumer_protocol_type = "consumer";
inline constexpr std::int16_t consumer_protocol_version = 3;

// Bytes within a message that have a version of their own, never flexible: ConsumerProtocol.
template <class Io, class F>
void embedded(Io& io, F transfer_inner) {
    if constexpr (Io::reading) {
        const std::string_view bytes = io.read_blob();
        if (bytes.empty()) return;  // beside an error, or from a member without any
        WireReader inner(bytes, WireFormat::classic);
        transfer_inner(inner);
        if (io.ok() && !inner.ok()) io.fail(inner.error().what);
    } else {
        WireWriter inner(WireFormat::classic);
        transfer_inner(inner);
        io.write_blob(inner.bytes());
    }
}

template <class Io>
void subscription(Io& io, typename Io::template Of<Subscription>& s) {
    embedded(io, [&s](auto& inner) {
        inner.uncarried(consumer_protocol_version);
        inner.fields(s.topics);
        inner.null_blob();                    // user data
        inner.no_elements();                  // owned partitions: only cooperative members have any
        inner.uncarried(std::int32_t{-1});    // their generation
        inner.uncarried_string(null_string);  // rack
    });
}

template <class Io>
void assignment(Io& io, typename Io::template Of<std::vector<TopicPartition>>& partitions) {
    embedded(io, [&partitions](auto& inner) {
        inner.uncarried(consumer_protocol_version);
        partitions_by_topic(inner, partitions);
        inner.null_blob();  // user data
    });
}

template <class Io>
void transfer(Io& io, typename Io::template Of<OffsetCommitRequest>& m) {
    io.fields(m.group, m.generation, m.member_id);
    io.uncarried_string(null_string);  // group instance id
    by_topic(io, m.offsets, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.offset, p.leader_epoch);
        part.nullable_string(p.metadata);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<OffsetCommitResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.error);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<OffsetFetchRequest>& m) {
    io.fields(m.group);
    if constexpr (Io::reading) {
        if (!io.skip_null_list()) m.partitions.emplace();
    } else if (!m.partitions) {
        io.null_elements();
    }
    if (m.partitions) partitions_by_topic(io, *m.partitions);
    io.uncarried(false);  // require stable: only with transactions
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<OffsetFetchResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    by_topic(io, m.offsets, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.offset, p.leader_epoch);
        part.nullable_string(p.metadata);
        part.uncarried(std::int16_t{0});  // error of the partition
        part.tags();
    });
    io.fields(m.error);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<FindCoordinatorRequest>& m) {
    io.fields(m.group);
    io.uncarried(std::int8_t{0});  // key type: a group
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<FindCoordinatorResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
    io.uncarried_string(null_string);  // error message
    endpoint(io, m.coordinator);
    io.tags();
}

// The client id is in the header of the request.
template <class Io>
void transfer(Io& io, typename Io::template Of<JoinGroupRequest>& m) {
    io.fields(m.group);
    io.millis(m.session_timeout);
    io.millis(m.rebalance_timeout);
    io.fields(m.member_id);
    io.uncarried_string(null_string);  // group instance id
    io.uncarried_string(consumer_protocol_type);
    io.array(m.protocols, [](auto& part, auto& protocol) {
        part.fields(protocol.name);
        subscription(part, protocol.subscription);
        part.tags();
    });
    io.uncarried_string(null_string);  // reason
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<JoinGroupResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error, m.generation);
    io.uncarried_string(m.error == ErrorCode::none ? consumer_protocol_type : null_string);
    io.nullable_string(m.protocol);
    io.fields(m.leader);
    io.uncarried(false);  // skip assignment
    io.fields(m.member_id);
    io.array(m.members, [](auto& part, auto& member) {
        part.fields(member.member_id);
        part.uncarried_string(null_string);  // group instance id
        subscription(part, member.subscription);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<HeartbeatRequest>& m) {
    io.fields(m.group, m.generation, m.member_id);
    io.uncarried_string(null_string);  // group instance id
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<HeartbeatResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<LeaveGroupRequest>& m) {
    io.fields(m.group, m.member_id);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<LeaveGroupResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<SyncGroupRequest>& m) {
    io.fields(m.group, m.generation, m.member_id);
    io.uncarried_string(null_string);  // group instance id
    io.uncarried_string(null_string);  // protocol type
    io.uncarried_string(null_string);  // protocol name
    io.array(m.assignments, [](auto& part, auto& member) {
        part.fields(member.member_id);
        assignment(part, member.partitions);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<SyncGroupResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
    io.uncarried_string(null_string);  // protocol type
    io.uncarried_string(null_string);  // protocol name
    if constexpr (Io::reading) {
        assignment(io, m.assignment);
    } else if (m.error != ErrorCode::none && m.assignment.empty()) {
        io.write_blob("");
    } else {
        assignment(io, m.assignment);
    }
    io.tags();
}

}  // namespace kscope
