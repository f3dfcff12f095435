#include "core/metadata/controller/controller_requests.h"

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

namespace {

struct Refusal {
    static constexpr ErrorCode error = ErrorCode::not_controller;

    Ref<const Message> operator()(const CreateTopicsRequest& request) const {
        CreateTopicsResponse refusal;
        for (const NewTopic& topic : request.topics) {
            refusal.topics.push_back({topic.name, error, ""});
        }
        return make_message(std::move(refusal));
    }
    Ref<const Message> operator()(const AlterPartitionRequest&) const {
        return make_message(AlterPartitionResponse{error, {}});
    }
    Ref<const Message> operator()(const AllocateProducerIdsRequest&) const {
        return make_message(AllocateProducerIdsResponse{error, ProducerId{0}, 0});
    }
    // ControllerMovedException has this number.
    Ref<const Message> operator()(const ControlledShutdownRequest&) const {
        return make_message(ControlledShutdownResponse{ErrorCode::stale_controller_epoch, {}});
    }
    Ref<const Message> operator()(const ElectLeadersRequest& request) const {
        ElectLeadersResponse refusal;
        // Without a list there is no partition to say it of: Kafka's broker lists those it knows.
        if (!request.partitions) refusal.error = error;
        for (const TopicPartition& tp :
             request.partitions.value_or(std::vector<TopicPartition>{})) {
            refusal.partitions.push_back({tp, error, ""});
        }
        return make_message(std::move(refusal));
    }
    Ref<const Message> operator()(const AlterPartitionReassignmentsRequest&) const {
        return make_message(AlterPartitionReassignmentsResponse{error, "", {}});
    }
    Ref<const Message> operator()(const ListPartitionReassignmentsRequest&) const {
        return make_message(ListPartitionReassignmentsResponse{error, "", {}});
    }
    Ref<const Message> operator()(const DeleteTopicsRequest& request) const {
        DeleteTopicsResponse refusal;
        for (const std::string& topic : request.topics) {
            refusal.topics.push_back({topic, error, ""});
        }
        return make_message(std::move(refusal));
    }
    Ref<const Message> operator()(const CreatePartitionsRequest& request) const {
        CreatePartitionsResponse refusal;
        for (const MorePartitions& topic : request.topics) {
            refusal.topics.push_back({topic.topic, error, ""});
        }
        return make_message(std::move(refusal));
    }
    Ref<const Message> operator()(const DescribeConfigsRequest& request) const {
        DescribeConfigsResponse refusal;
        for (const ConfigResource& resource : request.resources) {
            refusal.results.push_back({error, "", resource.type, resource.name, {}});
        }
        return make_message(std::move(refusal));
    }
    Ref<const Message> operator()(const IncrementalAlterConfigsRequest& request) const {
        IncrementalAlterConfigsResponse refusal;
        for (const AlteredResource& resource : request.resources) {
            refusal.results.push_back({error, "", resource.type, resource.name});
        }
        return make_message(std::move(refusal));
    }
    Ref<const Message> operator()(const AlterConfigsRequest& request) const {
        AlterConfigsResponse refusal;
        for (const WantedConfigs& resource : request.resources) {
            refusal.results.push_back({error, "", resource.type, resource.name});
        }
        return make_message(std::move(refusal));
    }
    template <class Other>
    Ref<const Message> operator()(const Other&) const {
        KSCOPE_CHECK(false, "not a request for the controller");
        return {};
    }
};

}  // namespace

Ref<const Message> not_controller_answer(const Message& request) {
    return std::visit(Refusal{}, request.body());
}

}  // namespace kscope
