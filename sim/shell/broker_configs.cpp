#include "sim/shell/broker_configs.h"

#include <algorithm>

#include "sim/shell/refusal.h"

namespace kscope::sim {

namespace {

// Brokers hear of it sooner than somebody could type another command.
constexpr Duration until_heard = Duration::millis(100);

// Who is asked: the broker itself; of all, any.
NodeId node_asked(const ToolRun& run, const ConfigEntity& entity, const char* call) {
    if (entity.is_default()) return no_node;
    const NodeId node =
        entity.name.size() < 9 ? run.cluster().broker(BrokerId(std::stoi(entity.name))) : no_node;
    if (node != no_node && run.cluster().alive(node)) return node;
    throw BadInput(
        entity.place,
        std::string("TimeoutException: Timed out waiting for a node assignment. Call: ") + call,
        "broker " + entity.name + " is not up: see status");
}

const char* source_name(ConfigSource source) {
    switch (source) {
        case ConfigSource::dynamic_topic: return "DYNAMIC_TOPIC_CONFIG";
        case ConfigSource::dynamic_broker: return "DYNAMIC_BROKER_CONFIG";
        case ConfigSource::dynamic_default_broker: return "DYNAMIC_DEFAULT_BROKER_CONFIG";
        case ConfigSource::static_broker: return "STATIC_BROKER_CONFIG";
        case ConfigSource::default_config: return "DEFAULT_CONFIG";
    }
    return "UNKNOWN";
}

std::string added_and_deleted(const WantedChanges& wanted) {
    std::string added;
    std::string deleted;
    for (const ConfigAlteration& one : wanted.alterations) {
        const bool goes = one.operation == ConfigOperation::remove;
        std::string& list = goes ? deleted : added;
        list += (list.empty() ? "" : ", ") + one.name + (goes ? "" : "=" + one.value);
    }
    return "{add: {" + added + "}, delete: List(" + deleted + ")}";
}

}  // namespace

std::vector<ConfigEntry> broker_entries(const ToolRun& run, AdminTool& tool,
                                        const ConfigEntity& entity) {
    constexpr const char* call = "describeBrokerConfigs";
    const auto answer = tool.broker<DescribeConfigsResponse>(
        node_asked(run, entity, call),
        DescribeConfigsRequest{{{ConfigResourceType::broker, entity.name, {}}}, with_synonyms},
        entity.name, call);
    const DescribedConfig& result = answer.results.at(0);
    if (result.error != ErrorCode::none) refuse(entity.place, result.error, result.message);
    return result.entries;
}

void alter_broker_configs(const ToolRun& run, AdminTool& tool, const ConfigEntity& entity,
                          const WantedChanges& wanted) {
    constexpr const char* call = "incrementalAlterConfigs";
    AlteredResource resource{ConfigResourceType::broker, entity.name, wanted.alterations};
    const auto answer = tool.broker<IncrementalAlterConfigsResponse>(
        node_asked(run, entity, call), IncrementalAlterConfigsRequest{{std::move(resource)}},
        entity.name, call);
    const AlterConfigsResult& result = answer.results.at(0);
    if (result.error != ErrorCode::none) {
        refuse(wanted.place, result.error, result.message, "see kscope list configs");
    }
    run.cluster().advance(until_heard);
}

// ConfigCommand.validateBrokersNotRunning. While none runs it would write to ZooKeeper itself.
void refuse_by_zookeeper(const ToolRun& run, const ConfigEntity& entity,
                         const WantedChanges& wanted, bool alters) {
    const std::string problem =
        alters ? "--bootstrap-server option must be specified to update brokers configs: " +
                     added_and_deleted(wanted)
               : "--bootstrap-server option must be specified to describe brokers";
    std::size_t running = 0;
    bool named_runs = false;
    for (const BrokerId id : run.cluster().brokers()) {
        if (!run.cluster().alive(run.cluster().broker(id))) continue;
        ++running;
        named_runs = named_runs || std::to_string(id.value()) == entity.name;
    }
    const bool runs = entity.is_default() ? running > 0 : named_runs;
    if (!runs) {
        throw BadInput(entity.place, "brokers alone write their configurations here",
                       "start the broker, and ask it: --bootstrap-server");
    }
    throw BadInput(entity.place,
                   problem + " - " +
                       (entity.is_default() ? std::to_string(running) + " brokers are running"
                                            : "broker " + entity.name + " is running") +
                       ". Broker configuration operations using ZooKeeper are only supported if "
                       "the affected broker(s) are not running",
                   "ask a broker: --bootstrap-server");
}

std::string synonyms_of(const ConfigEntry& entry) {
    std::string text;
    for (const ConfigSynonym& one : entry.synonyms) {
        text += (text.empty() ? "" : ", ") + std::string(source_name(one.source)) + ":" + one.name +
                "=" + one.value;
    }
    return text;
}

}  // namespace kscope::sim
