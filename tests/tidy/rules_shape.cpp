#include <algorithm>
#include <array>

#include "tests/tidy/rules.h"

namespace kscope::tidy {
namespace {

constexpr int function_lines_max = 70;

using Tokens = std::vector<Token>;

bool contains(const Tokens& head, std::string_view word) {
    return std::any_of(head.begin(), head.end(), [&](const Token& t) { return t.text == word; });
}

// What stands before a '{': does it begin a function's body? Outside of functions only.
bool opens_function(const Tokens& head) {
    if (!contains(head, ")")) return false;
    for (const Token& token : head) {
        if (token.text == "(") break;  // a class keyword after it belongs to a parameter
        if (token.text == "namespace" || token.text == "class" || token.text == "struct" ||
            token.text == "union" || token.text == "enum") {
            return false;
        }
    }
    return true;
}

struct Draw {
    static bool is(const Tokens& tokens, std::size_t i) {
        static constexpr std::array<std::string_view, 6> names{"next",   "below",  "between",
                                                               "chance", "sample", "draw"};
        if (i == 0 || i + 1 >= tokens.size() || tokens[i + 1].text != "(") return false;
        const std::string& before = tokens[i - 1].text;
        if (before != "." && before != ">") return false;
        const std::string& word = tokens[i].text;
        return std::find(names.begin(), names.end(), word) != names.end() ||
               word.starts_with("draw_");
    }
};

}  // namespace

void check_function_length(const SourceFile& file, Findings& out) {
    if (!file.is_cpp()) return;
    Tokens head;
    int depth = 0;  // of braces inside the function
    bool inside = false;
    int begin = 0;
    const Tokens tokens = tokens_of(file);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto& [line, word] = tokens[i];
        if (inside) {
            if (word == "{") ++depth;
            if (word != "}" || --depth > 0) continue;
            inside = false;
            // Braces of a member initializer: a_{1}, b_{2} { the body is still to come }
            if (i + 1 < tokens.size() && (tokens[i + 1].text == "," || tokens[i + 1].text == "{")) {
                continue;
            }
            const int length = line - begin + 1;
            if (length > function_lines_max) {
                out.push_back({file.path, begin, "function-length",
                               std::to_string(length) + " lines; at most 70"});
            }
            head.clear();
        } else if (word == "{") {
            inside = opens_function(head);
            if (inside) {
                begin = head.front().line;
                depth = 1;
            } else {
                head.clear();
            }
        } else if (word == "}" || word == ";") {
            head.clear();
        } else if (word == ":" && head.size() == 1) {
            head.clear();  // public:
        } else {
            head.push_back(tokens[i]);
        }
    }
}

void check_one_draw(const SourceFile& file, Findings& out) {
    if (!file.is_cpp() || file.below("gui/") || file.below("tests/")) return;
    int draws = 0;
    const Tokens tokens = tokens_of(file);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const std::string& word = tokens[i].text;
        if (word == ";" || word == "{" || word == "}") draws = 0;
        if (!Draw::is(tokens, i) || ++draws != 2) continue;
        out.push_back({file.path, tokens[i].line, "one-draw",
                       "a second draw in one expression: compilers order them differently"});
    }
}

void check_file(const SourceFile& file, bool has_header, Findings& out) {
    check_lengths(file, out);
    check_name(file, out);
    check_header(file, out);
    check_own_header_first(file, has_header, out);
    check_outside_names(file, out);
    check_banned_words(file, out);
    check_mutable_static(file, out);
    check_version_literals(file, out);
    check_function_length(file, out);
    check_one_draw(file, out);
}

}  // namespace kscope::tidy
