#include "core/metadata/quorum_controller/config_control.h"

#include <algorithm>

#include "core/config/config_keys.h"
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
    if (const auto wrong = topic_config_fault(view.config.topic_defaults, entries)) {
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

void write_changes(const ControllerView& view, const std::string& topic, const Wanted& now,
                   const Wanted& wanted, MetadataRecords& records) {
    bool min_isr = false;
    const auto write = [&](const std::string& key, std::optional<std::string> value) {
        min_isr = min_isr || key == "min.insync.replicas";
        records.emplace_back(
            ConfigRecord{ConfigRecord::topic_resource, topic, key, std::move(value)});
    };
    for (const auto& [key, value] : wanted.entries) {
        const std::string* before = now.find(key);
        if (before == nullptr || *before != value) write(key, value);
    }
    for (const auto& [key, value] : now.entries) {
        if (wanted.find(key) == nullptr) write(key, std::nullopt);
    }
    if (min_isr) forget_eligible_leaders(view, topic, records);
}

template <class Resource>
std::vector<AlterConfigsResult> alter(const ControllerView& view,
                                      const std::vector<Resource>& resources,
                                      MetadataRecords& records) {
    std::vector<AlterConfigsResult> results;
    for (std::size_t i = 0; i < resources.size(); ++i) {
        const Resource& resource = resources[i];
        AlterConfigsResult& result = results.emplace_back();
        result.type = resource.type;
        result.name = resource.name;
        if (const auto wrong = request_fault(resources, i)) {
            result.error = ErrorCode::invalid_request;
            result.message = *wrong;
            continue;
        }
        const Wanted now{view.image.topic_config(resource.name)};
        Wanted wanted = now;
        Verdict verdict = apply(resource, wanted);
        if (verdict.error == ErrorCode::none) {
            verdict = validate_alteration(view, resource.name, wanted.entries);
        }
        result.error = verdict.error;
        result.message = std::move(verdict.message);
        if (result.error == ErrorCode::none) {
            write_changes(view, resource.name, now, wanted, records);
        }
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
