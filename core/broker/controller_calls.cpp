#include "core/broker/controller_calls.h"

#include "core/broker/broker_state.h"

namespace kscope {

namespace {

template <class Call>
void call_controller(BrokerStep& step, Call call) {
    std::vector<ControllerReply> replies;
    BrokerState& state = step.state;
    Controller::Step controller_step{step.now, state.zk().session, state.connection_ids, step.out,
                                     replies};
    call(state.zk().controller, controller_step);
    for (const ControllerReply& reply : replies) {
        state.channels.answer(reply.key.conn, reply.key.correlation, reply.response, step.out);
        const NodeId client = state.channels.peer(reply.key.conn);
        throttle_mutations(step, {reply.key.conn, reply.key.correlation, client}, *reply.response);
    }
}

}  // namespace

void start_controller(BrokerStep& step) {
    call_controller(step, [](Controller& controller, auto& with) { controller.start(with); });
}

void stop_controller(BrokerStep& step) {
    call_controller(step, [](Controller& controller, auto& with) { controller.shut_down(with); });
}

void tell_controller(BrokerStep& step, const ZkEvent& event) {
    call_controller(
        step, [&](Controller& controller, auto& with) { controller.on_zookeeper(with, event); });
}

void controller_connection(BrokerStep& step, const Input& input) {
    call_controller(
        step, [&](Controller& controller, auto& with) { controller.on_connection(with, input); });
}

void controller_wakeup(BrokerStep& step) {
    call_controller(step, [](Controller& controller, auto& with) { controller.on_wakeup(with); });
}

void reconfigure_controller(BrokerStep& step, bool unclean_enabled) {
    call_controller(step, [&](Controller& controller, auto& with) {
        controller.reconfigure(with, step.state.config, step.state.dynamic_config.configs(),
                               unclean_enabled);
    });
}

void controller_request(BrokerStep& step, const RequestContext& from, Ref<const Message> request) {
    call_controller(step, [&](Controller& controller, auto& with) {
        controller.on_request(with, RequestKey{from.conn, from.correlation}, std::move(request));
    });
}

}  // namespace kscope
