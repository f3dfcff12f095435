// Produce (0), InitProducerId (22) and AllocateProducerIds (67) on the wire. Field by field as in
// Kafka's message schemas (clients/src/main/resources/common/message), in the version named here.
#pragma once

#include "core/protocol/produce_messages.h"
#include "core/protocol/wire/wire_parts.h"

namespace kscope {

constexpr WireVersion version_of(WireType<ProduceRequest>) { return {11, 9}; }
constexpr WireVersion version_of(WireType<ProduceResponse>) { return {11, 9}; }
constexpr WireVersion version_of(WireType<InitProducerIdRequest>) { return {5, 2}; }
constexpr WireVersion version_of(WireType<InitProducerIdResponse>) { return {5, 2}; }
constexpr WireVersion version_of(WireType<AllocateProducerIdsRequest>) { return {0, 0}; }
constexpr WireVersion version_of(WireType<AllocateProducerIdsResponse>) { return {0, 0}; }

template <class Io>
void transfer(Io& io, typename Io::template Of<ProduceRequest>& m) {
    io.uncarried_string(null_string);  // transactional id
    io.fields(m.acks);
    io.millis(m.timeout);
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition);
        one_batch(part, p.batch);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ProduceResponse>& m) {
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.error, p.base_offset);
        part.uncarried(std::int64_t{-1});  // log append time
        part.fields(p.log_start_offset);
        part.no_elements();  // record errors
        part.uncarried_string(null_string);
        part.tags();
    });
    io.fields(m.throttle_time_ms);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<InitProducerIdRequest>& m) {
    io.uncarried_string(null_string);        // transactional id
    io.uncarried(std::int32_t{0x7fffffff});  // its timeout: none
    io.fields(m.producer_id, m.producer_epoch);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<InitProducerIdResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error, m.producer_id, m.producer_epoch);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<AllocateProducerIdsRequest>& m) {
    io.fields(m.broker, m.broker_epoch);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<AllocateProducerIdsResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error, m.first, m.count);
    io.tags();
}

}  // namespace kscope
