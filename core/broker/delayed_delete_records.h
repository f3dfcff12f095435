// DeleteRecords that waits until the followers' logs start where the leader's does: a partition is
// done when the lowest log start among its live replicas has reached the offset, or at the timeout
// (REQUEST_TIMED_OUT). A leader looks when that low watermark or the high watermark has moved; for
// one that is deposed meanwhile nobody looks. Rule: kafka.server.DelayedDeleteRecords.
#pragma once

#include <vector>

#include "core/broker/purgatory.h"
#include "core/group/coordinator_io.h"

namespace kscope {

struct BrokerStep;

struct DeleteRecordsOperation {
    // Partition k of the response.
    struct Part {
        ReplicaSlot slot = no_slot;
        Offset required_offset = no_offset;
        bool pending = false;  // Invariant: slot is valid while pending
    };
    RequestContext to;
    std::vector<Part> parts;
    DeleteRecordsResponse response;
    TimerId timer;

    template <class Visit>
    void for_each_key(Visit visit) const {
        for (const Part& part : parts) {
            if (part.slot != no_slot) visit(part.slot);
        }
    }
};

// Answers it at once if it can be; else parks it until `timeout` has passed.
void complete_or_park(BrokerStep& step, DeleteRecordsOperation operation, Duration timeout);
// This replica's log start or role has changed, or a follower has told where its log starts.
void complete_delete_records(BrokerStep& step, ReplicaSlot slot);
void on_delete_records_timeout(BrokerStep& step, OperationId id);

}  // namespace kscope
