// Fetch, of consumers and of replicas (KafkaApis.handleFetchRequest, ReplicaManager.fetchMessages).
#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/broker/handlers.h"
#include "core/broker/rejections.h"

namespace kscope {

void handle(BrokerStep& step, const RequestContext& from, const FetchRequest& request) {
    if (park_resting_fetch(step, from, request)) return;
    FetchOperation operation;
    operation.to = from;
    operation.replica = request.replica;
    operation.rack = request.rack;
    operation.max_bytes = std::min(request.max_bytes, step.state.config.fetch_max_bytes);
    const bool from_follower = request.replica != no_broker;
    if (!from_follower && step.state.client_throttling.limits(ClientQuotaType::fetch)) {
        step.state.channels.set_client_id(from.conn, request.client_id);
        operation.max_bytes = quota_fetch_max_bytes(step, from, operation.max_bytes);
    }
    operation.min_bytes = std::min(request.min_bytes, operation.max_bytes);
    // A full fetch, or the last one: the session of before is closed.
    if (request.session_epoch <= 0) step.state.replicas.end_rest(request.session_id);
    const ErrorCode error = step.state.fetch_sessions.begin(
        request, step.state.replicas, step.now.monotonic, operation.session, operation.items);
    if (error != ErrorCode::none) {
        FetchResponse refused;
        refused.error = error;
        step.answer(from, std::move(refused));
        return;
    }
    complete_or_park(step, std::move(operation), request.max_wait);
}

}  // namespace kscope
