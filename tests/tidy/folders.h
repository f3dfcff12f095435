// Rules about the whole tree: who may include whom, and that no source is left out of the build.
// The arrows are gui -> sim -> core; between folders they are what each CMakeLists.txt says in
// DEPS.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/tidy/source_file.h"

namespace kscope::tidy {

// What one CMakeLists.txt declares.
struct Folder {
    std::set<std::string> deps;  // of our own targets, for example core_base
    bool library = false;
    bool executable = false;
};

using Folders = std::map<std::string, Folder>;  // by path, for example core/log

Folder parse_folder(std::string_view cmake_lists);
Folders folders_of(const std::vector<SourceFile>& tree);

void check_tree(const std::vector<SourceFile>& tree, Findings& out);

void check_layers(const std::vector<SourceFile>& tree, const Folders& folders, Findings& out);
void check_unused_deps(const std::vector<SourceFile>& tree, const Folders& folders, Findings& out);
void check_cycles(const Folders& folders, Findings& out);
void check_reached(const std::vector<SourceFile>& tree, const Folders& folders, Findings& out);
void check_dead_headers(const std::vector<SourceFile>& tree, Findings& out);

}  // namespace kscope::tidy
