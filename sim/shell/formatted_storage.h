// FormattedStorage: the log directories that kafka-storage has formatted in a session: each with
// the cluster.id and node.id of its meta.properties. Without one a KRaft process does not start.
// Rule: org.apache.kafka.metadata.properties.MetaPropertiesEnsemble.
#pragma once

#include <string>
#include <vector>

#include "core/base/ids.h"

namespace kscope::sim {

struct MetaProperties {
    std::string cluster_id;
    BrokerId node_id;
};

class FormattedStorage {
public:
    // Null: it was never formatted.
    [[nodiscard]] const MetaProperties* find(const std::string& directory) const {
        for (const auto& [name, properties] : directories_) {
            if (name == directory) return &properties;
        }
        return nullptr;
    }
    void format(const std::string& directory, MetaProperties properties) {
        directories_.emplace_back(directory, std::move(properties));
    }
    // Another one each time.
    std::uint32_t next_uuid() { return ++uuids_; }

private:
    std::vector<std::pair<std::string, MetaProperties>> directories_;
    std::uint32_t uuids_ = 0;
};

}  // namespace kscope::sim
