// CreateTopics: validate, place the replicas, write /config/topics/<t> and /brokers/topics/<t>; the
// watch on /brokers/topics does the rest, and the answer waits for the leaders. Rules:
// ZkAdminManager.createTopics, AdminZkClient.validateTopicCreate, Topic.validate, 3.9.
#include <algorithm>
#include <set>
#include <string_view>

#include "core/metadata/controller/controller_task.h"
#include "core/metadata/replica_placement.h"
#include "core/metadata/topic_configs.h"
#include "core/metadata/topic_name.h"
#include "core/metadata/zookeeper/zk_data.h"
#include "core/quota/mutation_run.h"

namespace kscope {
namespace {

using Assignments = std::vector<std::vector<BrokerId>>;

CreatedTopic refused(const NewTopic& topic, ErrorCode error, std::string message) {
    return {topic.name, error, std::move(message)};
}

CreatedTopic check_name(const NewTopic& topic, const ControllerContext& context,
                        const Features& features) {
    if (auto prohibited = topic_prohibition(topic.name, features)) {
        return refused(topic, prohibited->error, std::move(prohibited->message));
    }
    if (context.topics.contains(topic.name)) {
        return refused(topic, ErrorCode::topic_already_exists,
                       "Topic '" + topic.name + "' already exists.");
    }
    const std::string fault = topic_name_fault(topic.name);
    if (!fault.empty()) {
        return refused(topic, ErrorCode::invalid_topic_exception,
                       "Topic name is invalid: " + fault);
    }
    // Of equal length and without either character they would be the same name.
    const bool may_collide = topic.name.find_first_of("._") != std::string::npos;
    for (const auto& [name, known] : context.topics) {
        if (!may_collide) break;
        if (topic_names_collide(name, topic.name)) {
            return refused(topic, ErrorCode::invalid_topic_exception,
                           "Topic '" + topic.name + "' collides with existing topics: " + name);
        }
    }
    return {topic.name, ErrorCode::none, ""};
}

CreatedTopic check_assignments(const NewTopic& topic, const Assignments& assignments) {
    for (const auto& replicas : assignments) {
        if (replicas.empty() || replicas.size() != assignments.front().size()) {
            return refused(topic, ErrorCode::invalid_replica_assignment,
                           "All partitions should have the same number of replicas");
        }
        if (std::set<BrokerId>(replicas.begin(), replicas.end()).size() != replicas.size()) {
            return refused(topic, ErrorCode::invalid_replica_assignment,
                           "Duplicate replica assignment found");
        }
    }
    return {topic.name, ErrorCode::none, ""};
}

// LogConfig.validate.
CreatedTopic check_configs(const NewTopic& topic, const BrokerConfig& broker) {
    if (const auto wrong =
            topic_config_fault(broker.topic_defaults, topic.configs, broker.features)) {
        return refused(topic, ErrorCode::invalid_config, *wrong);
    }
    return {topic.name, ErrorCode::none, ""};
}

// The verdict, and where it is none, the assignments.
CreatedTopic plan(const NewTopic& topic, TaskRun& run, Assignments& assignments) {
    CreatedTopic verdict = check_name(topic, run.context, run.config.features);
    if (verdict.error == ErrorCode::none) verdict = check_configs(topic, run.config);
    if (verdict.error != ErrorCode::none) return verdict;
    if (!topic.assignments.empty()) {
        if (topic.partitions != -1 || topic.replication_factor != -1) {
            return refused(topic, ErrorCode::invalid_request,
                           "Both numPartitions or replicationFactor and replicasAssignments were "
                           "set. Both cannot be used at the same time.");
        }
        assignments = topic.assignments;
        return check_assignments(topic, assignments);
    }
    std::vector<PlacementBroker> brokers;
    for (const auto& [id, broker] : run.context.live_brokers) brokers.push_back({id, broker.rack});
    const PlacementStart start = PlacementStart::drawn(run.rng, brokers.size());
    const std::int32_t partitions =
        topic.partitions == -1 ? run.config.num_partitions : topic.partitions;
    const std::int32_t factor = topic.replication_factor == -1
                                    ? run.config.default_replication_factor
                                    : topic.replication_factor;
    Placement placement = place_replicas(std::move(brokers), partitions, factor, start);
    assignments = std::move(placement.assignments);
    // ApiError.fromThrowable: what is not the client's fault is not explained to it.
    if (placement.error == ErrorCode::unknown_server_error) placement.message.clear();
    return {topic.name, placement.error, std::move(placement.message)};
}

}  // namespace

void CreateTopics::begin(TaskRun& run) {
    const auto& wishes = *request->get_if<CreateTopicsRequest>();
    MutationRun mutations(run.mutations, run.now.monotonic, wishes.client_id);
    for (const NewTopic& topic : wishes.topics) {
        Assignments assignments;
        CreatedTopic verdict = plan(topic, run, assignments);
        if (verdict.error == ErrorCode::none && !mutations.may(assignments.size())) {
            verdict = refused(topic, ErrorCode::throttling_quota_exceeded,
                              throttling_quota_exceeded_text);
        }
        if (verdict.error == ErrorCode::none) {
            places.push_back(response.topics.size());
            ZkCreate config;
            config.path = TopicConfigZNode::path(topic.name);
            config.data = TopicConfigZNode::encode(topic.configs);
            run.ask(std::move(config));  // NODEEXISTS: ours, sent twice
            ZkCreate assignment;
            assignment.path = TopicZNode::path(topic.name);
            assignment.data = TopicZNode::encode(ReplicaAssignment::at_rest(std::move(assignments)),
                                                 run.config.features);
            run.ask(std::move(assignment));
        }
        response.topics.push_back(std::move(verdict));
    }
    throttled_until = mutations.throttled_until();
}

void CreateTopics::finish(TaskRun& run) {
    bool any_created = false;
    for (std::size_t i = 0; i < places.size(); ++i) {
        CreatedTopic& topic = response.topics[places[i]];
        if (run.answer<ZkCreateResponse>(2 * i + 1).error == ZkError::ok) {
            any_created = true;
        } else {
            topic.error = ErrorCode::topic_already_exists;
            topic.message = "Topic '" + topic.name + "' already exists.";
        }
    }
    if (!any_created) {
        response.throttle_time_ms = throttle_left_ms(throttled_until, run.now.monotonic);
        run.replies.push_back({key, make_message(std::move(response))});
        return;
    }
    const Duration timeout = request->get_if<CreateTopicsRequest>()->timeout;
    run.created.push_back({key, timeout, throttled_until, std::move(response)});
}

}  // namespace kscope
