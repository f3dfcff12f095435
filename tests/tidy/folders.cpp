#include "tests/tidy/folders.h"

#include <algorithm>
#include <sstream>

#include "tests/tidy/rules.h"

namespace kscope::tidy {
namespace {

bool is_layered(const SourceFile& file) {
    return file.below("core/") || file.below("sim/") || file.below("gui/");
}

bool is_ours(const std::string& include) {
    return include.starts_with("core/") || include.starts_with("sim/") ||
           include.starts_with("gui/");
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }
std::string part_of(const std::string& path) { return path.substr(0, path.find('/')); }

std::string target_of(std::string folder) {
    std::replace(folder.begin(), folder.end(), '/', '_');
    return folder;
}

bool may_use(const std::string& from, const std::string& to) {
    if (from == "core") return to == "core";
    if (from == "sim") return to != "gui";
    return true;
}

// Everything that a target reaches through DEPS, not counting the target itself.
std::set<std::string> closure_of(const std::string& start,
                                 const std::map<std::string, const Folder*>& by_target) {
    std::set<std::string> seen;
    std::vector<std::string> open{start};
    while (!open.empty()) {
        const auto found = by_target.find(open.back());
        open.pop_back();
        if (found == by_target.end()) continue;
        for (const std::string& dep : found->second->deps) {
            if (dep == found->first) continue;  // an executable beside its own library
            if (seen.insert(dep).second) open.push_back(dep);
        }
    }
    return seen;
}

std::map<std::string, const Folder*> by_target(const Folders& folders) {
    std::map<std::string, const Folder*> result;
    for (const auto& [path, folder] : folders) result[target_of(path)] = &folder;
    return result;
}

}  // namespace

Folder parse_folder(std::string_view cmake_lists) {
    std::string text;
    std::istringstream lines{std::string(cmake_lists)};
    for (std::string line; std::getline(lines, line);) {
        text += line.substr(0, line.find('#'));
        text += ' ';
    }
    for (char& c : text) {
        if (c == ')') c = ' ';
        if (c == '(') c = ' ';
    }
    Folder folder;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        folder.library |= word == "kscope_library";
        folder.executable |= word == "kscope_executable" || word == "add_executable";
        const std::string part = word.substr(0, word.find('_'));
        if ((part == "core" || part == "sim" || part == "gui") && word.find('_') != word.npos) {
            folder.deps.insert(word);
        }
    }
    return folder;
}

Folders folders_of(const std::vector<SourceFile>& tree) {
    Folders folders;
    for (const SourceFile& file : tree) {
        if (!file.path.ends_with("/CMakeLists.txt")) continue;
        std::string text;
        for (const std::string& line : file.lines) text += line + '\n';
        folders[file.folder()] = parse_folder(text);
    }
    return folders;
}

void check_layers(const std::vector<SourceFile>& tree, const Folders& folders, Findings& out) {
    const auto targets = by_target(folders);
    for (const SourceFile& file : tree) {
        if (!is_layered(file) || !file.is_cpp() || !folders.contains(file.folder())) continue;
        const std::string own = target_of(file.folder());
        const std::set<std::string> allowed = closure_of(own, targets);
        for (const Include& include : file.includes) {
            if (include.path.starts_with("tests/")) {
                out.push_back({file.path, include.line, "layer", "sources never include tests"});
            }
            if (!is_ours(include.path)) continue;
            const std::string other = target_of(folder_of(include.path));
            if (!may_use(part_of(file.path), part_of(include.path))) {
                out.push_back({file.path, include.line, "layer",
                               part_of(file.path) + " never includes " + include.path});
            } else if (other != own && !allowed.contains(other)) {
                out.push_back({file.path, include.line, "deps",
                               include.path + ": DEPS of " + file.folder() + " lacks " + other});
            }
        }
    }
}

void check_unused_deps(const std::vector<SourceFile>& tree, const Folders& folders, Findings& out) {
    for (const auto& [path, folder] : folders) {
        if (part_of(path) == "tests") continue;
        std::set<std::string> unused = folder.deps;
        unused.erase(target_of(path));
        for (const SourceFile& file : tree) {
            if (!file.is_cpp() || file.folder() != path) continue;
            for (const Include& include : file.includes) {
                unused.erase(target_of(folder_of(include.path)));
            }
        }
        for (const std::string& dep : unused) {
            out.push_back(
                {path + "/CMakeLists.txt", 1, "unused-dep", "nothing here includes " + dep});
        }
    }
}

void check_cycles(const Folders& folders, Findings& out) {
    const auto targets = by_target(folders);
    for (const auto& [path, folder] : folders) {
        if (!closure_of(target_of(path), targets).contains(target_of(path))) continue;
        out.push_back({path + "/CMakeLists.txt", 1, "cycle", "this folder depends on itself"});
    }
}

void check_reached(const std::vector<SourceFile>& tree, const Folders& folders, Findings& out) {
    for (const SourceFile& file : tree) {
        if (!file.is_cpp() || file.below("tests/unit/")) continue;
        const auto found = folders.find(file.folder());
        if (found == folders.end()) {
            out.push_back({file.path, 1, "reached", "its folder has no CMakeLists.txt"});
        } else if (file.path.ends_with("/main.cpp") && !found->second.executable) {
            out.push_back({file.path, 1, "reached", "its folder has no kscope_executable"});
        }
    }
}

void check_dead_headers(const std::vector<SourceFile>& tree, Findings& out) {
    std::set<std::string> used;
    for (const SourceFile& file : tree) {
        const std::string stem = file.path.substr(0, file.path.rfind('.'));
        for (const Include& include : file.includes) {
            if (include.path != stem + ".h") used.insert(include.path);
        }
    }
    for (const SourceFile& file : tree) {
        if (!file.is_header() || used.contains(file.path)) continue;
        out.push_back({file.path, 1, "dead", "no other file includes it"});
    }
}

void check_tree(const std::vector<SourceFile>& tree, Findings& out) {
    std::set<std::string> paths;
    for (const SourceFile& file : tree) paths.insert(file.path);
    for (const SourceFile& file : tree) {
        const std::string stem = file.path.substr(0, file.path.rfind('.'));
        check_file(file, paths.contains(stem + ".h"), out);
    }
    const Folders folders = folders_of(tree);
    check_layers(tree, folders, out);
    check_unused_deps(tree, folders, out);
    check_cycles(folders, out);
    check_reached(tree, folders, out);
}

}  // namespace kscope::tidy
