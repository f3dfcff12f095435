#include "core/broker/delayed_delete_records.h"

#include "core/broker/broker_state.h"
#include "core/broker/rejections.h"

namespace kscope {

namespace {

void finish(BrokerStep& step, DeleteRecordsOperation& operation) {
    for (const DeletedRecordsOfPartition& partition : operation.response.partitions) {
        note_rejection(step, "DeleteRecords", partition.tp, partition.error);
    }
    step.answer(operation.to, std::move(operation.response));
}

// True if no partition waits any more.
bool try_complete(const BrokerStep& step, DeleteRecordsOperation& operation) {
    bool done = true;
    for (std::size_t i = 0; i < operation.parts.size(); ++i) {
        DeleteRecordsOperation::Part& part = operation.parts[i];
        if (!part.pending) continue;
        DeletedRecordsOfPartition& answer = operation.response.partitions[i];
        const Replica& replica = step.state.replicas.replica(part.slot);
        const bool deleted = step.state.replicas.deleted(part.slot);
        if (!replica.is_leader() || deleted) {
            part.pending = false;
            answer.error =
                deleted ? ErrorCode::unknown_topic_or_partition : ErrorCode::not_leader_or_follower;
            answer.low_watermark = no_offset;
            continue;
        }
        answer.low_watermark = replica.low_watermark(step.state.alive_brokers);
        part.pending = answer.low_watermark < part.required_offset;
        done = done && !part.pending;
    }
    return done;
}

}  // namespace

void complete_or_park(BrokerStep& step, DeleteRecordsOperation operation, Duration timeout) {
    if (try_complete(step, operation)) {
        finish(step, operation);
        return;
    }
    const OperationId id = step.state.delete_records_purgatory.park(std::move(operation));
    const Instant deadline = step.now.monotonic + timeout;
    if (deadline.is_never()) return;
    step.state.delete_records_purgatory.at(id).timer =
        step.state.timers.arm(deadline, {BrokerTimerKind::delete_records_timeout, id});
}

// Only a leader looks (DelayedOperations.checkAndCompleteAll): what waited at one that is deposed
// waits for its timeout.
void complete_delete_records(BrokerStep& step, ReplicaSlot slot) {
    auto& purgatory = step.state.delete_records_purgatory;
    if (purgatory.watchers(slot).empty() || step.state.replicas.deleted(slot) ||
        !step.state.replicas.replica(slot).is_leader()) {
        return;
    }
    for (std::size_t i = 0; i < purgatory.watchers(slot).size();) {
        const OperationId id = purgatory.watchers(slot)[i].id;
        if (!try_complete(step, purgatory.at(id))) {
            ++i;
            continue;
        }
        DeleteRecordsOperation operation = purgatory.take(id);
        step.state.timers.cancel(operation.timer);
        finish(step, operation);
    }
}

void on_delete_records_timeout(BrokerStep& step, OperationId id) {
    DeleteRecordsOperation operation = step.state.delete_records_purgatory.take(id);
    for (std::size_t i = 0; i < operation.parts.size(); ++i) {
        if (operation.parts[i].pending) {
            operation.response.partitions[i].error = ErrorCode::request_timed_out;
        }
    }
    finish(step, operation);
}

}  // namespace kscope
