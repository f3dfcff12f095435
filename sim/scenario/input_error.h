// Bad input: a place, what is wrong there, and what would be right, in one line. Thrown as BadInput
// by everything that reads a scenario or a data file; the command line makes exit code 2 of it, the
// window a banner. Never used for a fault of kscope itself (that is CheckFailure) and never for an
// operating error of the cluster (that is a value).
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kscope::sim {

// Where a value was written: a file with line and column (both from 1), or a --set argument, which
// then stands in `source` as it was typed, with line 0.
struct Place {
    std::string source;
    int line = 0;
    int column = 0;
};
// "lesson.yaml:3:5", or "--set topics.click.partitions=x"
std::string to_string(const Place& place);

class BadInput : public std::runtime_error {
public:
    // what(): "lesson.yaml:3:5: `partitons` is no key here; did you mean `partitions`?", always one
    // line, as control characters of the input become visible.
    BadInput(Place place, const std::string& problem, const std::string& remedy);
    [[nodiscard]] const Place& place() const { return place_; }
    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] const std::string& remedy() const { return remedy_; }

private:
    Place place_;
    std::string problem_;
    std::string remedy_;
};

// The nearest of the known words by edit distance, empty if none is near (a third of its letters).
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);
// "did you mean `x`?" if there is a near word, else "known here: a, b, c".
std::string suggest(std::string_view word, const std::vector<std::string>& known);
// The word in back quotes, cut to a readable length, control characters made visible.
std::string quoted(std::string_view word);
// These keep words from std::quoted, which lookup finds as well.
inline std::string quoted(const std::string& word) { return quoted(std::string_view(word)); }
inline std::string quoted(std::string& word) { return quoted(std::string_view(word)); }
inline std::string quoted(const char* word) { return quoted(std::string_view(word)); }

}  // namespace kscope::sim
