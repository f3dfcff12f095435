// Topics' configurations: validated, written to /config/topics/<t>, and told to the replicas.
#include <algorithm>

#include "core/config/config_keys.h"
#include "core/config/config_value.h"
#include "core/metadata/controller/controller_task.h"
#include "core/metadata/topic_configs.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

namespace {

template <class Resource>
AlterConfigsResult refused_alteration(const Resource& resource, ErrorCode error,
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

// What the topic is to have of its own.
AlterConfigsResult alter_entries(const AlteredResource& resource, const TopicConfig& defaults,
                                 ConfigEntries& entries) {
    for (const ConfigAlteration& alteration : resource.alterations) {
        const bool to_list = alteration.operation == ConfigOperation::append ||
                             alteration.operation == ConfigOperation::subtract;
        if (to_list && !is_list_config(alteration.name)) {
            return refused_alteration(
                resource, ErrorCode::invalid_config,
                "Config value append is not allowed for config key: " + alteration.name);
        }
        apply(alteration, defaults, entries);
    }
    return {ErrorCode::none, "", resource.type, resource.name};
}
AlterConfigsResult alter_entries(const WantedConfigs& resource, const TopicConfig&,
                                 ConfigEntries& entries) {
    entries = resource.configs;
    return {ErrorCode::none, "", resource.type, resource.name};
}

bool allows_unclean_leaders(const ConfigEntries& entries) {
    return std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
        return entry.first == "unclean.leader.election.enable" &&
               parse_boolean(entry.second).value_or(false);
    });
}

// Kafka's words for what is wrong with one of them; `entries` becomes what is to be written.
template <class Resource>
AlterConfigsResult plan_alteration(const std::vector<Resource>& all, std::size_t place,
                                   const TaskRun& run, ConfigEntries& entries) {
    const Resource& resource = all[place];
    if (const auto wrong = request_fault(all, place)) {
        return refused_alteration(resource, ErrorCode::invalid_request, *wrong);
    }
    if (resource.type != ConfigResourceType::topic) {
        return refused_alteration(resource, ErrorCode::invalid_request,
                                  "A broker's configuration is altered by a request of its own.");
    }
    const auto topic = run.context.topics.find(resource.name);
    if (topic == run.context.topics.end()) {
        return refused_alteration(resource, ErrorCode::unknown_topic_or_partition,
                                  "The topic '" + resource.name + "' does not exist.");
    }
    entries = topic->second.config;
    const TopicConfig& defaults = run.config.topic_defaults;
    AlterConfigsResult verdict = alter_entries(resource, defaults, entries);
    if (verdict.error != ErrorCode::none) return verdict;
    if (const auto wrong = topic_config_fault(defaults, entries, run.config.features)) {
        return refused_alteration(resource, ErrorCode::invalid_config, *wrong);
    }
    std::sort(entries.begin(), entries.end());
    return verdict;
}

DescribedConfig describe_topic(const ConfigResource& resource, const TaskRun& run) {
    const auto topic = run.context.topics.find(resource.name);
    if (topic != run.context.topics.end()) {
        return describe_topic_config(resource, run.config, topic->second.config, run.dynamic);
    }
    return {ErrorCode::unknown_topic_or_partition, "", resource.type, resource.name, {}};
}

}  // namespace

void DescribeTopicConfigs::begin(TaskRun& run) {
    DescribeConfigsResponse response;
    const auto& asked = *request->get_if<DescribeConfigsRequest>();
    for (const ConfigResource& resource : asked.resources) {
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
    if (!asked.include_synonyms) drop_synonyms(response);
    run.replies.push_back({key, make_message(std::move(response))});
}

void DescribeTopicConfigs::finish(TaskRun&) {}

template <class Resource>
void AlterTopicConfigs::plan(TaskRun& run, const std::vector<Resource>& wishes) {
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        ConfigEntries planned;
        AlterConfigsResult verdict = plan_alteration(wishes, i, run, planned);
        tell_refused(run, name_of(request->body()), wishes[i].name, verdict.error);
        if (verdict.error == ErrorCode::none) {
            places.push_back(results.size());
            run.ask_guarded({ZkSetData{TopicConfigZNode::path(wishes[i].name),
                                       TopicConfigZNode::encode(planned), any_version}});
            entries.push_back(std::move(planned));
        }
        results.push_back(std::move(verdict));
    }
}

void AlterTopicConfigs::begin(TaskRun& run) {
    if (const auto* legacy = request->get_if<AlterConfigsRequest>()) {
        plan(run, legacy->resources);
    } else {
        plan(run, request->get_if<IncrementalAlterConfigsRequest>()->resources);
    }
}

void AlterTopicConfigs::finish(TaskRun& run) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (run.answer<ZkMultiResponse>(i).error == ZkError::ok) continue;
        run.next.emplace_back(CheckEpoch{});
        run.next.emplace_back(AlterTopicConfigs{key, request, {}, {}, {}});
        return;
    }
    std::vector<std::string> unclean;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto found = run.context.topics.find(results[places[i]].name);
        if (found == run.context.topics.end()) continue;
        found->second.config = std::move(entries[i]);
        if (allows_unclean_leaders(found->second.config)) unclean.push_back(found->first);
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
    const bool legacy = request->get_if<AlterConfigsRequest>() != nullptr;
    run.next.emplace_back(
        Reply{key, request,
              legacy ? make_message(AlterConfigsResponse{std::move(results)})
                     : make_message(IncrementalAlterConfigsResponse{std::move(results)})});
    // TopicConfigHandler.processConfigChanges, KafkaController.enableTopicUncleanLeaderElection
    if (!run.config.features.unclean_topic_elects_at_once) return;
    for (std::string& topic : unclean) run.next.emplace_back(TriggerOnline{std::move(topic)});
}

}  // namespace kscope
