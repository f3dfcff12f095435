// Produce (KafkaApis.handleProduceRequest, ReplicaManager.appendRecords).
#include "core/broker/broker_state.h"
#include "core/broker/handlers.h"
#include "core/broker/rejections.h"
#include "core/broker/replica_manager.h"

namespace kscope {

namespace {

constexpr std::int16_t acks_all = static_cast<std::int16_t>(Acks::all);
constexpr std::int16_t acks_none = static_cast<std::int16_t>(Acks::none);

bool is_valid_acks(std::int16_t acks) { return acks >= -1 && acks <= 1; }

void append(BrokerStep& step, const PartitionProduceData& data, std::int16_t acks,
            ProduceOperation::Part& part, PartitionProduceResponse& answer) {
    answer.tp = data.tp;
    if (!is_valid_acks(acks)) {
        answer.error = ErrorCode::invalid_required_acks;
        return;
    }
    if (data.tp.topic == offsets_topic_name) {
        answer.error = ErrorCode::invalid_topic_exception;
        return;
    }
    const auto slot = step.state.replicas.find(data.tp);
    if (!slot) {
        answer.error = missing_replica_error(step, data.tp);
        return;
    }
    ReplicaStep replica_step = step.replica_step();
    Replica& replica = step.state.replicas.edit(*slot, step.out);
    const LeaderAppend appended =
        replica.append_as_leader(*data.batch, acks, AppendOrigin::client, replica_step);
    answer.error = appended.error;
    if (appended.error != ErrorCode::none) return;
    answer.base_offset = appended.base_offset;
    answer.log_start_offset = replica.log_start_offset();
    part.slot = *slot;
    part.required_offset = appended.required_offset;
    part.pending = acks == acks_all;
    if (!appended.duplicate) step.state.changed.mark(*slot, ReplicaChange::appended);
    if (appended.high_watermark_advanced) {
        step.state.changed.mark(*slot, ReplicaChange::high_watermark);
    }
}

// Nobody waits for an answer: a producer learns of an error only by losing its connection.
void finish_without_response(BrokerStep& step, const RequestContext& from,
                             const ProduceOperation& operation) {
    bool failed = false;
    for (const PartitionProduceResponse& partition : operation.response.partitions) {
        failed |= partition.error != ErrorCode::none;
        note_rejection(step, "Produce", partition.tp, partition.error);
    }
    if (!failed) {
        finish_produce(step, from, operation.request_bytes);
        return;
    }
    step.state.channels.drop(from.conn);
    step.out.effects.emplace_back(Disconnect{from.conn});
}

}  // namespace

void handle(BrokerStep& step, const RequestContext& from, const ProduceRequest& request) {
    ProduceOperation operation;
    operation.to = from;
    if (step.state.client_throttling.limits(ClientQuotaType::produce)) {
        step.state.channels.set_client_id(from.conn, request.client_id);
        operation.request_bytes = wire_size(request);
    }
    operation.parts.resize(request.partitions.size());
    operation.response.partitions.resize(request.partitions.size());
    for (std::size_t i = 0; i < request.partitions.size(); ++i) {
        append(step, request.partitions[i], request.acks, operation.parts[i],
               operation.response.partitions[i]);
    }
    if (request.acks == acks_none) {
        finish_without_response(step, from, operation);
        return;
    }
    complete_or_park(step, std::move(operation), request.timeout);
}

}  // namespace kscope
