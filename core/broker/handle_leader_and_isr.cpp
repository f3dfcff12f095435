// LeaderAndIsr and StopReplica: the controller assigns the roles (ReplicaManager.
// becomeLeaderOrFollower, stopReplicas). Fenced by broker epoch (the request was meant for an
// earlier life of ours), by controller epoch (it comes from a deposed controller), and per
// partition by leader epoch, in Replica.
#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/broker/fencing.h"
#include "core/broker/handlers.h"
#include "core/broker/rejections.h"
#include "core/broker/replica_roles.h"

namespace kscope {

namespace {

std::optional<BrokerEndpoint> endpoint_of(const BrokerStep& step,
                                          const LeaderAndIsrRequest& request, BrokerId leader) {
    for (const BrokerEndpoint& live : request.live_leaders) {
        if (live.broker == leader) return live;
    }
    return step.state.image.endpoint(leader);
}

}  // namespace

ErrorCode check_controller(BrokerStep& step, const char* request, ControllerEpoch controller_epoch,
                           BrokerEpoch broker_epoch) {
    const bool fenced = step.state.config.features.fence_by_broker_epoch;
    const ErrorCode error =
        fenced && broker_epoch < step.state.broker_epoch ? ErrorCode::stale_broker_epoch
        : controller_epoch < step.state.controller_epoch ? ErrorCode::stale_controller_epoch
                                                         : ErrorCode::none;
    if (error == ErrorCode::none) {
        step.state.controller_epoch = controller_epoch;
    } else {
        note_rejection(step, request,
                       "the controller of epoch " + std::to_string(controller_epoch.value()),
                       error);
    }
    return error;
}

void handle(BrokerStep& step, const RequestContext& from, const LeaderAndIsrRequest& request) {
    LeaderAndIsrResponse response;
    response.error =
        check_controller(step, "LeaderAndIsr", request.controller_epoch, request.broker_epoch);
    if (response.error != ErrorCode::none) {
        step.answer(from, std::move(response));
        return;
    }
    const BrokerId self = step.state.config.broker_id;
    response.partitions.resize(request.partitions.size());
    for (const bool leaders : {true, false}) {
        for (std::size_t i = 0; i < request.partitions.size(); ++i) {
            const PartitionState& state = request.partitions[i].state;
            if ((state.leader == self) != leaders) continue;
            PartitionError& answer = response.partitions[i];
            answer.tp = state.tp;
            const auto& replicas = state.replicas;
            if (std::find(replicas.begin(), replicas.end(), self) == replicas.end()) {
                answer.error = ErrorCode::unknown_topic_or_partition;
            } else if (leaders) {
                answer.error = lead_partition(step, state, request.partitions[i].topic_config);
            } else {
                answer.error = follow_partition(step, state, request.partitions[i].topic_config,
                                                endpoint_of(step, request, state.leader));
            }
        }
    }
    step.answer(from, std::move(response));
    step.state.fetchers.pump(step);
}

void handle(BrokerStep& step, const RequestContext& from, const StopReplicaRequest& request) {
    StopReplicaResponse response;
    response.error =
        check_controller(step, "StopReplica", request.controller_epoch, request.broker_epoch);
    if (response.error != ErrorCode::none) {
        step.answer(from, std::move(response));
        return;
    }
    for (const StopReplicaPartition& stopped : request.partitions) {
        PartitionError& answer = response.partitions.emplace_back();
        answer.tp = stopped.tp;
        const auto slot = step.state.replicas.find(stopped.tp);
        if (!slot) continue;
        // LeaderAndIsr's sentinels, -1 (none) and -2 (during deletion), pass unchecked.
        const LeaderEpoch current = step.state.replicas.replica(*slot).leader_epoch();
        if (stopped.leader_epoch >= LeaderEpoch(0) && stopped.leader_epoch < current) {
            answer.error = ErrorCode::fenced_leader_epoch;
            continue;
        }
        stop_partition(step, *slot,
                       stopped.delete_partition ? StoppedLog::deleted : StoppedLog::kept);
    }
    step.answer(from, std::move(response));
    step.state.fetchers.pump(step);
}

}  // namespace kscope
