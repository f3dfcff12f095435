// The quorum's messages on the wire: Vote at version 2, BeginQuorumEpoch, EndQuorumEpoch and
// FetchSnapshot at 1, AddRaftVoter, RemoveRaftVoter and UpdateRaftVoter at 0, and its Fetch at 17,
// where directories stand, with what 18 added as a tag; ordinary fetches are at 12 (fetch.h), so
// that the version tells them apart. Top-level errors are written as none: kscope's one error is
// the partition's.
#pragma once

#include "core/protocol/quorum_messages.h"
#include "core/protocol/wire/fetch.h"
#include "core/protocol/wire/wire_parts.h"

namespace kscope {

constexpr WireVersion version_of(WireType<VoteRequest>) { return {2, 0}; }
constexpr WireVersion version_of(WireType<VoteResponse>) { return {2, 0}; }
constexpr WireVersion version_of(WireType<BeginQuorumEpochRequest>) { return {1, 1}; }
constexpr WireVersion version_of(WireType<BeginQuorumEpochResponse>) { return {1, 1}; }
constexpr WireVersion version_of(WireType<EndQuorumEpochRequest>) { return {1, 1}; }
constexpr WireVersion version_of(WireType<EndQuorumEpochResponse>) { return {1, 1}; }
constexpr WireVersion version_of(WireType<QuorumFetchRequest>) { return {17, 12}; }
constexpr WireVersion version_of(WireType<QuorumFetchResponse>) { return {17, 12}; }
constexpr WireVersion version_of(WireType<FetchSnapshotRequest>) { return {1, 0}; }
constexpr WireVersion version_of(WireType<FetchSnapshotResponse>) { return {1, 0}; }
constexpr WireVersion version_of(WireType<AddRaftVoterRequest>) { return {0, 0}; }
constexpr WireVersion version_of(WireType<AddRaftVoterResponse>) { return {0, 0}; }
constexpr WireVersion version_of(WireType<RemoveRaftVoterRequest>) { return {0, 0}; }
constexpr WireVersion version_of(WireType<RemoveRaftVoterResponse>) { return {0, 0}; }
constexpr WireVersion version_of(WireType<UpdateRaftVoterRequest>) { return {0, 0}; }
constexpr WireVersion version_of(WireType<UpdateRaftVoterResponse>) { return {0, 0}; }

template <class Io>
void directory(Io& io, typename Io::template Of<DirectoryId>& id) {
    io.fields(id.high, id.low);
}

// A list that has exactly one element.
template <class Io, class F>
void one_element(Io& io, F transfer) {
    if constexpr (Io::reading) {
        int count = 0;
        io.elements([&] {
            if (++count == 1) transfer();
        });
        if (count != 1) io.fail("not exactly one element");
    } else {
        io.count(1);
        transfer();
    }
}

// [{"__cluster_metadata", [{0, ...}]}]
template <class Io, class F>
void metadata_partition(Io& io, F transfer) {
    one_element(io, [&] {
        io.uncarried_string(cluster_metadata_topic_name);
        one_element(io, [&] {
            io.uncarried(std::int32_t{0});
            transfer();
        });
        io.tags();
    });
}

// Uuid.METADATA_TOPIC_ID is (0, 1).
template <class Io>
void metadata_topic_id(Io& io) {
    io.uncarried(std::int64_t{0});
    io.uncarried(std::int64_t{1});
}

template <class Io>
void uint16_port(Io& io) {
    io.uncarried(std::int16_t{9092});
}

template <class Io>
void wide_port(Io& io) {
    io.uncarried(std::int32_t{9092});
}

// The listeners of one process; none if it is no_node.
template <class Io>
void listeners(Io& io, typename Io::template Of<NodeId>& node) {
    const auto one = [&] {
        io.uncarried_string("CONTROLLER");
        host(io, node);
        uint16_port(io);
        io.tags();
    };
    if constexpr (Io::reading) {
        io.elements(one);
    } else if (node == no_node) {
        io.no_elements();
    } else {
        io.count(1);
        one();
    }
}

// NodeEndpoints: where the leader is.
template <class Io, class Port>
auto leader_endpoint(Io&, typename Io::template Of<QuorumLeader>& current, Port port_of) {
    return tag_field(0, current.node != no_node, [&current, port_of](auto& tag) {
        one_element(tag, [&] {
            tag.fields(current.leader);
            host(tag, current.node);
            port_of(tag);
        });
    });
}

template <class Io>
void endpoint_tags(Io& io, typename Io::template Of<QuorumLeader>& current) {
    io.tags(leader_endpoint(io, current, [](auto& tag) {
        uint16_port(tag);
        tag.tags();
    }));
}

template <class Io>
void transfer(Io& io, typename Io::template Of<VoteRequest>& m) {
    io.nullable_string(m.cluster_id);
    io.fields(m.voter.id);
    metadata_partition(io, [&] {
        io.fields(m.replica_epoch, m.replica.id);
        directory(io, m.replica.directory);
        directory(io, m.voter.directory);
        io.fields(m.last.epoch, m.last.offset, m.pre_vote);
        io.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<VoteResponse>& m) {
    io.uncarried(std::int16_t{0});
    metadata_partition(io, [&] {
        io.fields(m.error, m.current.leader, m.current.epoch, m.vote_granted);
        io.tags();
    });
    endpoint_tags(io, m.current);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<BeginQuorumEpochRequest>& m) {
    io.nullable_string(m.cluster_id);
    io.fields(m.voter.id);
    metadata_partition(io, [&] {
        directory(io, m.voter.directory);
        io.fields(m.leader.leader, m.leader.epoch);
        io.tags();
    });
    listeners(io, m.leader.node);
    io.tags();
}

// BeginQuorumEpoch's and EndQuorumEpoch's answers are alike.
template <class Io, class Response>
void epoch_response(Io& io, Response& m) {
    io.uncarried(std::int16_t{0});
    metadata_partition(io, [&] {
        io.fields(m.error, m.current.leader, m.current.epoch);
        io.tags();
    });
    endpoint_tags(io, m.current);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<BeginQuorumEpochResponse>& m) {
    epoch_response(io, m);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<EndQuorumEpochRequest>& m) {
    io.nullable_string(m.cluster_id);
    metadata_partition(io, [&] {
        io.fields(m.leader.leader, m.leader.epoch);
        io.array(m.preferred_candidates, [](auto& part, auto& candidate) {
            part.fields(candidate.id);
            directory(part, candidate.directory);
            part.tags();
        });
        io.tags();
    });
    listeners(io, m.leader.node);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<EndQuorumEpochResponse>& m) {
    epoch_response(io, m);
}

template <class Io>
auto cluster_tag(typename Io::template Of<std::string>& cluster_id) {
    return tag_field(0, !cluster_id.empty(),
                     [&cluster_id](auto& tag) { tag.nullable_string(cluster_id); });
}

template <class Io>
auto directory_tag(typename Io::template Of<DirectoryId>& id) {
    return tag_field(0, id.known(), [&id](auto& tag) { directory(tag, id); });
}

// Of version 18. Whoever does not know it, leaves it out.
template <class Io>
auto known_high_watermark_tag(typename Io::template Of<std::optional<Offset>>& high_watermark) {
    return tag_field(1, high_watermark.has_value(), [&high_watermark](auto& tag) {
        if constexpr (Io::reading) high_watermark.emplace();
        tag.fields(*high_watermark);
    });
}

template <class Io>
void transfer(Io& io, typename Io::template Of<QuorumFetchRequest>& m) {
    io.millis(m.max_wait);
    io.uncarried(std::int32_t{0});  // min bytes
    io.fields(m.max_bytes);
    io.uncarried(std::int8_t{0});    // isolation level
    io.uncarried(std::int32_t{0});   // session id
    io.uncarried(std::int32_t{-1});  // session epoch: none
    one_element(io, [&] {
        metadata_topic_id(io);
        one_element(io, [&] {
            io.uncarried(std::int32_t{0});
            io.fields(m.current_leader_epoch, m.fetch.offset, m.fetch.epoch);
            io.uncarried(std::int64_t{-1});  // log start offset
            io.uncarried(std::int32_t{0});   // partition max bytes
            io.tags(directory_tag<Io>(m.replica.directory),
                    known_high_watermark_tag<Io>(m.high_watermark));
        });
        io.tags();
    });
    io.no_elements();         // forgotten topics
    io.uncarried_string("");  // rack
    io.tags(cluster_tag<Io>(m.cluster_id), tag_field(1, m.replica.id != no_broker, [&m](auto& tag) {
                tag.fields(m.replica.id);
                tag.uncarried(std::int64_t{-1});  // replica epoch
                tag.tags();
            }));
}

template <class Io>
auto snapshot_tag(typename Io::template Of<std::optional<OffsetAndEpoch>>& snapshot) {
    return tag_field(2, snapshot.has_value(), [&snapshot](auto& tag) {
        if constexpr (Io::reading) snapshot.emplace();
        tag.fields(snapshot->offset, snapshot->epoch);
        tag.tags();
    });
}

template <class Io>
auto current_leader_tag(std::uint32_t tag_number, typename Io::template Of<QuorumLeader>& current) {
    return tag_field(tag_number, current.epoch != no_leader_epoch, [&current](auto& tag) {
        tag.fields(current.leader, current.epoch);
        tag.tags();
    });
}

template <class Io>
void transfer(Io& io, typename Io::template Of<QuorumFetchResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.uncarried(std::int16_t{0});  // top-level error
    io.uncarried(std::int32_t{0});  // session id
    one_element(io, [&] {
        metadata_topic_id(io);
        one_element(io, [&] {
            io.uncarried(std::int32_t{0});
            io.fields(m.error, m.high_watermark);
            io.uncarried(std::int64_t{-1});  // last stable offset
            io.fields(m.log_start_offset);
            io.no_elements();                // aborted transactions
            io.uncarried(std::int32_t{-1});  // preferred read replica
            batches(io, m.batches);
            io.tags(tag_field(0, m.diverging_epoch.has_value(),
                              [&m](auto& tag) { diverging_epoch(tag, m.diverging_epoch); }),
                    current_leader_tag<Io>(1, m.current), snapshot_tag<Io>(m.snapshot));
        });
        io.tags();
    });
    io.tags(leader_endpoint(io, m.current, [](auto& tag) {
        wide_port(tag);
        tag.uncarried_string(null_string);  // rack
        tag.tags();
    }));
}

template <class Io>
void transfer(Io& io, typename Io::template Of<FetchSnapshotRequest>& m) {
    io.fields(m.replica.id, m.max_bytes);
    metadata_partition(io, [&] {
        io.fields(m.current_leader_epoch, m.snapshot.offset, m.snapshot.epoch);
        io.tags();
        io.fields(m.position);
        io.tags(directory_tag<Io>(m.replica.directory));
    });
    io.tags(cluster_tag<Io>(m.cluster_id));
}

template <class Io>
void transfer(Io& io, typename Io::template Of<FetchSnapshotResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.uncarried(std::int16_t{0});
    metadata_partition(io, [&] {
        io.fields(m.error, m.snapshot.offset, m.snapshot.epoch);
        io.tags();
        io.fields(m.size, m.position);
        batches(io, m.batches);
        io.tags(current_leader_tag<Io>(0, m.current));
    });
    endpoint_tags(io, m.current);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<AddRaftVoterRequest>& m) {
    io.nullable_string(m.cluster_id);
    io.millis(m.timeout);
    io.fields(m.voter.id);
    directory(io, m.voter.directory);
    listeners(io, m.node);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<RemoveRaftVoterRequest>& m) {
    io.nullable_string(m.cluster_id);
    io.fields(m.voter.id);
    directory(io, m.voter.directory);
    io.tags();
}

// AddRaftVoter's and RemoveRaftVoter's answers are alike.
template <class Io, class Response>
void voter_change_response(Io& io, Response& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
    io.nullable_string(m.message);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<AddRaftVoterResponse>& m) {
    voter_change_response(io, m);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<RemoveRaftVoterResponse>& m) {
    voter_change_response(io, m);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<UpdateRaftVoterRequest>& m) {
    io.nullable_string(m.cluster_id);
    io.fields(m.current_leader_epoch, m.voter.id);
    directory(io, m.voter.directory);
    listeners(io, m.node);
    io.fields(m.min_kraft_version, m.max_kraft_version);
    io.tags();
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<UpdateRaftVoterResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
    io.tags(tag_field(0, m.current.epoch != no_leader_epoch, [&m](auto& tag) {
        tag.fields(m.current.leader, m.current.epoch);
        host(tag, m.current.node);
        wide_port(tag);
        tag.tags();
    }));
}

}  // namespace kscope
