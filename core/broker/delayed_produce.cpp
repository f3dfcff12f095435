#include "core/broker/delayed_produce.h"

#include "core/broker/broker_state.h"
#include "core/broker/coordinator_runtime.h"
#include "core/broker/rejections.h"

namespace kscope {

namespace {

void finish(BrokerStep& step, ProduceOperation& operation) {
    if (operation.coordinator_token != 0) {
        const PartitionProduceResponse& answer = operation.response.partitions.front();
        on_coordinator_append_done(step,
                                   {operation.coordinator_token, answer.error, answer.base_offset});
        return;
    }
    for (const PartitionProduceResponse& partition : operation.response.partitions) {
        note_rejection(step, "Produce", partition.tp, partition.error);
    }
    answer_produce(step, operation.to, operation.request_bytes, std::move(operation.response));
}

// True if no partition waits any more.
bool try_complete(const BrokerStep& step, ProduceOperation& operation) {
    bool done = true;
    for (std::size_t i = 0; i < operation.parts.size(); ++i) {
        ProduceOperation::Part& part = operation.parts[i];
        if (!part.pending) continue;
        const ReplicasReached reached =
            step.state.replicas.replica(part.slot).enough_replicas_reached(part.required_offset);
        if (reached.satisfied || reached.error != ErrorCode::none) {
            part.pending = false;
            operation.response.partitions[i].error = reached.error;
        } else {
            done = false;
        }
    }
    return done;
}

}  // namespace

void complete_or_park(BrokerStep& step, ProduceOperation&& operation, Duration timeout) {
    if (try_complete(step, operation)) {
        finish(step, operation);
        return;
    }
    const OperationId id = step.state.produce_purgatory.park(std::move(operation));
    const Instant deadline = step.now.monotonic + timeout;
    if (deadline.is_never()) return;
    step.state.produce_purgatory.at(id).timer =
        step.state.timers.arm(deadline, {BrokerTimerKind::produce_timeout, id});
}

void complete_produces(BrokerStep& step, ReplicaSlot slot) {
    auto& purgatory = step.state.produce_purgatory;
    if (purgatory.watchers(slot).empty()) return;
    // What a coordinator appends to it meanwhile marks it anew, and settle_changes() comes back.
    const Offset reached = step.state.replicas.replica(slot).most_to_acknowledge();
    for (std::size_t i = 0;;) {
        i = purgatory.next_to_try(slot, i, reached);
        if (i == purgatory.watchers(slot).size()) return;
        const OperationId id = purgatory.watchers(slot)[i].id;
        if (!try_complete(step, purgatory.at(id))) {
            ++i;
            continue;
        }
        ProduceOperation operation = purgatory.take(id);
        step.state.timers.cancel(operation.timer);
        finish(step, operation);
    }
}

void on_produce_timeout(BrokerStep& step, OperationId id) {
    ProduceOperation operation = step.state.produce_purgatory.take(id);
    for (std::size_t i = 0; i < operation.parts.size(); ++i) {
        if (operation.parts[i].pending) {
            operation.response.partitions[i].error = ErrorCode::request_timed_out;
        }
    }
    finish(step, operation);
}

}  // namespace kscope
