// DescribeQuorum on the wire, at version 2. Its one error is the partition's, as in quorum.h; a
// voter has one listener.
#pragma once

#include "core/protocol/describe_quorum_messages.h"
#include "core/protocol/wire/quorum.h"

namespace kscope {

constexpr WireVersion version_of(WireType<DescribeQuorumRequest>) { return {2, 0}; }
constexpr WireVersion version_of(WireType<DescribeQuorumResponse>) { return {2, 0}; }

// Milliseconds; -1 is none.
template <class Io>
void wall_millis(Io& io, typename Io::template Of<std::optional<WallTime>>& time) {
    if constexpr (Io::reading) {
        std::int64_t millis = 0;
        io.fields(millis);
        if (millis >= 0 && !WallTime::holds_millis(millis)) io.fail("a time beyond all clocks");
        if (millis >= 0 && WallTime::holds_millis(millis)) time = WallTime::from_millis(millis);
    } else {
        const std::int64_t millis = time ? time->millis() : -1;
        io.fields(millis);
    }
}

template <class Io, class Replicas>
void replica_states(Io& io, Replicas& replicas) {
    io.array(replicas, [](auto& part, auto& state) {
        part.fields(state.replica.id);
        directory(part, state.replica.directory);
        part.fields(state.log_end_offset);
        wall_millis(part, state.last_fetch);
        wall_millis(part, state.last_caught_up);
        part.tags();
    });
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeQuorumRequest>&) {
    metadata_partition(io, [&io] { io.tags(); });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeQuorumResponse>& m) {
    io.uncarried(std::int16_t{0});     // top-level error
    io.uncarried_string(null_string);  // and its message
    metadata_partition(io, [&] {
        io.fields(m.error);
        io.nullable_string(m.message);
        io.fields(m.leader, m.epoch, m.high_watermark);
        replica_states(io, m.voters);
        replica_states(io, m.observers);
        io.tags();
    });
    io.array(m.nodes, [](auto& part, auto& node) {
        part.fields(node.broker);
        listeners(part, node.node);
        part.tags();
    });
    io.tags();
}

}  // namespace kscope
