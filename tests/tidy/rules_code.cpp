#include <algorithm>
#include <array>
#include <cctype>

#include "tests/tidy/rules.h"

namespace kscope::tidy {
namespace {

// The pure folders: all of core, and sim but for the four that talk to the world.
bool is_pure(const SourceFile& file) {
    if (file.below("core/")) return true;
    if (!file.below("sim/")) return false;
    return !file.below("sim/cli/") && !file.below("sim/export/") && !file.below("sim/gateway/") &&
           !file.below("sim/sweep/");
}

bool may_read_files(const SourceFile& file) { return file.below("sim/scenario/"); }

constexpr std::array<std::string_view, 15> banned_includes{
    "random", "thread",        "mutex",         "shared_mutex", "future",
    "chrono", "ctime",         "time.h",        "atomic",       "condition_variable",
    "cmath",  "unordered_map", "unordered_set", "sys/socket.h", "stop_token"};
constexpr std::array<std::string_view, 8> file_includes{
    "fstream", "iostream", "cstdio", "stdio.h", "filesystem", "fcntl.h", "unistd.h", "sys/stat.h"};

constexpr std::array<std::string_view, 12> banned_words{
    "float",     "double",    "thread_local", "uintptr_t", "std::uintptr_t", "std::hash",
    "std::rand", "std::time", "std::getenv",  "getenv",    "volatile",       "std::async"};
constexpr std::array<std::string_view, 6> banned_starts{"std::unordered_", "std::chrono",
                                                        "std::mt19937",    "std::random_device",
                                                        "std::pmr",        "std::this_thread"};
constexpr std::array<std::string_view, 6> file_words{
    "std::ifstream", "std::ofstream", "std::fstream", "std::cout", "std::cerr", "std::filesystem"};

template <typename Names>
bool has(const Names& names, std::string_view word) {
    return std::find(names.begin(), names.end(), word) != names.end();
}

template <typename Names>
bool starts_with_any(const Names& names, std::string_view word) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return word.starts_with(name); });
}

bool is_qt_include(const std::string& path) {
    return path.starts_with("Qt") ||
           (path.size() > 1 && path[0] == 'Q' && std::isupper(static_cast<unsigned char>(path[1])));
}

void check_includes(const SourceFile& file, Findings& out) {
    for (const Include& include : file.includes) {
        const auto report = [&](const char* why) {
            out.push_back({file.path, include.line, "banned-include", include.path + ": " + why});
        };
        if (include.angled && is_qt_include(include.path) && !file.below("gui/") &&
            !file.below("tests/gui/") && !file.below("tests/unit/gui/") &&
            !file.below("tests/bench/")) {
            report("Qt is for gui alone");
        }
        if (include.path.starts_with("yaml-cpp") && !file.below("sim/scenario/") &&
            !file.below("tests/")) {
            report("the YAML library is for sim/scenario alone");
        }
        if (!is_pure(file)) continue;
        if (has(banned_includes, include.path)) report("core and sim are pure");
        if (has(file_includes, include.path) && !may_read_files(file)) {
            report("core and sim do no file or stream I/O");
        }
    }
}

// std::map<Foo*, ...>: an order that differs from process to process.
bool is_pointer_ordered(const std::vector<Token>& tokens, std::size_t i) {
    const std::string& name = tokens[i].text;
    if (name != "std::map" && name != "std::set" && name != "std::multimap" &&
        name != "std::less") {
        return false;
    }
    for (std::size_t j = i + 1; j < tokens.size() && j < i + 8; ++j) {
        if (tokens[j].text == "*") return true;
        if (tokens[j].text == "," || tokens[j].text == ">" || tokens[j].text == ";") return false;
    }
    return false;
}

bool is_version(std::string_view text) {
    int dots = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
        if (!digit && text[i] != '.') return false;
        if (text[i] != '.') continue;
        ++dots;
        if (i == 0 || i + 1 == text.size() || text[i - 1] == '.') return false;
    }
    return (dots == 1 || dots == 2) && text.size() <= 8;
}

}  // namespace

void check_banned_words(const SourceFile& file, Findings& out) {
    if (!file.is_cpp()) return;
    check_includes(file, out);
    if (!is_pure(file)) return;
    const std::vector<Token> tokens = tokens_of(file);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto& [line, word] = tokens[i];
        const bool bad = has(banned_words, word) || starts_with_any(banned_starts, word) ||
                         (has(file_words, word) && !may_read_files(file));
        if (bad) {
            out.push_back({file.path, line, "banned-word", word + " has no place in core or sim"});
        }
        if (is_pointer_ordered(tokens, i)) {
            out.push_back({file.path, line, "pointer-order", word + " ordered by a pointer"});
        }
    }
}

void check_mutable_static(const SourceFile& file, Findings& out) {
    if (!file.is_cpp() || !is_pure(file)) return;
    const std::vector<Token> tokens = tokens_of(file);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].text != "static" && tokens[i].text != "inline") continue;
        // A variable's declaration reaches = ; or { without const and without a parenthesis.
        std::size_t j = i + 1;
        bool harmless = false;
        int names = 0;
        for (; j < tokens.size(); ++j) {
            const std::string& word = tokens[j].text;
            if (word == "=" || word == ";" || word == "{") break;
            harmless |= word == "(" || word == "const" || word == "constexpr" ||
                        word == "consteval" || word == "namespace" || word == "operator";
            ++names;
        }
        if (harmless || names < 2 || (i > 0 && tokens[i - 1].text == "constexpr")) continue;
        out.push_back({file.path, tokens[i].line, "mutable-static",
                       "state that outlives a world: " + tokens[j - 1].text});
        i = j;
    }
}

void check_version_literals(const SourceFile& file, Findings& out) {
    if (!file.is_cpp() || file.below("core/config/") || file.below("tests/")) return;
    for (const Literal& literal : file.literals) {
        if (!is_version(literal.text)) continue;
        out.push_back({file.path, literal.line, "version",
                       "\"" + literal.text + "\": only core/config names a version"});
    }
}

}  // namespace kscope::tidy
