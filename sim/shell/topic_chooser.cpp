#include "sim/shell/topic_chooser.h"

#include <algorithm>
#include <locale>
#include <string_view>

namespace kscope::sim {

namespace {

constexpr std::size_t longest_pattern = 4096;

std::string topic_filter_text(const std::string& pattern) {
    std::string text;
    for (const char c : pattern) {
        if (c != ' ') text += c == ',' ? '|' : c;
    }
    const auto strip = [&text](const char* signs) {
        const std::size_t last = text.find_last_not_of(signs);
        text.erase(last == std::string::npos ? 0 : last + 1);
        text.erase(0, std::min(text.find_first_not_of(signs), text.size()));
    };
    strip("\t\r\n");
    strip("\"'");
    return text;
}

// Inside of brackets Java has unions and intersections, ECMAScript neither; and of letters behind a
// backslash that ECMAScript has not it makes plain ones.
bool means_the_same_in_java(std::string_view text) {
    constexpr std::string_view escapes = "dDsSwWbBtnrfxu";
    bool bracketed = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i + 1);
        if (text[i] == '\\') {
            const bool letter = !rest.empty() && ((rest[0] >= 'a' && rest[0] <= 'z') ||
                                                  (rest[0] >= 'A' && rest[0] <= 'Z'));
            if (letter && escapes.find(rest[0]) == std::string_view::npos) return false;
            ++i;
        } else if (bracketed) {
            if (text[i] == '[' || (text[i] == '&' && rest.starts_with('&'))) return false;
            bracketed = text[i] != ']';
        } else if (text[i] == '[') {
            if (rest.starts_with(']') || rest.starts_with("^]")) return false;
            bracketed = true;
        }
    }
    return true;
}

// Kafka's words, which have no quotes; cut, if it is long.
[[noreturn]] void refuse_regex(const std::string& text, const Place& place) {
    const std::string shown = quoted(text);
    throw BadInput(place, shown.substr(1, shown.size() - 2) + " is an invalid regex",
                   "write names with commas, or a regular expression: click.*, user[._]click");
}

std::regex topic_regex(const std::string& text) {
    auto flags = std::regex::ECMAScript | std::regex::nosubs;
#ifdef __GLIBCXX__
    // Else (a+)+b takes ages; so it knows no back-references.
    flags |= std::regex_constants::__polynomial;
#endif
    std::regex regex;
    regex.imbue(std::locale::classic());
    regex.assign(text, flags);
    return regex;
}

}  // namespace

TopicChooser::TopicChooser(const std::string& pattern, const Place& place) {
    if (pattern.empty()) return;
    const std::string text = topic_filter_text(pattern);
    const std::string too_long = "a regular expression that is too long for a list of topics";
    if (text.size() > longest_pattern) {
        throw BadInput(place, too_long,
                       "write at most " + std::to_string(longest_pattern) + " signs");
    }
    if (!means_the_same_in_java(text)) {
        refuse_regex(text, place);
    }
    try {
        regex_ = topic_regex(text);
    } catch (const std::regex_error& error) {
        const auto why = error.code();
        if (why == std::regex_constants::error_space || why == std::regex_constants::error_stack) {
            throw BadInput(place, too_long, "write smaller numbers of repetitions");
        }
        refuse_regex(text, place);
    }
}

TopicChooser::TopicChooser(const Word* pattern)
    : TopicChooser(pattern == nullptr ? "" : pattern->text,
                   pattern == nullptr ? Place{} : pattern->place) {}

bool TopicChooser::matches(const std::string& topic) const {
    return !regex_ || std::regex_match(topic, *regex_);
}

}  // namespace kscope::sim
