#include "core/metadata/quorum_controller/reassignment_control.h"

#include <algorithm>

#include "core/metadata/quorum_controller/replication_control.h"
#include "core/metadata/quorum_controller/topic_control.h"

namespace kscope {

namespace {

bool is_being_reassigned(const PartitionRegistration& partition) {
    return !partition.adding.empty() || !partition.removing.empty();
}

ReplicaIds difference_of(ReplicaIds from, const ReplicaIds& without) {
    std::erase_if(from, [&without](BrokerId id) {
        return std::find(without.begin(), without.end(), id) != without.end();
    });
    return from;
}

ReplicaIds sorted_ids(ReplicaIds ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
}

// What stands in the way; if nothing does, where the partition should go.
struct Move {
    ErrorCode error = ErrorCode::none;
    std::string message;
    PartitionTarget target;
};

Move move_back(const ControllerView& view, const TopicPartition& tp,
               const PartitionRegistration& known) {
    if (!is_being_reassigned(known)) {
        return {ErrorCode::no_reassignment_in_progress,
                "No partition reassignment is in progress.",
                {}};
    }
    PartitionTarget target = target_of(view, tp.topic, known);
    target.replicas = difference_of(known.replicas, known.adding);
    target.isr = difference_of(known.isr, known.adding);
    if (target.isr->empty()) {
        if (!view.may_elect_uncleanly(tp.topic)) {
            return {ErrorCode::invalid_replica_assignment,
                    "Unable to revert partition assignment for " + tp.topic + ":" +
                        std::to_string(tp.partition.value()) +
                        " because it would require an unclean leader election.",
                    {}};
        }
        target.isr = ReplicaIds{target.replicas->front()};
    }
    target.removing = ReplicaIds{};
    target.adding = ReplicaIds{};
    return {ErrorCode::none, "", std::move(target)};
}

Move move_on(const ControllerView& view, const TopicPartition& tp,
             const PartitionRegistration& known, const ReplicaIds& wish) {
    if (std::string wrong = assignment_fault(view.image, wish, 0); !wrong.empty()) {
        return {ErrorCode::invalid_replica_assignment, std::move(wrong), {}};
    }
    PartitionTarget target = target_of(view, tp.topic, known);
    // The election of the topic's unclean kind is not for a reassignment.
    target.election = LeaderElection::online;
    ReplicaIds removing = sorted_ids(difference_of(known.replicas, wish));
    ReplicaIds adding = sorted_ids(difference_of(wish, known.replicas));
    ReplicaIds replicas = wish;
    replicas.insert(replicas.end(), removing.begin(), removing.end());
    if (replicas != known.replicas) target.replicas = std::move(replicas);
    if (!removing.empty()) target.removing = std::move(removing);
    if (!adding.empty()) target.adding = std::move(adding);
    return {ErrorCode::none, "", std::move(target)};
}

PartitionResult alter(const ControllerView& view, const PartitionReassignment& wish,
                      MetadataRecords& records) {
    const TopicImage* topic = view.image.topic(wish.tp.topic);
    const PartitionRegistration* known = view.image.partition(wish.tp);
    if (topic == nullptr) {
        return {wish.tp, ErrorCode::unknown_topic_or_partition,
                "Unable to find a topic named " + wish.tp.topic + "."};
    }
    if (known == nullptr) {
        return {wish.tp, ErrorCode::unknown_topic_or_partition,
                "Unable to find partition " + wish.tp.topic + ":" +
                    std::to_string(wish.tp.partition.value()) + "."};
    }
    Move move = wish.replicas ? move_on(view, wish.tp, *known, *wish.replicas)
                              : move_back(view, wish.tp, *known);
    if (move.error != ErrorCode::none) return {wish.tp, move.error, std::move(move.message)};
    if (auto change = partition_change(*known, move.target)) {
        if (records.size() >= records_per_batch_max) {
            return {wish.tp, ErrorCode::unknown_server_error, ""};
        }
        records.emplace_back(
            PartitionChangeRecord{topic->id, wish.tp.partition, std::move(*change)});
    }
    return {wish.tp, ErrorCode::none, ""};
}

}  // namespace

AlterPartitionReassignmentsResponse alter_reassignments(
    const ControllerView& view, const AlterPartitionReassignmentsRequest& request,
    MetadataRecords& records) {
    AlterPartitionReassignmentsResponse response;
    for (const PartitionReassignment& wish : request.partitions) {
        response.partitions.push_back(alter(view, wish, records));
    }
    return response;
}

ListPartitionReassignmentsResponse list_reassignments(
    const ControllerView& view, const ListPartitionReassignmentsRequest& request) {
    ListPartitionReassignmentsResponse response;
    const auto tell = [&response](const TopicPartition& tp, const PartitionRegistration& known) {
        if (!is_being_reassigned(known)) return;
        response.partitions.push_back({tp, known.replicas, known.adding, known.removing});
    };
    if (request.partitions) {
        for (const TopicPartition& tp : *request.partitions) {
            if (const auto* known = view.image.partition(tp)) tell(tp, *known);
        }
        return response;
    }
    for (const auto& [name, topic] : view.image.topics()) {
        std::int32_t place = 0;
        for (const PartitionRegistration& known : topic->partitions) {
            tell({name, PartitionIndex(place++)}, known);
        }
    }
    return response;
}

}  // namespace kscope
