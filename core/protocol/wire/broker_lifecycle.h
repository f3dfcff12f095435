// BrokerRegistration (62) at version 4 and BrokerHeartbeat (63) at 1 on the wire. A broker has one
// listener, which is the process itself, names no features and no log directories.
#pragma once

#include "core/protocol/broker_lifecycle_messages.h"
#include "core/protocol/wire/wire_parts.h"

namespace kscope {

constexpr WireVersion version_of(WireType<BrokerRegistrationRequest>) { return {4, 0}; }
constexpr WireVersion version_of(WireType<BrokerRegistrationResponse>) { return {4, 0}; }
constexpr WireVersion version_of(WireType<BrokerHeartbeatRequest>) { return {1, 0}; }
constexpr WireVersion version_of(WireType<BrokerHeartbeatResponse>) { return {1, 0}; }

// The listener PLAINTEXT of a process, in a list of one.
template <class Io>
void one_listener(Io& io, typename Io::template Of<NodeId>& node) {
    const auto listener = [&] {
        io.uncarried_string("PLAINTEXT");
        host(io, node);
        io.uncarried(std::int16_t{9092});
        io.uncarried(std::int16_t{0});  // security protocol
        io.tags();
    };
    if constexpr (Io::reading) {
        io.elements(listener);
    } else {
        io.count(1);
        listener();
    }
}

template <class Io>
void transfer(Io& io, typename Io::template Of<BrokerRegistrationRequest>& m) {
    io.fields(m.broker, m.cluster_id, m.incarnation.high, m.incarnation.low);
    one_listener(io, m.node);
    io.no_elements();  // features
    io.nullable_string(m.rack);
    io.uncarried(false);  // a ZooKeeper broker that migrates
    io.no_elements();     // log directories
    io.fields(m.previous_broker_epoch);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<BrokerRegistrationResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error, m.broker_epoch);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<BrokerHeartbeatRequest>& m) {
    io.fields(m.broker, m.broker_epoch, m.current_metadata_offset, m.want_fence, m.want_shut_down);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<BrokerHeartbeatResponse>& m) {
    io.uncarried(std::int32_t{0});
    io.fields(m.error, m.is_caught_up, m.is_fenced, m.should_shut_down);
    io.tags();
}

}  // namespace kscope
