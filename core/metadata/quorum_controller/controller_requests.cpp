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
        decision.response =
            register_broker(view, m, BrokerEpoch(next_offset.value()), decision.records);
    }
    void operator()(const BrokerHeartbeatRequest& m) const {
        const HeartbeatReply reply = process_heartbeat(view, m, decision.records);
        if (reply.in_controlled_shutdown) decision.shuts_down = m.broker;
        decision.because =
            named(m.broker) + (m.want_shut_down ? " is about to stop" : " has caught up");
        decision.response = reply.response;
    }
    void operator()(const AlterPartitionRequest& m) const {
        decision.because = named(m.broker) + " proposed another ISR";
        decision.response = alter_partitions(view, m, decision.records);
    }
    void operator()(const AllocateProducerIdsRequest& m) const {
        decision.response = allocate_producer_ids(view, m, decision.records);
    }
    void operator()(const CreateTopicsRequest& m) const {
        decision.because = "somebody asked for it";
        decision.response = create_topics(view, m, rng, decision.records);
    }
    void operator()(const CreatePartitionsRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = create_partitions(view, m, rng, decision.records);
    }
    void operator()(const DeleteTopicsRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = delete_topics(view, m, decision.records);
    }
    void operator()(const IncrementalAlterConfigsRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = incremental_alter_configs(view, m, decision.records);
    }
    void operator()(const AlterConfigsRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = legacy_alter_configs(view, m, decision.records);
    }
    void operator()(const ElectLeadersRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = elect_leaders(view, m, decision.records);
    }
    void operator()(const AlterPartitionReassignmentsRequest& m) const {
        decision.because = "an operator asked for it";
        decision.response = alter_reassignments(view, m, decision.records);
    }
    void operator()(const ListPartitionReassignmentsRequest& m) const {
        decision.response = list_reassignments(view, m);
    }
    template <class Other>
    void operator()(const Other&) const {
        KSCOPE_CHECK(false, "no request for a controller");
    }
};

template <class Response>
Ref<const Message> of_error(ErrorCode error) {
    Response response;
    response.error = error;
    return make_message(std::move(response));
}

// Answers without an error of their own say it of each part.
struct Refuse {
    ErrorCode error;
    Ref<const Message> operator()(const BrokerRegistrationRequest&) const {
        return of_error<BrokerRegistrationResponse>(error);
    }
    Ref<const Message> operator()(const BrokerHeartbeatRequest&) const {
        return of_error<BrokerHeartbeatResponse>(error);
    }
    Ref<const Message> operator()(const AlterPartitionRequest&) const {
        return of_error<AlterPartitionResponse>(error);
    }
    Ref<const Message> operator()(const AllocateProducerIdsRequest&) const {
        return of_error<AllocateProducerIdsResponse>(error);
    }
    Ref<const Message> operator()(const ElectLeadersRequest&) const {
        return of_error<ElectLeadersResponse>(error);
    }
    Ref<const Message> operator()(const AlterPartitionReassignmentsRequest&) const {
        return of_error<AlterPartitionReassignmentsResponse>(error);
    }
    Ref<const Message> operator()(const ListPartitionReassignmentsRequest&) const {
        return of_error<ListPartitionReassignmentsResponse>(error);
    }
    // The quorum answers these three, not the controller; a broker forwards them all the same.
    Ref<const Message> operator()(const DescribeQuorumRequest&) const {
        return of_error<DescribeQuorumResponse>(error);
    }
    Ref<const Message> operator()(const AddRaftVoterRequest&) const {
        return of_error<AddRaftVoterResponse>(error);
    }
    Ref<const Message> operator()(const RemoveRaftVoterRequest&) const {
        return of_error<RemoveRaftVoterResponse>(error);
    }
    Ref<const Message> operator()(const CreateTopicsRequest& m) const {
        CreateTopicsResponse response;
        for (const NewTopic& topic : m.topics) response.topics.push_back({topic.name, error, ""});
        return make_message(std::move(response));
    }
    Ref<const Message> operator()(const CreatePartitionsRequest& m) const {
        CreatePartitionsResponse response;
        for (const MorePartitions& wish : m.topics) {
            response.topics.push_back({wish.topic, error, ""});
        }
        return make_message(std::move(response));
    }
    Ref<const Message> operator()(const DeleteTopicsRequest& m) const {
        DeleteTopicsResponse response;
        for (const std::string& name : m.topics) response.topics.push_back({name, error, ""});
        return make_message(std::move(response));
    }
    Ref<const Message> operator()(const IncrementalAlterConfigsRequest& m) const {
        return of_results<IncrementalAlterConfigsResponse>(m.resources);
    }
    Ref<const Message> operator()(const AlterConfigsRequest& m) const {
        return of_results<AlterConfigsResponse>(m.resources);
    }
    template <class Response, class Resources>
    Ref<const Message> of_results(const Resources& resources) const {
        Response response;
        for (const auto& resource : resources) {
            response.results.push_back({error, "", resource.type, resource.name});
        }
        return make_message(std::move(response));
    }
    // An answer that was ready, and may not go.
    template <class Response>
    Ref<const Message> operator()(Response response) const {
        if constexpr (requires { response.error = error; }) {
            return of_error<Response>(error);
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

Ref<const Message> make_refusal(const MessageBody& request_or_response, ErrorCode error) {
    return std::visit(Refuse{error}, request_or_response);
}

}  // namespace kscope
