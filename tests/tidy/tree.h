// Reads the tree from disk: the folders and root files that are ours, and no build directory.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/tidy/source_file.h"

namespace kscope::tidy {

std::vector<SourceFile> read_tree(const std::filesystem::path& top);

}  // namespace kscope::tidy
