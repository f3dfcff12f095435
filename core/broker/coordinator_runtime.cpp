#include "core/broker/coordinator_runtime.h"

#include "core/broker/replica_manager.h"

namespace kscope {

namespace {

void append(BrokerStep& step, CoordinatorAppend request) {
    const TopicPartition tp{offsets_topic_name, request.offsets_partition};
    ProduceOperation operation;
    operation.coordinator_token = request.token;
    PartitionProduceResponse& answer = operation.response.partitions.emplace_back();
    ProduceOperation::Part& part = operation.parts.emplace_back();
    answer.tp = tp;
    const auto slot = step.state.replicas.find(tp);
    if (!slot) {
        answer.error = missing_replica_error(step, tp);
    } else {
        RecordBatch batch = make_batch(make_record_set(std::move(request.records)));
        ReplicaStep replica_step = step.replica_step();
        Replica& replica = step.state.replicas.edit(*slot, step.out);
        const LeaderAppend appended = replica.append_as_leader(
            batch, request.waits ? -1 : 0, AppendOrigin::coordinator, replica_step);
        answer.error = appended.error;
        answer.base_offset = appended.base_offset;
        if (appended.error == ErrorCode::none) {
            part = {*slot, appended.required_offset, true};
            step.state.changed.mark(*slot, ReplicaChange::appended);
            if (appended.high_watermark_advanced) {
                step.state.changed.mark(*slot, ReplicaChange::high_watermark);
            }
        }
    }
    if (!request.waits) {
        on_coordinator_append_done(step, {request.token, answer.error, answer.base_offset});
        return;
    }
    complete_or_park(step, std::move(operation), step.state.config.offsets_commit_timeout);
}

}  // namespace

void carry_out(BrokerStep& step, CoordinatorOutput& given) {
    for (CoordinatorResponse& response : given.responses) {
        step.state.channels.answer(response.conn, response.correlation, std::move(response.message),
                                   step.out);
    }
    for (CoordinatorAppend& request : given.appends) append(step, std::move(request));
}

void on_coordinator_append_done(BrokerStep& step, const CoordinatorAppended& appended) {
    call_coordinator(step, [&](GroupCoordinator& groups, CoordinatorOutput& out) {
        groups.on_appended(step.now, appended, out);
    });
}

namespace {

std::vector<Ref<const RecordBatch>> whole_log(const PartitionLog& log) {
    LogRead all;
    std::size_t before = 0;
    Offset next = log.log_start_offset();
    while (log.read(next, 0x7fffffff, log.log_end_offset(), true, all) == ErrorCode::none &&
           all.batches.size() > before) {
        before = all.batches.size();
        next = all.batches.back()->next_offset();
        all.size_in_bytes = 0;
    }
    return std::move(all.batches);
}

}  // namespace

void coordinator_role_changed(BrokerStep& step, ReplicaSlot slot) {
    const Replica& replica = step.state.replicas.replica(slot);
    if (replica.tp().topic != offsets_topic_name) return;
    const PartitionIndex partition = replica.tp().partition;
    if (!replica.is_leader()) {
        call_coordinator(step, [&](GroupCoordinator& groups, CoordinatorOutput& out) {
            groups.on_resign(partition, out);
        });
        return;
    }
    const std::vector<Ref<const RecordBatch>> all = whole_log(replica.log());
    call_coordinator(step, [&](GroupCoordinator& groups, CoordinatorOutput& out) {
        groups.on_become_leader(step.now, partition, replica.leader_epoch(), all, out);
    });
}

}  // namespace kscope
