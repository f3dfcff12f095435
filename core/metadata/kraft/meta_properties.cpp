#include "core/metadata/kraft/meta_properties.h"

#include <algorithm>

#include "core/log/checkpoint_file.h"
#include "core/log/log_recovery.h"
#include "core/metadata/kraft/election_state.h"

namespace kscope {

std::string meta_properties(const std::string& cluster_id, BrokerId node_id,
                            const DirectoryId& directory) {
    return "cluster.id=" + cluster_id + "\ndirectory.id=" + to_string(directory) +
           "\nnode.id=" + std::to_string(node_id.value()) + "\nversion=1\n";
}

std::optional<DirectoryId> stored_directory(std::span<const StoredFile> files) {
    const StoredFile* file = find_file(files, meta_properties_file);
    if (file == nullptr) return std::nullopt;
    constexpr std::string_view name = "directory.id=";
    const std::string text = text_of(*file);
    const auto at = text.find(name);
    if (at == std::string::npos) return std::nullopt;
    const auto end = std::min(text.find('\n', at), text.size());
    return directory_of(std::string_view(text).substr(at + name.size(), end - at - name.size()));
}

}  // namespace kscope
