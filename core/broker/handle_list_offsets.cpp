// ListOffsets and OffsetForLeaderEpoch: questions to the log of a leader.
#include "core/broker/broker_state.h"
#include "core/broker/handlers.h"
#include "core/broker/replica_manager.h"

namespace kscope {

void handle(BrokerStep& step, const RequestContext& from, const ListOffsetsRequest& request) {
    ListOffsetsResponse response;
    response.partitions.reserve(request.partitions.size());
    for (const ListOffsetsPartition& asked : request.partitions) {
        ListedOffset& answer = response.partitions.emplace_back();
        answer.tp = asked.tp;
        const auto slot = step.state.replicas.find(asked.tp);
        if (!slot) {
            answer.error = missing_replica_error(step, asked.tp);
            continue;
        }
        const OffsetListing listing =
            step.state.replicas.replica(*slot).list_offsets(asked, request.replica);
        answer.error = listing.error;
        if (listing.error != ErrorCode::none) continue;
        answer.timestamp_ms = listing.found.timestamp_ms;
        answer.offset = listing.found.offset;
        answer.leader_epoch = listing.found.leader_epoch;
    }
    step.answer(from, std::move(response));
}

void handle(BrokerStep& step, const RequestContext& from,
            const OffsetForLeaderEpochRequest& request) {
    OffsetForLeaderEpochResponse response;
    response.partitions.reserve(request.partitions.size());
    for (const EpochQuery& asked : request.partitions) {
        EpochAnswer& answer = response.partitions.emplace_back();
        answer.tp = asked.tp;
        const auto slot = step.state.replicas.find(asked.tp);
        if (!slot) {
            answer.error = missing_replica_error(step, asked.tp);
            continue;
        }
        const EpochEndAnswer end = step.state.replicas.replica(*slot).last_offset_for_leader_epoch(
            asked.current_leader_epoch, asked.leader_epoch);
        answer.error = end.error;
        answer.end = end.end;
    }
    step.answer(from, std::move(response));
}

}  // namespace kscope
