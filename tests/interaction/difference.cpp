#include "tests/interaction/difference.h"

#include <algorithm>

#include "tests/interaction/story_file.h"

namespace kscope::interaction {

namespace {

constexpr std::size_t context = 3;

struct Edit {
    char sign = ' ';
    std::string line;
    std::size_t number = 0;  // in the expected text, from 1
};

// lengths[i][j]: of the longest common subsequence of a from i and b from j.
std::vector<std::vector<std::size_t>> common_lengths(const Lines& a, const Lines& b) {
    std::vector<std::vector<std::size_t>> lengths(a.size() + 1,
                                                  std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = a.size(); i-- > 0;) {
        for (std::size_t j = b.size(); j-- > 0;) {
            lengths[i][j] = a[i] == b[j] ? lengths[i + 1][j + 1] + 1
                                         : std::max(lengths[i + 1][j], lengths[i][j + 1]);
        }
    }
    return lengths;
}

std::vector<Edit> edits_of(const Lines& a, const Lines& b) {
    const auto lengths = common_lengths(a, b);
    std::vector<Edit> edits;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            edits.push_back({' ', a[i], i + 1});
            ++i;
            ++j;
        } else if (j == b.size() || (i < a.size() && lengths[i + 1][j] >= lengths[i][j + 1])) {
            edits.push_back({'-', a[i], i + 1});
            ++i;
        } else {
            edits.push_back({'+', b[j], i + 1});
            ++j;
        }
    }
    return edits;
}

bool near_change(const std::vector<Edit>& edits, std::size_t at) {
    const std::size_t from = at - std::min(at, context);
    const std::size_t to = std::min(at + context + 1, edits.size());
    return std::any_of(edits.begin() + static_cast<std::ptrdiff_t>(from),
                       edits.begin() + static_cast<std::ptrdiff_t>(to),
                       [](const Edit& edit) { return edit.sign != ' '; });
}

}  // namespace

std::string difference(const std::string& expected, const std::string& actual) {
    const std::vector<Edit> edits = edits_of(split_lines(expected), split_lines(actual));
    std::string text;
    bool shown = false;  // the line before
    for (std::size_t i = 0; i < edits.size(); ++i) {
        const bool show = near_change(edits, i);
        if (show && !shown) text += "line " + std::to_string(edits[i].number) + ":\n";
        if (show) text += std::string(1, edits[i].sign) + ' ' + edits[i].line + '\n';
        shown = show;
    }
    return text;
}

}  // namespace kscope::interaction
