// Tasks that move replicas (KIP-455; controller_task.h tells what a task is). The assignment in
// ZooKeeper is written before each change here, so that another controller can go on where this one
// stopped. Rule: KafkaController.onPartitionReassignment and what it calls, 3.9.
#pragma once

#include <vector>

#include "core/metadata/controller/request_key.h"
#include "core/metadata/replica_assignment.h"

namespace kscope {

// reassignment_requests.cpp
struct AlterReassignments {
    RequestKey key;
    Ref<const Message> request;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key);
    }
};
// All of the request's partitions are on their way.
struct AnswerReassignments {
    RequestKey key;
    Ref<const Message> request;
    AlterPartitionReassignmentsResponse response;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key), v("response", response);
    }
};
struct ListReassignments {
    RequestKey key;
    Ref<const Message> request;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key);
    }
};

// reassignment.cpp: phase U, another assignment for a partition: ZooKeeper first, then here.
struct UpdateAssignment {
    TopicPartition tp;
    ReplicaAssignment assignment;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("tp", tp), v("assignment", assignment);
    }
};
// Phase A (the targets are not all in the ISR: start them) or phase B (they are: finish).
struct ContinueReassignment {
    TopicPartition tp;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
    }
};
// The watched /state of a partition that is being reassigned has changed, and has been read again:
// are all targets in the ISR now? (PartitionReassignmentIsrChange, up to 2.6)
struct CheckReassignment {
    TopicPartition tp;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
    }
};
// Another leader epoch for the same leader and ISR, told to all replicas: the set of replicas is
// another one. `adding` are told that the partition is new to them.
struct RaiseLeaderEpoch {
    TopicPartition tp;
    std::vector<BrokerId> adding;
    PartitionState state;  // made by begin()
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("tp", tp), v("adding", adding), v("state", state);
    }
};
// Replicas that nobody needs any more: they delete what they have.
struct DeleteReplicas {
    TopicPartition tp;
    std::vector<BrokerId> brokers;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("tp", tp), v("brokers", brokers);
    }
};
// Steps B6 to B8: ZooKeeper learns that it is over, then everybody.
struct CompleteReassignment {
    TopicPartition tp;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
    }
};

// KafkaController.maybeResumeReassignments: those in progress for which `wanted(assignment)`.
template <class Run, class Wanted>
void resume_reassignments(Run& run, Wanted wanted) {
    for (const TopicPartition& tp : run.context.all_partitions()) {
        const ReplicaAssignment assignment = run.context.find(tp)->assignment();
        if (assignment.being_reassigned() && wanted(assignment)) {
            run.next.emplace_back(ContinueReassignment{tp});
        }
    }
}

}  // namespace kscope
