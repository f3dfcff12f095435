// AdminTool: one tool of Kafka as a process of the world: it is started for one command, connects
// to the bootstrap servers, asks one thing after the other, and ends. Virtual time passes until
// each answer has come, at most Kafka's default.api.timeout.ms.
#pragma once

#include <string>
#include <vector>

#include "core/base/check.h"
#include "sim/shell/cluster.h"

namespace kscope::sim {

class AdminTool {
public:
    // `place`: of the command, for messages.
    AdminTool(Cluster& cluster, std::vector<NodeId> bootstrap, Place place);
    AdminTool(const AdminTool&) = delete;
    AdminTool& operator=(const AdminTool&) = delete;
    ~AdminTool();  // the process ends

    // The answer, whatever it says. Throw BadInput with Kafka's TimeoutException if none comes;
    // `call` is what KafkaAdminClient names it.
    template <class Response, class Request>
    Response controller(Request request, const std::string& about, const char* call) {
        return answer<Response>(ask(AskController{make_message(std::move(request)), about}, call));
    }
    template <class Response, class Request>
    Response broker(NodeId node, Request request, const std::string& about, const char* call) {
        return answer<Response>(
            ask(AskBroker{make_message(std::move(request)), about, node}, call));
    }
    // Any broker.
    template <class Response, class Request>
    Response any(Request request, const char* call) {
        return broker<Response>(no_node, std::move(request), "", call);
    }
    // Whether this broker answers, at the first try: empty, or the name and message of what Kafka's
    // ConsumerNetworkClient throws.
    std::string contact(NodeId node, Duration request_timeout);

    [[nodiscard]] const Place& place() const { return place_; }
    Cluster& cluster() { return cluster_; }

private:
    void start();
    Ref<const Message> ask(Command command, const char* call);
    template <class Response>
    Response answer(const Ref<const Message>& message) const {
        const auto* body = message->get_if<Response>();
        KSCOPE_CHECK(body != nullptr, "the answer to something else");
        return *body;
    }

    Cluster& cluster_;
    std::vector<NodeId> bootstrap_;
    Place place_;
    std::size_t asked_ = 0;
};

}  // namespace kscope::sim
