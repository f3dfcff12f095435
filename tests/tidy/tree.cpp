#include "tests/tidy/tree.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace kscope::tidy {
namespace fs = std::filesystem;
namespace {

bool is_text(const fs::path& path) {
    static constexpr std::array<std::string_view, 10> endings{
        ".h", ".cpp", ".txt", ".cmake", ".md", ".yaml", ".yml", ".sh", ".json", ""};
    const std::string ending = path.extension().string();
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

void read_file(const fs::path& top, const fs::path& path, std::vector<SourceFile>& tree) {
    if (!is_text(path)) return;
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    tree.push_back(parse_source(path.lexically_relative(top).generic_string(), text));
}

}  // namespace

std::vector<SourceFile> read_tree(const fs::path& top) {
    std::vector<SourceFile> tree;
    for (const fs::directory_entry& entry : fs::directory_iterator(top)) {
        if (entry.path().filename() == ".git") continue;  // a file in a second work tree
        if (entry.is_regular_file()) read_file(top, entry.path(), tree);
    }
    for (const char* folder :
         {"core", "sim", "gui", "tests", "docs", "scenarios", "cmake", ".ci"}) {
        if (!fs::is_directory(top / folder)) continue;
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(top / folder)) {
            if (entry.is_regular_file()) read_file(top, entry.path(), tree);
        }
    }
    std::sort(tree.begin(), tree.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return tree;
}

}  // namespace kscope::tidy
