// Metadata (3) and CreateTopics (19) on the wire. Topics are named and their ids are zero, as with
// topics that have none (KIP-516).
#pragma once

#include "core/protocol/metadata_messages.h"
#include "core/protocol/wire/wire_parts.h"

namespace kscope {

constexpr WireVersion version_of(WireType<MetadataRequest>) { return {12, 9}; }
constexpr WireVersion version_of(WireType<MetadataResponse>) { return {12, 9}; }
constexpr WireVersion version_of(WireType<CreateTopicsRequest>) { return {7, 5}; }
constexpr WireVersion version_of(WireType<CreateTopicsResponse>) { return {7, 5}; }

// "Not asked for", in fields of authorized operations.
inline constexpr std::int32_t no_operations = std::numeric_limits<std::int32_t>::min();

template <class Io>
void transfer(Io& io, typename Io::template Of<MetadataRequest>& m) {
    io.nullable_array(m.topics, [](auto& part, auto& name) {
        part.no_topic_id();
        part.fields(name);
        part.tags();
    });
    io.fields(m.allow_auto_topic_creation);
    io.uncarried(false);  // include authorized operations
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<TopicMetadata>& m) {
    io.fields(m.error, m.topic);
    io.no_topic_id();
    io.fields(m.is_internal);
    io.array(m.partitions, [](auto& part, auto& p) {
        part.fields(p.error, p.partition, p.leader, p.leader_epoch, p.replicas, p.isr,
                    p.offline_replicas);
        part.tags();
    });
    io.uncarried(no_operations);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<MetadataResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.array(m.brokers, [](auto& part, auto& broker) {
        endpoint(part, broker);
        part.uncarried_string(null_string);  // rack
        part.tags();
    });
    io.uncarried_string(null_string);  // cluster id
    io.fields(m.controller);
    io.array(m.topics, [](auto& part, auto& topic) { transfer(part, topic); });
    io.tags();
}

// The list's place is the partition's number.
template <class Io, class Assignments>
void assignments(Io& io, Assignments& all) {
    std::int32_t next = 0;
    io.array(all, [&next](auto& part, auto& replicas) {
        std::int32_t partition = next++;
        part.fields(partition, replicas);
        part.tags();
        if constexpr (std::decay_t<decltype(part)>::reading) {
            if (part.ok() && partition + 1 != next) part.fail("an assignment out of order");
        }
    });
}

template <class Io>
void transfer(Io& io, typename Io::template Of<CreateTopicsRequest>& m) {
    io.array(m.topics, [](auto& part, auto& topic) {
        part.fields(topic.name, topic.partitions, topic.replication_factor);
        assignments(part, topic.assignments);
        part.array(topic.configs, [](auto& config, auto& entry) {
            config.fields(entry.first, entry.second);
            config.tags();
        });
        part.tags();
    });
    io.millis(m.timeout);
    io.uncarried(false);  // validate only
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<CreateTopicsResponse>& m) {
    io.fields(m.throttle_time_ms);
    io.array(m.topics, [](auto& part, auto& topic) {
        part.fields(topic.name);
        part.no_topic_id();
        part.fields(topic.error);
        part.nullable_string(topic.message);
        part.uncarried(std::int32_t{-1});  // partitions
        part.uncarried(std::int16_t{-1});  // replication factor
        part.null_elements();              // configs
        part.tags();
    });
    io.tags();
}

}  // namespace kscope
