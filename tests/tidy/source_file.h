// One text file of the tree as the rules want to see it: raw lines, the same lines with comments,
// literals and preprocessor lines blanked out, the includes and the string literals. Never reads
// the disk (tree.h does), so that every rule can be tested on a snippet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kscope::tidy {

struct Literal {
    int line = 0;
    std::string text;
};

struct Include {
    int line = 0;
    std::string path;
    bool angled = false;
};

struct Finding {
    std::string path;
    int line = 0;
    std::string rule;
    std::string what;
};

using Findings = std::vector<Finding>;

struct SourceFile {
    std::string path;                // relative to the top, with '/'
    std::vector<std::string> lines;  // as they stand
    std::vector<std::string> code;   // same count; blanked where it is not code
    std::vector<Literal> literals;
    std::vector<Include> includes;

    [[nodiscard]] bool is_header() const { return path.ends_with(".h"); }
    [[nodiscard]] bool is_cpp() const { return is_header() || path.ends_with(".cpp"); }
    [[nodiscard]] bool below(std::string_view folder) const { return path.starts_with(folder); }
    [[nodiscard]] std::string folder() const { return path.substr(0, path.rfind('/')); }
};

SourceFile parse_source(std::string path, std::string_view text);

// An identifier with its scope, for example std::hash, or a single mark such as '(' or ';'.
struct Token {
    int line = 0;
    std::string text;
};

std::vector<Token> tokens_of(const SourceFile& file);

}  // namespace kscope::tidy
