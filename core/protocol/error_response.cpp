#include "core/protocol/error_response.h"

#include <utility>

#include "core/base/check.h"

namespace kscope {

namespace {

template <class Response>
Ref<const Message> of_error(ErrorCode error) {
    Response response;
    response.error = error;
    return make_message(std::move(response));
}

struct Refuse {
    ErrorCode error;

    Ref<const Message> operator()(const BrokerRegistrationRequest&) const {
        return of_error<BrokerRegistrationResponse>(error);
    }
    Ref<const Message> operator()(const BrokerHeartbeatRequest&) const {
        return of_error<BrokerHeartbeatResponse>(error);
    }
    Ref<const Message> operator()(const ControlledShutdownRequest&) const {
        return of_error<ControlledShutdownResponse>(error);
    }
    Ref<const Message> operator()(const AlterPartitionRequest&) const {
        return of_error<AlterPartitionResponse>(error);
    }
    Ref<const Message> operator()(const AllocateProducerIdsRequest&) const {
        return of_error<AllocateProducerIdsResponse>(error);
    }
    Ref<const Message> operator()(const AlterPartitionReassignmentsRequest&) const {
        return of_error<AlterPartitionReassignmentsResponse>(error);
    }
    Ref<const Message> operator()(const ListPartitionReassignmentsRequest&) const {
        return of_error<ListPartitionReassignmentsResponse>(error);
    }
    Ref<const Message> operator()(const DescribeQuorumRequest&) const {
        return of_error<DescribeQuorumResponse>(error);
    }
    Ref<const Message> operator()(const AddRaftVoterRequest&) const {
        return of_error<AddRaftVoterResponse>(error);
    }
    Ref<const Message> operator()(const RemoveRaftVoterRequest&) const {
        return of_error<RemoveRaftVoterResponse>(error);
    }
    Ref<const Message> operator()(const ElectLeadersRequest& request) const {
        ElectLeadersResponse response;
        response.error = error;
        if (request.partitions) {
            for (const TopicPartition& tp : *request.partitions) {
                response.partitions.push_back({tp, error, ""});
            }
        }
        return make_message(std::move(response));
    }
    Ref<const Message> operator()(const CreateTopicsRequest& request) const {
        CreateTopicsResponse response;
        for (const NewTopic& topic : request.topics) {
            response.topics.push_back({topic.name, error, ""});
        }
        return make_message(std::move(response));
    }
    Ref<const Message> operator()(const CreatePartitionsRequest& request) const {
        CreatePartitionsResponse response;
        for (const MorePartitions& wish : request.topics) {
            response.topics.push_back({wish.topic, error, ""});
        }
        return make_message(std::move(response));
    }
    Ref<const Message> operator()(const DeleteTopicsRequest& request) const {
        DeleteTopicsResponse response;
        for (const std::string& topic : request.topics) {
            response.topics.push_back({topic, error, ""});
        }
        return make_message(std::move(response));
    }
    Ref<const Message> operator()(const DescribeConfigsRequest& request) const {
        DescribeConfigsResponse response;
        for (const ConfigResource& resource : request.resources) {
            response.results.push_back({error, "", resource.type, resource.name, {}});
        }
        return make_message(std::move(response));
    }
    Ref<const Message> operator()(const IncrementalAlterConfigsRequest& request) const {
        return of_resources<IncrementalAlterConfigsResponse>(request.resources);
    }
    Ref<const Message> operator()(const AlterConfigsRequest& request) const {
        return of_resources<AlterConfigsResponse>(request.resources);
    }
    template <class Response, class Resources>
    Ref<const Message> of_resources(const Resources& resources) const {
        Response response;
        for (const auto& resource : resources) {
            response.results.push_back({error, "", resource.type, resource.name});
        }
        return make_message(std::move(response));
    }
    template <class Other>
    Ref<const Message> operator()(const Other&) const {
        KSCOPE_CHECK(false, "not a request that is refused as a whole");
        return {};
    }
};

}  // namespace

Ref<const Message> error_response(const MessageBody& request, ErrorCode error) {
    return std::visit(Refuse{error}, request);
}

}  // namespace kscope
