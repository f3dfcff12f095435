// ControlledShutdown (7), DeleteTopics (20), CreatePartitions (37), ElectLeaders (43),
// AlterPartitionReassignments (45) and ListPartitionReassignments (46) on the wire, each in its
// highest version of 3.9. DeleteTopics names its topics; their ids are zero.
#pragma once

#include "core/protocol/admin_messages.h"
#include "core/protocol/wire/wire_parts.h"

namespace kscope {

constexpr WireVersion version_of(WireType<ControlledShutdownRequest>) { return {3, 3}; }
constexpr WireVersion version_of(WireType<ControlledShutdownResponse>) { return {3, 3}; }
constexpr WireVersion version_of(WireType<DeleteTopicsRequest>) { return {6, 4}; }
constexpr WireVersion version_of(WireType<DeleteTopicsResponse>) { return {6, 4}; }
constexpr WireVersion version_of(WireType<CreatePartitionsRequest>) { return {3, 2}; }
constexpr WireVersion version_of(WireType<CreatePartitionsResponse>) { return {3, 2}; }
constexpr WireVersion version_of(WireType<ElectLeadersRequest>) { return {2, 2}; }
constexpr WireVersion version_of(WireType<ElectLeadersResponse>) { return {2, 2}; }
constexpr WireVersion version_of(WireType<AlterPartitionReassignmentsRequest>) { return {0, 0}; }
constexpr WireVersion version_of(WireType<AlterPartitionReassignmentsResponse>) { return {0, 0}; }
constexpr WireVersion version_of(WireType<ListPartitionReassignmentsRequest>) { return {0, 0}; }
constexpr WireVersion version_of(WireType<ListPartitionReassignmentsResponse>) { return {0, 0}; }

template <class Io>
void transfer(Io& io, typename Io::template Of<ControlledShutdownRequest>& m) {
    io.fields(m.broker, m.broker_epoch);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ControlledShutdownResponse>& m) {
    io.fields(m.error);
    io.array(m.remaining, [](auto& part, auto& tp) {
        part.fields(tp.topic, tp.partition);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DeleteTopicsRequest>& m) {
    io.array(m.topics, [](auto& part, auto& name) {
        part.fields(name);
        part.no_topic_id();
        part.tags();
    });
    io.millis(m.timeout);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DeleteTopicsResponse>& m) {
    io.fields(m.throttle_time_ms);
    io.array(m.topics, [](auto& part, auto& topic) {
        part.fields(topic.topic);
        part.no_topic_id();
        part.fields(topic.error);
        part.nullable_string(topic.message);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<CreatePartitionsRequest>& m) {
    io.array(m.topics, [](auto& part, auto& topic) {
        part.fields(topic.topic, topic.count);
        part.nullable_array(topic.assignments, [](auto& each, auto& replicas) {
            each.fields(replicas);
            each.tags();
        });
        part.tags();
    });
    io.millis(m.timeout);
    io.uncarried(false);  // validate only
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<CreatePartitionsResponse>& m) {
    io.fields(m.throttle_time_ms);
    io.array(m.topics, [](auto& part, auto& topic) {
        part.fields(topic.topic, topic.error);
        part.nullable_string(topic.message);
        part.tags();
    });
    io.tags();
}

// Partitions by topic, or null for all of them.
template <class Io, class Partitions>
void nullable_partitions(Io& io, Partitions& partitions) {
    if constexpr (Io::reading) {
        if (!io.skip_null_list()) partitions.emplace();
    } else if (!partitions) {
        io.null_elements();
    }
    if (partitions) partitions_by_topic(io, *partitions);
}

template <class Io, class Results>
void partition_results(Io& io, Results& results) {
    by_topic(io, results, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.error);
        part.nullable_string(p.message);
        part.tags();
    });
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ElectLeadersRequest>& m) {
    io.fields(m.type);
    nullable_partitions(io, m.partitions);
    io.millis(m.timeout);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ElectLeadersResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
    partition_results(io, m.partitions);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<AlterPartitionReassignmentsRequest>& m) {
    io.millis(m.timeout);
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition);
        part.nullable_array(p.replicas, [](auto& each, auto& broker) { each.fields(broker); });
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<AlterPartitionReassignmentsResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
    io.nullable_string(m.message);
    partition_results(io, m.partitions);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ListPartitionReassignmentsRequest>& m) {
    io.millis(m.timeout);
    nullable_partitions(io, m.partitions);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ListPartitionReassignmentsResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
    io.nullable_string(m.message);
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.replicas, p.adding, p.removing);
        part.tags();
    });
    io.tags();
}

}  // namespace kscope
