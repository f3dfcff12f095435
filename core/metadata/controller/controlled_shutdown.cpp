// A broker is about to stop (KafkaController.doControlledShutdown). It is still told of all
// changes; only elections and the ISR pass it by from now on.
#include "core/metadata/controller/controller_task.h"
#include "core/metadata/controller/election.h"

namespace kscope {

void ControlledShutdown::begin(TaskRun& run) {
    const auto& asked = *request->get_if<ControlledShutdownRequest>();
    const LiveBroker* known = run.context.live_brokers.find(asked.broker);
    ErrorCode error = ErrorCode::none;
    if (known == nullptr) {
        error = ErrorCode::broker_not_available;
    } else if (asked.broker_epoch < known->epoch) {
        error = ErrorCode::stale_broker_epoch;
    }
    if (error != ErrorCode::none) {
        run.replies.push_back({key, make_message(ControlledShutdownResponse{error, {}})});
        return;
    }
    run.context.shutting_down.insert(asked.broker);
    ElectLeaders led;
    led.strategy = ElectionStrategy::controlled_shutdown;
    RemoveReplicasFromIsr followed{asked.broker, {}, {}};
    for (const TopicPartition& tp : run.context.partitions_on(asked.broker)) {
        const ControlledPartition& partition = *run.context.find(tp);
        if (partition.state.replicas.size() < 2 || !partition.has_state) continue;
        if (run.context.is_queued_for_deletion(tp.topic)) continue;
        const bool leads = partition.state.leader == asked.broker;
        (leads ? led.partitions : followed.partitions).push_back(tp);
    }
    run.next.emplace_back(std::move(led));
    run.next.emplace_back(SendBatch{});
    run.next.emplace_back(std::move(followed));
    run.next.emplace_back(SendBatch{});
    run.next.emplace_back(AnswerControlledShutdown{key, request});
}

void ControlledShutdown::finish(TaskRun&) {}

void AnswerControlledShutdown::begin(TaskRun& run) {
    const BrokerId broker = request->get_if<ControlledShutdownRequest>()->broker;
    ControlledShutdownResponse response;
    for (const TopicPartition& tp : run.context.partitions_on(broker)) {
        const ControlledPartition& partition = *run.context.find(tp);
        if (!partition.has_state || partition.state.leader != broker) continue;
        if (partition.state.replicas.size() < 2) continue;  // nobody could take over
        if (run.context.is_queued_for_deletion(tp.topic)) continue;
        response.remaining.push_back(tp);
    }
    run.replies.push_back({key, make_message(std::move(response))});
}

void AnswerControlledShutdown::finish(TaskRun&) {}

}  // namespace kscope
