#include "core/metadata/quorum_controller/controller_requests.h"

#include "core/base/check.h"
#include "core/metadata/quorum_controller/cluster_control.h"
#include "core/metadata/quorum_controller/config_control.h"
#include "core/metadata/quorum_controller/reassignment_control.h"
#include "core/metadata/quorum_controller/replication_control.h"
#include "core/metadata/quorum_controller/topic_control.h"

namespace kscope {

namespace {

constexpr std::int32_t producer_id_block_size = 1'000;

AllocateProducerIdsResponse allocate_producer_ids(const ControllerView& view,
                                                  const AllocateProducerIdsRequest& request,
                                                  MetadataRecords& records) {
    const ErrorCode error = view.check_broker_epoch(request.broker, request.broker_epoch);
    if (error != ErrorCode::none) return {error, ProducerId(0), 0};
    const ProducerId first = view.image.next_producer_id();
    records.emplace_back(
        ProducerIdsRecord{request.broker, request.broker_epoch, first + producer_id_block_size});
    return {ErrorCode::none, first, producer_id_block_size};
}

std::string named(BrokerId broker) { return "broker " + std::to_string(broker.value()); }

struct Decide {
    ControllerView& view;
    Offset next_offset;
    Rng& rng;
    ControllerDecision& decision;

    void operator()(const BrokerRegistrationRequest& m) const {
        decision.because = named(m.broker) + " asked to be registered";
        decision.response = make_message(
            register_broker(view, m, BrokerEpoch(next_offset.value()), decision.records));
    }
    void operator()(const BrokerHeartbeatRequest& m) const {
        const HeartbeatReply reply = process_heartbeat(view, m, decision.records);
        if (reply.in_controlled_shutdown) decision.shuts_down = m.broker;
        decision.because =
            named(m.broker) + (m.want_shut_down ? " is about to stop" : " has caught up");
        decision.response = make_message(reply.response);
    }
    void operator()(const AlterPartitionRequest& m) const {
        decision.because = named(m.broker) + " proposed another ISR";
        decision.response = make_message(alter_partitions(view, m, decision.records));
    }
    void operator()(const AllocateProducerIdsRequest& m) const {
        decision.response = make_message(allocate_producer_ids(view, m, decision.records));
    }
    void operator()(const CreateTopicsRequest& m) const {
        decision.because = "somebody asked for it";
        decision.response = make_message(create_topics(view, m, rng, decision.records));
    }
    void operator()(const CreatePartitionsRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = make_message(create_partitions(view, m, rng, decision.records));
    }
    void operator()(const DeleteTopicsRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = make_message(delete_topics(view, m, decision.records));
    }
    void operator()(const IncrementalAlterConfigsRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = make_message(incremental_alter_configs(view, m, decision.records));
    }
    void operator()(const AlterConfigsRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = make_message(legacy_alter_configs(view, m, decision.records));
    }
    void operator()(const ElectLeadersRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = make_message(elect_leaders(view, m, decision.records));
    }
    void operator()(const AlterPartitionReassignmentsRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = make_message(alter_reassignments(view, m, decision.records));
    }
    void operator()(const ListPartitionReassignmentsRequest& m) const {
        decision.response = make_message(list_reassignments(view, m));
    }
    template <class Other>
    void operator()(const Other&) const {
        KSCOPE_CHECK(false, "no request for a controller");
    }
};

// An answer that was ready, and may not go.
struct Withdraw {
    ErrorCode error;
    template <class Response>
    Ref<const Message> operator()(Response response) const {
        if constexpr (requires { response.error = error; }) {
            Response only;
            only.error = error;
            return make_message(std::move(only));
        } else if constexpr (requires { response.topics.front().error; }) {
            for (auto& topic : response.topics) topic.error = error;
            return make_message(std::move(response));
        } else if constexpr (requires { response.results.front().error; }) {
            for (auto& result : response.results) result.error = error;
            return make_message(std::move(response));
        } else {
            KSCOPE_CHECK(false, "no answer of a controller");
            return {};
        }
    }
};

}  // namespace

bool is_controller_request(const MessageBody& request) {
    return std::visit(
        [](const auto& body) {
            using T = std::decay_t<decltype(body)>;
            return std::is_same_v<T, BrokerRegistrationRequest> ||
                   std::is_same_v<T, BrokerHeartbeatRequest> ||
                   std::is_same_v<T, AlterPartitionRequest> ||
                   std::is_same_v<T, AllocateProducerIdsRequest> ||
                   std::is_same_v<T, CreateTopicsRequest> ||
                   std::is_same_v<T, CreatePartitionsRequest> ||
                   std::is_same_v<T, DeleteTopicsRequest> ||
                   std::is_same_v<T, IncrementalAlterConfigsRequest> ||
                   std::is_same_v<T, AlterConfigsRequest> ||
                   std::is_same_v<T, ElectLeadersRequest> ||
                   std::is_same_v<T, AlterPartitionReassignmentsRequest> ||
                   std::is_same_v<T, ListPartitionReassignmentsRequest>;
        },
        request);
}

ControllerDecision decide_request(ControllerView& view, const MessageBody& request,
                                  Offset next_offset, Rng& rng) {
    ControllerDecision decision;
    std::visit(Decide{view, next_offset, rng, decision}, request);
    return decision;
}

Ref<const Message> withdrawn(const MessageBody& response, ErrorCode error) {
    return std::visit(Withdraw{error}, response);
}

}  // namespace kscope
