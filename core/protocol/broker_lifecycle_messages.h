// What a broker tells the KRaft controller of itself: BrokerRegistration (62) once a life,
// BrokerHeartbeat (63) again and again. Rules: KIP-500, KIP-631; the incarnation tells the lives of
// a broker apart, the previous broker epoch says whether the last one ended in order (KIP-966).
#pragma once

#include <string>

#include "core/protocol/error_code.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

// A uuid that a broker draws in each of its lives.
struct IncarnationId {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    friend bool operator==(const IncarnationId&, const IncarnationId&) = default;
    template <class V>
    void visit(V&& v) const {
        v("high", high), v("low", low);
    }
};

struct BrokerRegistrationRequest {
    BrokerId broker;
    std::string cluster_id;
    IncarnationId incarnation;
    NodeId node = no_node;  // its listener
    std::string rack;       // empty: none
    // Of the life that ended in order; -1: the last one did not, or there was none.
    BrokerEpoch previous_broker_epoch{-1};
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("cluster_id", cluster_id), v("incarnation", incarnation);
        v("node", node), v("rack", rack), v("previous_broker_epoch", previous_broker_epoch);
    }
};

struct BrokerRegistrationResponse {
    ErrorCode error = ErrorCode::none;
    BrokerEpoch broker_epoch{-1};
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("broker_epoch", broker_epoch);
    }
};

struct BrokerHeartbeatRequest {
    BrokerId broker;
    BrokerEpoch broker_epoch;
    Offset current_metadata_offset{-1};  // the last that it has replayed
    bool want_fence = false;
    bool want_shut_down = false;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("broker_epoch", broker_epoch);
        v("current_metadata_offset", current_metadata_offset);
        v("want_fence", want_fence), v("want_shut_down", want_shut_down);
    }
};

struct BrokerHeartbeatResponse {
    ErrorCode error = ErrorCode::none;
    bool is_caught_up = false;  // with its own registration
    bool is_fenced = true;
    bool should_shut_down = false;
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("is_caught_up", is_caught_up), v("is_fenced", is_fenced);
        v("should_shut_down", should_shut_down);
    }
};

}  // namespace kscope
