// DescribeTopicPartitions (75) on the wire, at version 0. Topics' ids are zero, as in Metadata.
#pragma once

#include "core/protocol/describe_topic_partitions_messages.h"
#include "core/protocol/wire/metadata.h"

namespace kscope {

constexpr WireVersion version_of(WireType<DescribeTopicPartitionsRequest>) { return {0, 0}; }
constexpr WireVersion version_of(WireType<DescribeTopicPartitionsResponse>) { return {0, 0}; }

// A struct that may be null has a byte before it: below 0 is null.
template <class Io>
void nullable_cursor(Io& io, typename Io::template Of<std::optional<PartitionCursor>>& at) {
    auto mark = static_cast<std::int8_t>(at ? 1 : -1);
    io.fields(mark);
    if constexpr (Io::reading) {
        if (mark >= 0 && io.ok()) at.emplace();
    }
    if (!at) return;
    io.fields(at->topic, at->partition);
    io.tags();
}

template <class Io, class Brokers>
void nullable_brokers(Io& io, Brokers& brokers) {
    io.nullable_array(brokers, [](auto& part, auto& broker) { part.fields(broker); });
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeTopicPartitionsRequest>& m) {
    io.array(m.topics, [](auto& part, auto& name) {
        part.fields(name);
        part.tags();
    });
    io.fields(m.partition_limit);
    nullable_cursor(io, m.cursor);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeTopicPartitionsResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.array(m.topics, [](auto& part, auto& topic) {
        part.fields(topic.error, topic.topic);
        part.no_topic_id();
        part.fields(topic.is_internal);
        part.array(topic.partitions, [](auto& each, auto& described) {
            auto& p = described.metadata;
            each.fields(p.error, p.partition, p.leader, p.leader_epoch, p.replicas, p.isr);
            nullable_brokers(each, described.elr);
            nullable_brokers(each, described.last_known_elr);
            each.fields(p.offline_replicas);
            each.tags();
        });
        part.uncarried(no_operations);
        part.tags();
    });
    nullable_cursor(io, m.next_cursor);
    io.tags();
}

}  // namespace kscope
