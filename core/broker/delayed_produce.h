// A produce with acks=all that waits until the high watermark has passed its records: a client's,
// or one of the group coordinator (which has no channel, but a token). A partition is done when
// enough replicas have it, when this broker leads it no more, or at the timeout
// (REQUEST_TIMED_OUT). Rule: kafka.server.DelayedProduce.
#pragma once

#include <vector>

#include "core/broker/purgatory.h"
#include "core/group/coordinator_io.h"

namespace kscope {

struct BrokerStep;

struct ProduceOperation {
    // Partition k of the response.
    struct Part {
        ReplicaSlot slot = no_slot;
        Offset required_offset = no_offset;
        bool pending = false;  // Invariant: slot is valid while pending
    };
    RequestContext to;
    std::vector<Part> parts;
    ProduceResponse response;
    std::uint64_t coordinator_token = 0;  // 0: a client's
    std::int64_t request_bytes = 0;       // for a quota
    TimerId timer;

    template <class Visit>
    void for_each_key(Visit visit) const {
        for (const Part& part : parts) {
            if (part.slot != no_slot) visit(part.slot, part.required_offset);
        }
    }
};

// Answers it at once if it can be; else parks it until `timeout` has passed.
void complete_or_park(BrokerStep& step, ProduceOperation&& operation, Duration timeout);
// This replica's high watermark or role has changed.
void complete_produces(BrokerStep& step, ReplicaSlot slot);
void on_produce_timeout(BrokerStep& step, OperationId id);

}  // namespace kscope
