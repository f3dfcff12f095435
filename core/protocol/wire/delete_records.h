// DeleteRecords (21) on the wire. Field by field as in Kafka's message schemas, in the version
// named here.
#pragma once

#include "core/protocol/delete_records_messages.h"
#include "core/protocol/wire/wire_parts.h"

namespace kscope {

constexpr WireVersion version_of(WireType<DeleteRecordsRequest>) { return {2, 2}; }
constexpr WireVersion version_of(WireType<DeleteRecordsResponse>) { return {2, 2}; }

template <class Io>
void transfer(Io& io, typename Io::template Of<DeleteRecordsRequest>& m) {
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.offset);
        part.tags();
    });
    io.millis(m.timeout);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DeleteRecordsResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.low_watermark, p.error);
        part.tags();
    });
    io.tags();
}

}  // namespace kscope
