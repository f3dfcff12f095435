// Leaders that write /state themselves (up to 2.6) leave word under /isr_change_notification; the
// controller reads those states and tells all brokers. Rule:
// KafkaController.processIsrChangeNotification, 2.5.
#include <algorithm>

#include "core/metadata/controller/controller_task.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

void ListIsrChanges::begin(TaskRun& run) {
    run.ask(ZkGetChildren{IsrChangeNotificationZNode::path, true});
}

void ListIsrChanges::finish(TaskRun& run) {
    ReadIsrChanges read{run.answer<ZkChildrenResponse>(0).children};
    if (!read.names.empty()) run.next.emplace_back(std::move(read));
}

void ReadIsrChanges::begin(TaskRun& run) {
    for (const std::string& name : names) {
        const std::string path = std::string(IsrChangeNotificationZNode::path) + "/" + name;
        run.ask(ZkGetData{path, false});
    }
}

void ReadIsrChanges::finish(TaskRun& run) {
    std::vector<TopicPartition> partitions;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto& data = run.answer<ZkDataResponse>(i);
        if (data.error != ZkError::ok) continue;
        const auto told = IsrChangeNotificationZNode::decode(data.data);
        if (told) partitions.insert(partitions.end(), told->begin(), told->end());
    }
    std::sort(partitions.begin(), partitions.end());
    partitions.erase(std::unique(partitions.begin(), partitions.end()), partitions.end());
    std::erase_if(partitions,
                  [&](const TopicPartition& tp) { return run.context.find(tp) == nullptr; });
    run.next.emplace_back(ReadStates{partitions});
    run.next.emplace_back(PropagateIsrChanges{std::move(names), std::move(partitions)});
}

void PropagateIsrChanges::begin(TaskRun& run) {
    if (!partitions.empty()) {
        run.batch.add_update_metadata(partitions);
        run.batch.send(run.config.broker_id, run.context, run.channels);
    }
    for (const std::string& name : names) {
        const std::string path = std::string(IsrChangeNotificationZNode::path) + "/" + name;
        run.ask_guarded({ZkDelete{path, any_version}});
    }
}

void PropagateIsrChanges::finish(TaskRun&) {}

}  // namespace kscope
