// UpdateMetadata: the controller's word about the cluster (KafkaApis.handleUpdateMetadataRequest).
#include "core/broker/broker_state.h"
#include "core/broker/fencing.h"
#include "core/broker/handlers.h"

namespace kscope {

void handle(BrokerStep& step, const RequestContext& from, const UpdateMetadataRequest& request) {
    const ErrorCode error =
        check_controller(step, "UpdateMetadata", request.controller_epoch, request.broker_epoch);
    if (error == ErrorCode::none) {
        BrokerState& state = step.state;
        state.image.apply(request);
        state.alive_brokers.clear();
        for (const BrokerEndpoint& live : state.image.live_brokers()) {
            state.alive_brokers.push_back(live.broker);
        }
        if (state.phase == BrokerPhase::registered) {
            state.phase = BrokerPhase::serving;
            if (step.out.wants<BrokerReady>()) {
                step.out.note(BrokerReady{state.config.broker_id});
            }
        }
    }
    step.answer(from, UpdateMetadataResponse{error});
}

}  // namespace kscope
