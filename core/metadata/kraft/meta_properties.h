// meta.properties of a log directory: whose it is. A replica of the quorum writes it in its first
// life, and keeps the directory's id ever after; tools read it from the disk. Rule:
// org.apache.kafka.metadata.properties.MetaProperties (KIP-853).
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/base/ids.h"
#include "core/border/files.h"
#include "core/protocol/quorum_messages.h"

namespace kscope {

inline constexpr const char* meta_properties_file = "meta.properties";

std::string meta_properties(const std::string& cluster_id, BrokerId node_id,
                            const DirectoryId& directory);
// None: there is no such file yet, or no id in it.
std::optional<DirectoryId> stored_directory(std::span<const StoredFile> files);

}  // namespace kscope
