#include "core/metadata/quorum_controller/config_control.h"

#include <algorithm>

#include "core/config/config_keys.h"
#include "core/metadata/broker_configs.h"
#include "core/metadata/topic_configs.h"
#include "core/metadata/topic_name.h"

namespace kscope {

namespace {

using Words = std::vector<std::string>;

struct Verdict {
    ErrorCode error = ErrorCode::none;
    std::string message;
};

Words words_of(const std::string& list) {
    Words words;
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        if (comma > at) words.push_back(list.substr(at, comma - at));
        at = comma + 1;
    }
    return words;
}

std::string joined(const Words& words) {
    std::string list;
    for (const std::string& word : words) list += (list.empty() ? "" : ",") + word;
    return list;
}

// A list that a topic does not have of its own begins with the default of all topics.
std::string altered_list(const ConfigAlteration& alteration, const std::string* own) {
    const TopicConfig defaults = default_broker_config(default_version()).topic_defaults;
    Words words = words_of(own != nullptr ? *own : config_text(defaults, alteration.name));
    for (const std::string& word : words_of(alteration.value)) {
        const auto at = std::find(words.begin(), words.end(), word);
        if (alteration.operation == ConfigOperation::subtract) {
            if (at != words.end()) words.erase(at);
        } else if (at == words.end()) {
            words.push_back(word);
        }
    }
    return joined(words);
}

// What a topic is to have of its own, sorted by key.
struct Wanted {
    ConfigEntries entries;
    const std::string* find(const std::string& key) const {
        for (const auto& [name, value] : entries) {
            if (name == key) return &value;
        }
        return nullptr;
    }
    void set(const std::string& key, std::string value) {
        erase(key);
        entries.emplace_back(key, std::move(value));
        std::sort(entries.begin(), entries.end());
    }
    void erase(const std::string& key) {
        std::erase_if(entries, [&](const auto& entry) { return entry.first == key; });
    }
};

Verdict apply(const AlteredResource& resource, Wanted& wanted) {
    for (const ConfigAlteration& alteration : resource.alterations) {
        const std::string& key = alteration.name;
        switch (alteration.operation) {
            case ConfigOperation::set: wanted.set(key, alteration.value); break;
            case ConfigOperation::remove: wanted.erase(key); break;
            case ConfigOperation::append:
            case ConfigOperation::subtract:
                if (!is_list_config(key)) {
                    const bool append = alteration.operation == ConfigOperation::append;
                    return {ErrorCode::invalid_config,
                            std::string("Can't ") + (append ? "APPEND" : "SUBTRACT") + " to key " +
                                key + " because its type is not LIST."};
                }
                wanted.set(key, altered_list(alteration, wanted.find(key)));
                break;
        }
    }
    return {};
}
Verdict apply(const WantedConfigs& resource, Wanted& wanted) {
    wanted.entries = resource.configs;
    std::sort(wanted.entries.begin(), wanted.entries.end());
    return {};
}

Verdict validate_alteration(const ControllerView& view, const std::string& topic,
                            const ConfigEntries& entries) {
    if (topic.empty()) {
        return {ErrorCode::invalid_request, "Default topic resources are not allowed."};
    }
    if (const std::string wrong = topic_name_fault(topic); !wrong.empty()) {
        return {ErrorCode::invalid_topic_exception, "Topic name is invalid: " + wrong};
    }
    if (const auto wrong =
            topic_config_fault(view.topic_defaults(), entries, view.config.features)) {
        return {ErrorCode::invalid_config, *wrong};
    }
    if (view.image.topic(topic) == nullptr) {
        return {ErrorCode::unknown_topic_or_partition, "The topic '" + topic + "' does not exist."};
    }
    return {};
}

// ClearElrRecord of 4.0: what was enough to be eligible may not be any more.
void forget_eligible_leaders(const ControllerView& view, const std::string& topic,
                             MetadataRecords& records) {
    if (!view.elr_enabled()) return;
    const TopicImage& image = *view.image.topic(topic);
    std::int32_t partition = 0;
    for (const PartitionRegistration& state : image.partitions) {
        const PartitionIndex index(partition++);
        if (state.elr.empty() && state.last_known_elr.empty()) continue;
        PartitionChange change;
        change.elr.emplace();
        change.last_known_elr.emplace();
        records.emplace_back(PartitionChangeRecord{image.id, index, std::move(change)});
    }
}

// A record for each key that changes; true if min.insync.replicas is one of them.
bool write_changes(std::int8_t type, const std::string& name, const Wanted& now,
                   const Wanted& wanted, MetadataRecords& records) {
    bool min_isr = false;
    const auto write = [&](const std::string& key, std::optional<std::string> value) {
        min_isr = min_isr || key == "min.insync.replicas";
        records.emplace_back(ConfigRecord{type, name, key, std::move(value)});
    };
    for (const auto& [key, value] : wanted.entries) {
        const std::string* before = now.find(key);
        if (before == nullptr || *before != value) write(key, value);
    }
    for (const auto& [key, value] : now.entries) {
        if (wanted.find(key) == nullptr) write(key, std::nullopt);
    }
    return min_isr;
}

template <class Resource>
Verdict alter_topic(const ControllerView& view, const Resource& resource,
                    MetadataRecords& records) {
    const Wanted now{view.image.topic_config(resource.name)};
    Wanted wanted = now;
    Verdict verdict = apply(resource, wanted);
    if (verdict.error == ErrorCode::none) {
        verdict = validate_alteration(view, resource.name, wanted.entries);
    }
    if (verdict.error != ErrorCode::none) return verdict;
    if (write_changes(ConfigRecord::topic_resource, resource.name, now, wanted, records)) {
        forget_eligible_leaders(view, resource.name, records);
    }
    return verdict;
}

// ConfigurationControlManager.validateAlterConfig, 4.1: what ELR relies on is the same everywhere.
Verdict validate_min_isr(const ControllerView& view, const std::string& broker, const Wanted& now,
                         const Wanted& wanted) {
    const std::string key = "min.insync.replicas";
    const std::string* before = now.find(key);
    const std::string* after = wanted.find(key);
    if (!view.elr_enabled()) return {};
    if (!broker.empty() && after != nullptr && (before == nullptr || *before != *after)) {
        return {ErrorCode::invalid_config,
                "Broker-level min.insync.replicas cannot be altered while ELR is enabled."};
    }
    if (broker.empty() && before != nullptr && after == nullptr) {
        return {ErrorCode::invalid_config,
                "Cluster-level min.insync.replicas cannot be removed while ELR is enabled."};
    }
    return {};
}

template <class Resource>
Verdict alter_broker(const ControllerView& view, const Resource& resource,
                     MetadataRecords& records) {
    const Wanted now{view.image.broker_config(resource.name)};
    AlteredBrokerConfig altered = alter_broker_config(view.config, resource, now.entries);
    if (altered.error != ErrorCode::none) return {altered.error, std::move(altered.message)};
    const Wanted wanted{std::move(altered.entries)};
    Verdict verdict = validate_min_isr(view, resource.name, now, wanted);
    if (verdict.error != ErrorCode::none) return verdict;
    if (write_changes(ConfigRecord::broker_resource, resource.name, now, wanted, records)) {
        for (const auto& [topic, image] : view.image.topics()) {
            forget_eligible_leaders(view, topic, records);
        }
    }
    return verdict;
}

template <class Resource>
std::vector<AlterConfigsResult> alter(const ControllerView& view,
                                      const std::vector<Resource>& resources,
                                      MetadataRecords& records) {
    std::vector<AlterConfigsResult> results;
    for (std::size_t i = 0; i < resources.size(); ++i) {
        const Resource& resource = resources[i];
        Verdict verdict;
        if (auto wrong = request_fault(resources, i)) {
            verdict = {ErrorCode::invalid_request, std::move(*wrong)};
        } else if (resource.type == ConfigResourceType::topic) {
            verdict = alter_topic(view, resource, records);
        } else {
            verdict = alter_broker(view, resource, records);
        }
        results.push_back(
            {verdict.error, std::move(verdict.message), resource.type, resource.name});
    }
    return results;
}

}  // namespace

IncrementalAlterConfigsResponse incremental_alter_configs(
    const ControllerView& view, const IncrementalAlterConfigsRequest& request,
    MetadataRecords& records) {
    return {alter(view, request.resources, records)};
}

AlterConfigsResponse legacy_alter_configs(const ControllerView& view,
                                          const AlterConfigsRequest& request,
                                          MetadataRecords& records) {
    return {alter(view, request.resources, records)};
}

}  // namespace kscope
