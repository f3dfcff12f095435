// IncrementalAlterConfigs and AlterConfigs. With ZooKeeper a broker alters its own configuration,
// and that of all brokers, itself, and leaves topics to the controller; with KRaft it looks whether
// it is the broker that is meant, and passes the request on (ConfigAdminManager.preprocess).
#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/broker/handlers.h"

namespace kscope {

namespace {

template <class Request>
bool is_of_brokers_alone(const Request& request) {
    return !request.resources.empty() &&
           std::all_of(request.resources.begin(), request.resources.end(),
                       [](const auto& r) { return r.type == ConfigResourceType::broker; });
}

// An answer, if nothing of the request is for the controller.
template <class Request>
std::vector<AlterConfigsResult> foreign_resources(BrokerId self, const Request& request) {
    std::vector<AlterConfigsResult> results;
    for (const auto& resource : request.resources) {
        std::string wrong = foreign_broker_fault(self, resource.name);
        if (wrong.empty()) return {};
        results.push_back(
            {ErrorCode::invalid_request, std::move(wrong), resource.type, resource.name});
    }
    return results;
}

template <class Response, class Request>
void alter(BrokerStep& step, const RequestContext& from, const Ref<const Message>& message,
           const Request& request) {
    if (!is_of_brokers_alone(request)) {
        ask_controller(step, from, message);
    } else if (!step.state.has_kraft()) {
        step.state.zk().dynamic_configs.alter(step, from, message);
    } else {
        auto foreign = foreign_resources(step.state.config.broker_id, request);
        if (foreign.empty()) {
            ask_controller(step, from, message);
        } else {
            step.answer(from, Response{std::move(foreign)});
        }
    }
}

}  // namespace

void alter_configs(BrokerStep& step, const RequestContext& from,
                   const Ref<const Message>& request) {
    if (const auto* legacy = request->get_if<AlterConfigsRequest>()) {
        alter<AlterConfigsResponse>(step, from, request, *legacy);
    } else {
        alter<IncrementalAlterConfigsResponse>(step, from, request,
                                               *request->get_if<IncrementalAlterConfigsRequest>());
    }
}

}  // namespace kscope
