// From a request to its handler.
#include "core/broker/broker_state.h"
#include "core/broker/coordinator_runtime.h"
#include "core/broker/handlers.h"

namespace kscope {

namespace {

template <class T>
concept GroupRequest = std::is_same_v<T, JoinGroupRequest> || std::is_same_v<T, SyncGroupRequest> ||
    std::is_same_v<T, HeartbeatRequest> || std::is_same_v<T, LeaveGroupRequest> ||
    std::is_same_v<T, OffsetCommitRequest> || std::is_same_v<T, OffsetFetchRequest> ||
    std::is_same_v<T, ListGroupsRequest> || std::is_same_v<T, DescribeGroupsRequest>;

template <class T>
concept ControllerRequest = std::is_same_v<T, AlterPartitionRequest> ||
    std::is_same_v<T, CreateTopicsRequest> || std::is_same_v<T, AllocateProducerIdsRequest> ||
    std::is_same_v<T, ControlledShutdownRequest> || std::is_same_v<T, ElectLeadersRequest> ||
    std::is_same_v<T, AlterPartitionReassignmentsRequest> ||
    std::is_same_v<T, ListPartitionReassignmentsRequest> ||
    std::is_same_v<T, DeleteTopicsRequest> || std::is_same_v<T, CreatePartitionsRequest>;

template <class T>
concept AltersConfigs =
    std::is_same_v<T, IncrementalAlterConfigsRequest> || std::is_same_v<T, AlterConfigsRequest>;

// For the quorum's leader; with ZooKeeper there is no such API.
template <class T>
concept QuorumRequest = std::is_same_v<T, DescribeQuorumRequest> ||
    std::is_same_v<T, AddRaftVoterRequest> || std::is_same_v<T, RemoveRaftVoterRequest>;

// What brokers did not know from the first version on.
template <class T>
bool is_known(const BrokerState& state) {
    const Features& features = state.config.features;
    if constexpr (std::is_same_v<T, DescribeLogDirsRequest>) return features.describe_log_dirs;
    if constexpr (std::is_same_v<T, DescribeClusterRequest>) return features.describe_cluster;
    if constexpr (std::is_same_v<T, DescribeTopicPartitionsRequest>) {
        return state.has_kraft() && features.describe_topic_partitions;
    }
    return true;
}

// Not a request that this broker knows: the connection is closed, as on a parse error.
void close_channel(BrokerStep& step, const RequestContext& from) {
    step.out.effects.emplace_back(Disconnect{from.conn});
    step.state.channels.drop(from.conn);
}

// Requests of brokers among themselves, whose time counts for nobody (sendResponseExemptThrottle).
template <class T>
concept ClusterAction =
    std::is_same_v<T, LeaderAndIsrRequest> || std::is_same_v<T, StopReplicaRequest> ||
    std::is_same_v<T, UpdateMetadataRequest> || std::is_same_v<T, AlterPartitionRequest> ||
    std::is_same_v<T, AllocateProducerIdsRequest> || std::is_same_v<T, ControlledShutdownRequest>;

template <class T>
bool is_exempt(const T& request) {
    if constexpr (std::is_same_v<T, FetchRequest>) return request.replica != no_broker;
    return ClusterAction<T>;
}

template <class T>
void tell_cost(BrokerStep& step, const RequestContext& from, const Message& message,
               const T& request) {
    BrokerState& state = step.state;
    const ClientThrottling& throttling = state.client_throttling;
    const bool costs = throttling.limits(ClientQuotaType::request);
    if ((!costs && !throttling.limits_mutations()) || is_exempt(request)) return;
    if constexpr (requires { request.client_id; }) {
        state.channels.set_client_id(from.conn, request.client_id);
    }
    if (!costs) return;
    state.channels.set_cost(from.conn, {state.config.request_cost.of(wire_size(message.body())),
                                        name_of(message.body())});
}

}  // namespace

void dispatch(BrokerStep& step, const RequestContext& from, const Ref<const Message>& request) {
    std::visit(
        [&](const auto& body) {
            using T = std::decay_t<decltype(body)>;
            tell_cost(step, from, *request, body);
            if constexpr (ControllerRequest<T>) {
                ask_controller(step, from, request);
            } else if constexpr (AltersConfigs<T>) {
                alter_configs(step, from, request);
            } else if constexpr (QuorumRequest<T>) {
                if (step.state.has_kraft()) {
                    ask_controller(step, from, request);
                } else {
                    close_channel(step, from);
                }
            } else if constexpr (std::is_same_v<T, DescribeConfigsRequest>) {
                if (!step.state.has_kraft() && asks_for_topic(body)) {
                    ask_controller(step, from, request);
                } else {
                    handle(step, from, body);
                }
            } else if constexpr (GroupRequest<T>) {
                call_coordinator(step, [&](GroupCoordinator& groups, CoordinatorOutput& out) {
                    groups.handle(step.now, from, body, out);
                });
            } else if constexpr (requires { handle(step, from, body); }) {
                if (is_known<T>(step.state)) {
                    handle(step, from, body);
                } else {
                    close_channel(step, from);
                }
            } else {
                close_channel(step, from);
            }
        },
        request->body());
}

}  // namespace kscope
