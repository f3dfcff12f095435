// Options of kscope-gui: the command line as plain values, checked. Never opens a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kscope::gui {

enum class ThemeChoice : std::uint8_t { automatic, light, dark };

struct Options {
    std::string file;  // empty: the welcome page
    std::optional<std::uint64_t> seed;
    std::string at;  // time, event number or "violation"
    int width = 1280;
    int height = 800;
    std::string scale;  // "2"; empty: the screen's own
    ThemeChoice theme = ThemeChoice::automatic;
    std::string screenshot;
    std::string describe;
    std::string describe_live;  // for tests: rewritten with every picture
    // For pictures and tests: this item is selected, the chain of causes is open.
    std::string select;
    std::vector<std::string> press;  // then these keys are pressed
    bool why = false;
    [[nodiscard]] bool draws_and_leaves() const { return !screenshot.empty() || !describe.empty(); }
};

// Nothing: leave with the exit code in `code` (help, version or an error was written).
std::optional<Options> parse_options(int argc, const char* const* argv, int& code);

}  // namespace kscope::gui
