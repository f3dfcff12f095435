// Tasks for what operators and leaving brokers ask: elections on request and controlled shutdown
// (controller_task.h tells what a task is). Rules: KafkaController.processReplicaLeaderElection,
// doControlledShutdown, 3.9.
#pragma once

#include <vector>

#include "core/metadata/controller/request_key.h"

namespace kscope {

// controlled_shutdown.cpp: the broker no longer counts as live for elections; its leaderships move,
// and where it follows it leaves the ISR.
struct ControlledShutdown {
    RequestKey key;
    Ref<const Message> request;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key);
    }
};
// What it leads when all that is done.
struct AnswerControlledShutdown {
    RequestKey key;
    Ref<const Message> request;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key);
    }
};

// elections_on_request.cpp
struct ElectOnRequest {
    RequestKey key;
    Ref<const Message> request;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key);
    }
};
// Whether each partition has got the leader that was asked for.
struct AnswerElection {
    RequestKey key;
    Ref<const Message> request;
    ElectLeadersResponse response;  // of those that were not tried
    std::vector<TopicPartition> tried;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key), v("response", response), v("tried", tried);
    }
};

}  // namespace kscope
