#include "core/metadata/controller/controller_requests.h"

#include "core/protocol/error_response.h"

namespace kscope {

ControllerTask task_for(const RequestKey& key, Ref<const Message> request) {
    if (request->get_if<AlterPartitionRequest>() != nullptr) {
        return AlterPartition{key, std::move(request), {}, {}, {}};
    }
    if (request->get_if<CreateTopicsRequest>() != nullptr) {
        return CreateTopics{key, std::move(request), {}, {}, {}};
    }
    if (request->get_if<ControlledShutdownRequest>() != nullptr) {
        return ControlledShutdown{key, std::move(request)};
    }
    if (request->get_if<ElectLeadersRequest>() != nullptr) {
        return ElectOnRequest{key, std::move(request)};
    }
    if (request->get_if<AlterPartitionReassignmentsRequest>() != nullptr) {
        return AlterReassignments{key, std::move(request)};
    }
    if (request->get_if<ListPartitionReassignmentsRequest>() != nullptr) {
        return ListReassignments{key, std::move(request)};
    }
    if (request->get_if<DeleteTopicsRequest>() != nullptr) {
        return DeleteTopics{key, std::move(request), {}, {}, {}};
    }
    if (request->get_if<CreatePartitionsRequest>() != nullptr) {
        return CreatePartitions{key, std::move(request), {}, {}, {}, {}};
    }
    if (request->get_if<DescribeConfigsRequest>() != nullptr) {
        return DescribeTopicConfigs{key, std::move(request)};
    }
    if (request->get_if<IncrementalAlterConfigsRequest>() != nullptr ||
        request->get_if<AlterConfigsRequest>() != nullptr) {
        return AlterTopicConfigs{key, std::move(request), {}, {}, {}};
    }
    KSCOPE_CHECK(request->get_if<AllocateProducerIdsRequest>() != nullptr,
                 "not a request for the controller");
    return ReadProducerIdBlock{key, std::move(request)};
}

Ref<const Message> not_controller_answer(const Message& request) {
    // ControllerMovedException has this number.
    if (request.get_if<ControlledShutdownRequest>() != nullptr) {
        return error_response(request.body(), ErrorCode::stale_controller_epoch);
    }
    const auto* election = request.get_if<ElectLeadersRequest>();
    if (election != nullptr && election->partitions) {
        // KafkaController says it of each partition alone. Without a list there is none to say it
        // of (Kafka's broker lists those that it knows), so it stands at the top.
        ElectLeadersResponse refusal;
        for (const TopicPartition& tp : *election->partitions) {
            refusal.partitions.push_back({tp, ErrorCode::not_controller, ""});
        }
        return make_message(std::move(refusal));
    }
    return error_response(request.body(), ErrorCode::not_controller);
}

}  // namespace kscope
