// Tasks for topics' configurations (controller_task.h tells what a task is). In Kafka any broker
// reads and writes them in ZooKeeper; here the controller does, and tells the replicas with
// LeaderAndIsr (docs/reference/fidelity.md). Rules: ZkAdminManager.incrementalAlterConfigs and
// alterConfigs, ConfigHelper.describeConfigs, 3.9.
#pragma once

#include <vector>

#include "core/metadata/controller/request_key.h"

namespace kscope {

// topic_configs.cpp
struct DescribeTopicConfigs {
    RequestKey key;
    Ref<const Message> request;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key);
    }
};
struct AlterTopicConfigs {
    RequestKey key;
    Ref<const Message> request;
    std::vector<AlterConfigsResult> results;
    std::vector<std::size_t> places;     // of the written topics in the results
    std::vector<ConfigEntries> entries;  // what was written
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class Resource>
    void plan(TaskRun& run, const std::vector<Resource>& wishes);
    template <class V>
    void visit(V&& v) const {
        v("key", key), v("results", results), v("places", places), v("entries", entries);
    }
};

}  // namespace kscope
