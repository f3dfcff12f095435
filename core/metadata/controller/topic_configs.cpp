// Topics' configurations: validated, written to /config/topics/<t>, and told to the replicas.
#include <algorithm>

#include "core/config/config_keys.h"
#include "core/metadata/controller/controller_task.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

namespace {

AlterConfigsResult refused_alteration(const AlteredResource& resource, ErrorCode error,
                                      std::string message) {
    return {error, std::move(message), resource.type, resource.name};
}

// The words of a list without or with one more.
std::string with_word(const std::string& list, const std::string& word, bool present) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        const std::string one = list.substr(at, comma - at);
        if (!one.empty() && one != word) words.push_back(one);
        at = comma + 1;
    }
    if (present) words.push_back(word);
    std::string text;
    for (const std::string& one : words) text += (text.empty() ? "" : ",") + one;
    return text;
}

std::string* find_entry(ConfigEntries& entries, const std::string& key) {
    for (auto& [name, value] : entries) {
        if (name == key) return &value;
    }
    return nullptr;
}

bool is_list(const std::string& key) { return key == "cleanup.policy"; }

void apply(const ConfigAlteration& alteration, const TopicConfig& defaults,
           ConfigEntries& entries) {
    std::string* own = find_entry(entries, alteration.name);
    if (alteration.operation == ConfigOperation::remove) {
        std::erase_if(entries, [&](const auto& entry) { return entry.first == alteration.name; });
        return;
    }
    std::string value = alteration.value;
    if (alteration.operation != ConfigOperation::set) {
        const std::string now = own != nullptr ? *own : config_text(defaults, alteration.name);
        const bool append = alteration.operation == ConfigOperation::append;
        value = with_word(now, alteration.value, append);
    }
    if (own != nullptr) {
        *own = std::move(value);
    } else {
        entries.emplace_back(alteration.name, std::move(value));
    }
}

// Empty, or Kafka's words for what is wrong; `entries` becomes what is to be written.
AlterConfigsResult plan_alteration(const AlteredResource& resource, TaskRun& run,
                                   ConfigEntries& entries) {
    if (resource.type != ConfigResourceType::topic) {
        std::string keys;
        for (const ConfigAlteration& a : resource.alterations) {
            keys += (keys.empty() ? "" : ", ") + a.name;
        }
        return refused_alteration(resource, ErrorCode::invalid_request,
                                  "Cannot update these configs dynamically: Set(" + keys + ")");
    }
    const auto topic = run.context.topics.find(resource.name);
    if (topic == run.context.topics.end()) {
        return refused_alteration(resource, ErrorCode::unknown_topic_or_partition,
                                  "The topic '" + resource.name + "' does not exist.");
    }
    entries = topic->second.config;
    const TopicConfig& defaults = run.config.topic_defaults;
    for (const ConfigAlteration& alteration : resource.alterations) {
        const bool to_list = alteration.operation == ConfigOperation::append ||
                             alteration.operation == ConfigOperation::subtract;
        if (to_list && !is_list(alteration.name)) {
            return refused_alteration(
                resource, ErrorCode::invalid_config,
                "Config value append is not allowed for config key: " + alteration.name);
        }
        apply(alteration, defaults, entries);
    }
    TopicConfig checked = defaults;
    for (const auto& [key, value] : entries) {
        if (const auto wrong = set_topic_config(checked, key, value)) {
            return refused_alteration(resource, ErrorCode::invalid_config, *wrong);
        }
    }
    std::sort(entries.begin(), entries.end());
    return {ErrorCode::none, "", resource.type, resource.name};
}

DescribedConfig describe_topic(const ConfigResource& resource, const TaskRun& run) {
    DescribedConfig result{ErrorCode::none, "", resource.type, resource.name, {}};
    const auto topic = run.context.topics.find(resource.name);
    if (topic == run.context.topics.end()) {
        result.error = ErrorCode::unknown_topic_or_partition;
        return result;
    }
    TopicConfig config = run.config.topic_defaults;
    for (const auto& [key, value] : topic->second.config) set_config(config, key, value);
    const BrokerConfig newest = default_broker_config(default_version());
    for (const ConfigKey& key : config_keys(ConfigOwner::topic)) {
        const auto& wanted = resource.keys;
        if (wanted && std::find(wanted->begin(), wanted->end(), key.name) == wanted->end()) {
            continue;
        }
        ConfigEntry entry{key.name, config_text(config, key.name), false,
                          ConfigSource::default_config};
        if (const std::string* own = run.context.topic_config(resource.name, key.name.c_str())) {
            entry.value = *own;
            entry.source = ConfigSource::dynamic_topic;
        } else if (entry.value != config_text(newest.topic_defaults, key.name)) {
            entry.source = ConfigSource::static_broker;
        }
        result.entries.push_back(std::move(entry));
    }
    return result;
}

}  // namespace

std::optional<std::string> set_topic_config(TopicConfig& config, const std::string& key,
                                            const std::string& value) {
    const auto wrong = set_config(config, key, value);
    if (!wrong) return std::nullopt;
    if (wrong->starts_with("unknown")) return "Unknown topic config name: " + key;
    const std::size_t remedy = wrong->find("; write ");
    return "Invalid value " + value + " for configuration " + key +
           (remedy == std::string::npos ? "" : ": it must be " + wrong->substr(remedy + 8));
}

void DescribeTopicConfigs::begin(TaskRun& run) {
    DescribeConfigsResponse response;
    for (const ConfigResource& resource : request->get_if<DescribeConfigsRequest>()->resources) {
        if (resource.type == ConfigResourceType::topic) {
            response.results.push_back(describe_topic(resource, run));
        } else {
            response.results.push_back({ErrorCode::invalid_request,
                                        "A broker is asked about itself alone.",
                                        resource.type,
                                        resource.name,
                                        {}});
        }
    }
    run.replies.push_back({key, make_message(std::move(response))});
}

void DescribeTopicConfigs::finish(TaskRun&) {}

void AlterTopicConfigs::begin(TaskRun& run) {
    const auto& wishes = request->get_if<IncrementalAlterConfigsRequest>()->resources;
    for (const AlteredResource& resource : wishes) {
        ConfigEntries planned;
        AlterConfigsResult verdict = plan_alteration(resource, run, planned);
        tell_refused(run, "IncrementalAlterConfigs", resource.name, verdict.error);
        if (verdict.error == ErrorCode::none) {
            places.push_back(response.results.size());
            run.ask_guarded({ZkSetData{TopicConfigZNode::path(resource.name),
                                       TopicConfigZNode::encode(planned), any_version}});
            entries.push_back(std::move(planned));
        }
        response.results.push_back(std::move(verdict));
    }
}

void AlterTopicConfigs::finish(TaskRun& run) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (run.answer<ZkMultiResponse>(i).error == ZkError::ok) continue;
        run.next.emplace_back(CheckEpoch{});
        run.next.emplace_back(AlterTopicConfigs{key, request, {}, {}, {}});
        return;
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto found = run.context.topics.find(response.results[places[i]].name);
        if (found == run.context.topics.end()) continue;
        found->second.config = std::move(entries[i]);
        for (const ControlledPartition& partition : found->second.partitions) {
            if (!partition.has_state) continue;
            std::vector<BrokerId> live;
            for (const BrokerId replica : partition.state.replicas) {
                if (run.context.live_brokers.contains(replica)) live.push_back(replica);
            }
            run.batch.add_leader_and_isr(live, partition.state.tp, false);
        }
    }
    run.next.emplace_back(SendBatch{});
    run.next.emplace_back(Reply{key, request, make_message(std::move(response))});
}

}  // namespace kscope
