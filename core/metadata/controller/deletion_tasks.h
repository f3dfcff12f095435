// Tasks that delete topics and add partitions (controller_task.h tells what a task is).
// Rules: TopicDeletionManager, KafkaController.processTopicDeletion,
// processPartitionModifications, ZkAdminManager.deleteTopics and createPartitions, 3.9.
#pragma once

#include <string>
#include <vector>

#include "core/metadata/controller/request_key.h"
#include "core/metadata/replica_assignment.h"

namespace kscope {

// ---- topic_deletion.cpp

// Marks topics in /admin/delete_topics; its watch does the rest.
struct DeleteTopics {
    RequestKey key;
    Ref<const Message> request;
    DeleteTopicsResponse response;
    std::vector<std::size_t> places;  // of the marked topics in the response
    Instant throttled_until;          // for its mutations; zero: not at all
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key), v("response", response), v("places", places);
        if (throttled_until != Instant()) v("throttled_until", throttled_until);
    }
};
// Children of /admin/delete_topics with the watch; `initial`: at the failover.
struct ListDeletions {
    bool initial = false;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("initial", initial);
    }
};
// A mark that means nothing: the topic is unknown, or topics may not be deleted.
struct ForgetDeletion {
    std::string topic;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("topic", topic);
    }
};
// What can go on goes on, what is done is completed.
struct ResumeDeletions {
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&&) const {}
};
// Brokers forget the topic, and its live replicas are told to delete what they have.
struct StartDeletion {
    std::string topic;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("topic", topic);
    }
};
// A broker's answer to StopReplica with deletion.
struct FinishReplicaDeletions {
    BrokerId broker;
    std::vector<PartitionError> partitions;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partitions", partitions);
    }
};
// All replicas are gone: the znodes follow.
struct CompleteDeletion {
    std::string topic;
    std::vector<std::string> paths;  // made by begin()
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("topic", topic), v("paths", paths);
    }
};

// ---- partition_addition.cpp

struct CreatePartitions {
    RequestKey key;
    Ref<const Message> request;
    CreatePartitionsResponse response;
    std::vector<std::size_t> places;                          // of the written topics
    std::vector<std::vector<ReplicaAssignment>> assignments;  // theirs, old and new
    Instant throttled_until;                                  // for its mutations; zero: not at all
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key), v("response", response), v("places", places);
        v("assignments", assignments);
        if (throttled_until != Instant()) v("throttled_until", throttled_until);
    }
};

// All that a request set off is done.
struct Reply {
    RequestKey key;
    Ref<const Message> request;
    Ref<const Message> answer;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key), v("answer", answer->digest());
    }
};

}  // namespace kscope
