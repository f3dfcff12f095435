// Tasks for topics' configurations (controller_task.h tells what a task is). In Kafka any broker
// reads and writes them in ZooKeeper; here the controller does, and tells the replicas with
// LeaderAndIsr (docs/reference/fidelity.md). Rules: ZkAdminManager.incrementalAlterConfigs,
// ConfigHelper.describeConfigs, 3.9.
#pragma once

#include <optional>
#include <string>

#include "core/config/configs.h"
#include "core/metadata/controller/request_key.h"

namespace kscope {

// topic_configs.cpp
// Sets one key; the answer is empty, or Kafka's error text (InvalidConfigurationException).
std::optional<std::string> set_topic_config(TopicConfig& config, const std::string& key,
                                            const std::string& value);

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
    IncrementalAlterConfigsResponse response;
    std::vector<std::size_t> places;     // of the written topics in the response
    std::vector<ConfigEntries> entries;  // what was written
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key), v("response", response), v("places", places), v("entries", entries);
    }
};

}  // namespace kscope
