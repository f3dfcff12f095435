// Fetch (1), ListOffsets (2) and OffsetForLeaderEpoch (23) on the wire. Fetch stands at version 12,
// the last with topic names: kscope's topics have no ids, and Kafka itself falls back to 12 for
// such topics (KIP-516). The replica epoch (KIP-903, version 15) is a tagged field of kscope's own.
#pragma once

#include "core/protocol/fetch_messages.h"
#include "core/protocol/wire/wire_parts.h"

namespace kscope {

constexpr WireVersion version_of(WireType<FetchRequest>) { return {12, 12}; }
constexpr WireVersion version_of(WireType<FetchResponse>) { return {12, 12}; }
constexpr WireVersion version_of(WireType<ListOffsetsRequest>) { return {9, 6}; }
constexpr WireVersion version_of(WireType<ListOffsetsResponse>) { return {9, 6}; }
constexpr WireVersion version_of(WireType<OffsetForLeaderEpochRequest>) { return {4, 4}; }
constexpr WireVersion version_of(WireType<OffsetForLeaderEpochResponse>) { return {4, 4}; }

template <class Io>
void transfer(Io& io, typename Io::template Of<FetchRequest>& m) {
    io.fields(m.replica);
    io.millis(m.max_wait);
    io.fields(m.min_bytes, m.max_bytes);
    io.uncarried(std::int8_t{0});  // isolation level: read_uncommitted
    io.fields(m.session_id, m.session_epoch);
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.current_leader_epoch, p.fetch_offset, p.last_fetched_epoch,
                    p.log_start_offset, p.partition_max_bytes);
        part.tags();
    });
    partitions_by_topic(io, m.forgotten);
    io.fields(m.rack);
    io.tags(tag_field(tag_replica_epoch, m.replica_epoch != BrokerEpoch(-1),
                      [&m](auto& part) { part.fields(m.replica_epoch); }));
}

template <class Io>
void diverging_epoch(Io& io, typename Io::template Of<std::optional<EpochEnd>>& end) {
    if constexpr (Io::reading) end.emplace();
    io.fields(end->epoch, end->end_offset);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<FetchResponse>& m) {
    io.fields(m.throttle_time_ms);
    io.fields(m.error, m.session_id);
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.error, p.high_watermark, p.last_stable_offset,
                    p.log_start_offset);
        part.null_elements();  // aborted transactions
        part.fields(p.preferred_read_replica);
        batches(part, p.batches);
        part.tags(tag_field(0, p.diverging_epoch.has_value(),
                            [&p](auto& tag) { diverging_epoch(tag, p.diverging_epoch); }));
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ListOffsetsRequest>& m) {
    io.fields(m.replica);
    io.uncarried(std::int8_t{0});  // isolation level
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.current_leader_epoch, p.timestamp_ms);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ListOffsetsResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.error, p.timestamp_ms, p.offset, p.leader_epoch);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<OffsetForLeaderEpochRequest>& m) {
    io.fields(m.replica);
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.current_leader_epoch, p.leader_epoch);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<OffsetForLeaderEpochResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.error, p.tp.partition, p.end.epoch, p.end.end_offset);
        part.tags();
    });
    io.tags();
}

}  // namespace kscope
