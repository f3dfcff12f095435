#include "core/metadata/quorum_controller/topic_control.h"

#include <algorithm>
#include <set>

#include "core/metadata/kraft/striped_replica_placer.h"
#include "core/metadata/topic_configs.h"
#include "core/metadata/topic_name.h"
#include "core/quota/mutation_run.h"

namespace kscope {

namespace {

struct Fault {
    ErrorCode error = ErrorCode::none;
    std::string message;
};

Fault throttled_fault() {
    return {ErrorCode::throttling_quota_exceeded, throttling_quota_exceeded_text};
}

using Lists = std::vector<ReplicaIds>;

// BoundedListTooLongException where it is caught with all others.
constexpr const char* unexpected =
    "The server experienced an unexpected error when processing the request.";

Fault topic_fault(const ControllerView& view, const NewTopic& topic) {
    if (auto prohibited = topic_prohibition(topic.name, view.config.features)) {
        return {prohibited->error, std::move(prohibited->message)};
    }
    if (const std::string wrong = topic_name_fault(topic.name); !wrong.empty()) {
        return {ErrorCode::invalid_topic_exception, "Topic name is invalid: " + wrong};
    }
    if (view.image.topic(topic.name) != nullptr) {
        return {ErrorCode::topic_already_exists, "Topic '" + topic.name + "' already exists."};
    }
    for (const auto& [name, known] : view.image.topics()) {
        if (!topic_names_collide(name, topic.name)) continue;
        return {ErrorCode::invalid_topic_exception,
                "Topic '" + topic.name + "' collides with existing topic: " + name};
    }
    if (const auto wrong =
            topic_config_fault(view.topic_defaults(), topic.configs, view.config.features)) {
        return {ErrorCode::invalid_config, *wrong};
    }
    return {};
}

ReplicaIds active_of(const MetadataImage& image, const ReplicaIds& replicas) {
    ReplicaIds active;
    for (const BrokerId id : replicas) {
        if (image.is_active(id)) active.push_back(id);
    }
    return active;
}

PartitionRegistration fresh_partition(const ReplicaIds& replicas, ReplicaIds isr) {
    PartitionRegistration partition;
    partition.replicas = replicas;
    partition.leader = isr.front();
    partition.isr = std::move(isr);
    return partition;
}

std::vector<UsableBroker> usable_brokers(const ControllerView& view) {
    std::vector<UsableBroker> usable;
    for (const auto& [id, broker] : view.image.brokers()) {
        const BrokerHeartbeat* heard = view.heartbeats.find(id);
        if (heard != nullptr && heard->shutting_down()) continue;
        usable.push_back({id, broker.rack, broker.fenced});
    }
    return usable;
}

// Lists for so many new partitions, and why not.
Fault place(const ControllerView& view, std::int32_t partitions, std::int32_t factor, Rng& rng,
            Lists& lists) {
    StripedPlacement placement =
        place_striped(usable_brokers(view), partitions, factor,
                      [&rng](std::uint32_t bound) { return rng.below(bound); });
    lists = std::move(placement.assignments);
    if (placement.error == ErrorCode::none) return {};
    return {placement.error, std::move(placement.message)};
}

std::string times(std::int32_t factor) {
    return "Unable to replicate the partition " + std::to_string(factor) + " time(s): ";
}

Fault given_lists(const ControllerView& view, const Lists& lists, std::size_t factor,
                  std::size_t first_partition) {
    for (std::size_t i = 0; i < lists.size(); ++i) {
        if (const std::string wrong = assignment_fault(view.image, lists[i], factor);
            !wrong.empty()) {
            return {ErrorCode::invalid_replica_assignment, wrong};
        }
        factor = lists[i].size();
        if (!active_of(view.image, lists[i]).empty()) continue;
        return {ErrorCode::invalid_replica_assignment,
                "All brokers specified in the manual partition assignment for partition " +
                    std::to_string(first_partition + i) + " are fenced or in controlled shutdown."};
    }
    return {};
}

Fault placed_lists(const ControllerView& view, std::int32_t partitions, std::int32_t factor,
                   Rng& rng, Lists& lists) {
    Fault fault = place(view, partitions, factor, rng, lists);
    if (fault.error != ErrorCode::none) {
        fault.message = times(factor) + fault.message;
        return fault;
    }
    for (const ReplicaIds& list : lists) {
        if (!active_of(view.image, list).empty()) continue;
        return {ErrorCode::invalid_replication_factor,
                times(factor) + "All brokers are currently fenced or in controlled shutdown."};
    }
    return {};
}

Fault lists_of(const ControllerView& view, const NewTopic& topic, Rng& rng, Lists& lists) {
    if (!topic.assignments.empty()) {
        if (topic.replication_factor != -1) {
            return {ErrorCode::invalid_request,
                    "A manual partition assignment was specified, but replication factor was not "
                    "set to -1."};
        }
        if (topic.partitions != -1) {
            return {ErrorCode::invalid_request,
                    "A manual partition assignment was specified, but numPartitions was not set "
                    "to -1."};
        }
        lists = topic.assignments;
        return given_lists(view, lists, 0, 0);
    }
    if (topic.replication_factor < -1 || topic.replication_factor == 0) {
        return {ErrorCode::invalid_replication_factor,
                "Replication factor must be larger than 0, or -1 to use the default value."};
    }
    if (topic.partitions < -1 || topic.partitions == 0) {
        return {ErrorCode::invalid_partitions,
                "Number of partitions was set to an invalid non-positive value."};
    }
    const std::int32_t partitions =
        topic.partitions == -1 ? view.config.num_partitions : topic.partitions;
    const std::int32_t factor = topic.replication_factor == -1
                                    ? view.config.default_replication_factor
                                    : topic.replication_factor;
    return placed_lists(view, partitions, factor, rng, lists);
}

// As many as there is room for; the rest: UNKNOWN_SERVER_ERROR.
Fault add_partitions(const ControllerView& view, const TopicId& id, std::size_t first,
                     const Lists& lists, MetadataRecords& records) {
    for (std::size_t i = 0; i < lists.size(); ++i) {
        if (records.size() >= records_per_batch_max)
            return {ErrorCode::unknown_server_error, unexpected};
        const PartitionIndex partition(static_cast<std::int32_t>(first + i));
        records.emplace_back(PartitionRecord{
            id, partition, fresh_partition(lists[i], active_of(view.image, lists[i]))});
    }
    return {};
}

Fault more_partitions(const ControllerView& view, const MorePartitions& wish, Rng& rng,
                      MutationRun& mutations, MetadataRecords& records) {
    const TopicImage* topic = view.image.topic(wish.topic);
    if (topic == nullptr) return {ErrorCode::unknown_topic_or_partition, ""};
    const auto now = static_cast<std::int32_t>(topic->partitions.size());
    if (wish.count == now) {
        return {ErrorCode::invalid_partitions,
                "Topic already has " + std::to_string(now) + " partition(s)."};
    }
    if (wish.count < now) {
        return {ErrorCode::invalid_partitions,
                "The topic " + wish.topic + " currently has " + std::to_string(now) +
                    " partition(s); " + std::to_string(wish.count) + " would not be an increase."};
    }
    const std::int32_t additional = wish.count - now;
    const std::size_t factor = topic->partitions.front().replicas.size();
    Lists lists;
    Fault fault;
    if (wish.assignments) {
        lists = *wish.assignments;
        if (static_cast<std::int32_t>(lists.size()) != additional) {
            return {ErrorCode::invalid_replica_assignment,
                    "Attempted to add " + std::to_string(additional) +
                        " additional partition(s), but only " + std::to_string(lists.size()) +
                        " assignment(s) were specified."};
        }
        fault = given_lists(view, lists, factor, topic->partitions.size());
    } else {
        fault = placed_lists(view, additional, static_cast<std::int32_t>(factor), rng, lists);
    }
    if (fault.error == ErrorCode::none && !mutations.may(lists.size())) fault = throttled_fault();
    if (fault.error == ErrorCode::none) {
        fault = add_partitions(view, topic->id, topic->partitions.size(), lists, records);
    }
    return fault;
}

}  // namespace

std::string assignment_fault(const MetadataImage& image, const ReplicaIds& replicas,
                             std::size_t factor) {
    constexpr const char* begin = "The manual partition assignment includes ";
    if (replicas.empty()) return std::string(begin) + "an empty replica list.";
    const std::set<BrokerId> sorted(replicas.begin(), replicas.end());
    for (const BrokerId id : sorted) {
        const std::string number = std::to_string(id.value());
        if (image.broker(id) == nullptr) {
            return begin + ("broker " + number) + ", but no such broker is registered.";
        }
        if (std::count(replicas.begin(), replicas.end(), id) > 1) {
            return begin + ("the broker " + number) + " more than once.";
        }
    }
    if (factor != 0 && replicas.size() != factor) {
        return begin + ("a partition with " + std::to_string(replicas.size())) +
               " replica(s), but this is not consistent with previous partitions, which have " +
               std::to_string(factor) + " replica(s).";
    }
    return {};
}

CreateTopicsResponse create_topics(const ControllerView& view, const CreateTopicsRequest& request,
                                   Rng& rng, MetadataRecords& records) {
    CreateTopicsResponse response;
    MutationRun mutations(view.mutations, view.now, request.client_id);
    Fault whole;
    for (const NewTopic& topic : request.topics) {
        Lists lists;
        Fault fault = topic_fault(view, topic);
        if (fault.error == ErrorCode::none) fault = lists_of(view, topic, rng, lists);
        if (fault.error == ErrorCode::none && !mutations.may(lists.size()))
            fault = throttled_fault();
        response.topics.push_back({topic.name, fault.error, std::move(fault.message)});
        if (fault.error != ErrorCode::none) continue;
        TopicId id;
        id.high = rng.next();
        id.low = rng.next();
        records.emplace_back(TopicRecord{topic.name, id});
        for (const auto& [key, value] : topic.configs) {
            records.emplace_back(
                ConfigRecord{ConfigRecord::topic_resource, topic.name, key, value});
        }
        whole = add_partitions(view, id, 0, lists, records);
        if (whole.error != ErrorCode::none) break;
    }
    response.throttle_time_ms = mutations.throttle_time_ms();
    if (whole.error == ErrorCode::none) return response;
    // BoundedListTooLongException: all or nothing.
    records.clear();
    response.topics.clear();
    for (const NewTopic& topic : request.topics) {
        response.topics.push_back({topic.name, ErrorCode::policy_violation,
                                   "Unable to perform excessively large batch operation."});
    }
    return response;
}

CreatePartitionsResponse create_partitions(const ControllerView& view,
                                           const CreatePartitionsRequest& request, Rng& rng,
                                           MetadataRecords& records) {
    CreatePartitionsResponse response;
    MutationRun mutations(view.mutations, view.now, request.client_id);
    for (const MorePartitions& wish : request.topics) {
        Fault fault = more_partitions(view, wish, rng, mutations, records);
        response.topics.push_back({wish.topic, fault.error, std::move(fault.message)});
    }
    response.throttle_time_ms = mutations.throttle_time_ms();
    return response;
}

DeleteTopicsResponse delete_topics(const ControllerView& view, const DeleteTopicsRequest& request,
                                   MetadataRecords& records) {
    DeleteTopicsResponse response;
    MutationRun mutations(view.mutations, view.now, request.client_id);
    for (const std::string& name : request.topics) {
        const TopicImage* topic = view.image.topic(name);
        if (!view.config.delete_topic_enable) {
            response.topics.push_back({name, ErrorCode::topic_deletion_disabled, ""});
        } else if (topic == nullptr) {
            response.topics.push_back({name, ErrorCode::unknown_topic_or_partition, ""});
        } else if (!mutations.may(topic->partitions.size())) {
            Fault fault = throttled_fault();
            response.topics.push_back({name, fault.error, std::move(fault.message)});
        } else if (records.size() >= records_per_batch_max) {
            response.topics.push_back({name, ErrorCode::unknown_server_error, unexpected});
        } else {
            records.emplace_back(RemoveTopicRecord{topic->id});
            response.topics.push_back({name, ErrorCode::none, ""});
        }
    }
    response.throttle_time_ms = mutations.throttle_time_ms();
    return response;
}

}  // namespace kscope
