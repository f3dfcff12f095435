// DeleteRecords (KafkaApis.handleDeleteRecordsRequest, ReplicaManager.deleteRecords).
#include "core/broker/broker_state.h"
#include "core/broker/handlers.h"
#include "core/broker/replica_manager.h"

namespace kscope {

namespace {

void delete_records(BrokerStep& step, const DeleteRecordsPartition& asked,
                    DeleteRecordsOperation::Part& part, DeletedRecordsOfPartition& answer) {
    answer.tp = asked.tp;
    if (asked.tp.topic == offsets_topic_name) {
        answer.error = ErrorCode::invalid_topic_exception;
        return;
    }
    const auto slot = step.state.replicas.find(asked.tp);
    if (!slot) {
        answer.error = missing_replica_error(step, asked.tp);
        return;
    }
    ReplicaStep replica_step = step.replica_step();
    Replica& replica = step.state.replicas.edit(*slot, step.out);
    const DeletedRecords deleted = replica.delete_records(asked.offset, replica_step);
    answer.error = deleted.error;
    if (deleted.error != ErrorCode::none) return;
    part = {*slot, deleted.up_to, true};
    if (deleted.log_start_moved) on_log_start_moved(step, *slot);
}

}  // namespace

void handle(BrokerStep& step, const RequestContext& from, const DeleteRecordsRequest& request) {
    DeleteRecordsOperation operation;
    operation.to = from;
    operation.parts.resize(request.partitions.size());
    operation.response.partitions.resize(request.partitions.size());
    for (std::size_t i = 0; i < request.partitions.size(); ++i) {
        delete_records(step, request.partitions[i], operation.parts[i],
                       operation.response.partitions[i]);
    }
    complete_or_park(step, std::move(operation), request.timeout);
}

}  // namespace kscope
