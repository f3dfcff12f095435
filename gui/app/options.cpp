#include "gui/app/options.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "core/config/config_value.h"

namespace kscope::gui {

namespace {

// As in a scenario file. CLI11 alone would wrap a negative number, and cut a large one.
std::string fault_of_seed(const std::string& text) {
    const auto seed = parse_integer(text);
    return seed && *seed >= 0 ? "" : text + " is no seed; write digits only, 0 or more";
}

bool parse_size(const std::string& text, Options& options) {
    char rest = 0;
    const int read = std::sscanf(text.c_str(), "%dx%d%c", &options.width, &options.height, &rest);
    return read == 2 && options.width >= 640 && options.height >= 480 && options.width <= 16384 &&
           options.height <= 16384;
}

}  // namespace

std::optional<Options> parse_options(int argc, const char* const* argv, int& code) {
    Options options;
    std::string size = "1280x800";
    std::string theme = "auto";
    bool present = false;
    CLI::App app("kscope-gui: a Kafka cluster that you can hold still, in a window");
    app.set_version_flag("--version", "kscope-gui " KSCOPE_VERSION);
    app.add_option("FILE", options.file, "Scenario to open");
    app.add_option("--seed", options.seed, "Seed; default: the scenario's own")
        ->check(CLI::Validator(fault_of_seed, ""));
    app.add_option("--at", options.at, "Where to open: a time (12s), an event's number, violation");
    app.add_option("--size", size, "Size of the window, WIDTHxHEIGHT")->capture_default_str();
    app.add_option("--scale", options.scale, "Pixels per unit: 1, 1.25, 2");
    app.add_option("--theme", theme, "Colours")
        ->check(CLI::IsMember({"auto", "light", "dark"}))
        ->capture_default_str();
    app.add_option("--screenshot", options.screenshot, "Draws, writes this PNG, leaves");
    app.add_option("--describe", options.describe, "Draws, writes what was drawn as JSON, leaves");
    app.add_option("--describe-live", options.describe_live,
                   "Rewrites this JSON with every picture (for tests)")
        ->group("");
    app.add_option("--select", options.select, "Selects this item (for pictures and tests)")
        ->group("");
    app.add_option("--press", options.press, "Presses this key (for pictures and tests)")
        ->group("");
    app.add_flag("--why", options.why, "Opens the chain of causes (for pictures and tests)")
        ->group("");
    app.add_flag("--present", present, "Presenter mode (not here yet)");
    code = 0;
    try {
        app.parse(argc, argv);
        if (!parse_size(size, options)) {
            throw CLI::ValidationError("--size",
                                       size + " is no size; write 1280x800, at least 640x480");
        }
        if (present) throw CLI::ValidationError("--present", "comes with a later version");
        if (!options.scale.empty()) {
            std::size_t used = 0;
            double scale = 0;
            try {
                scale = std::stod(options.scale, &used);
            } catch (const std::exception&) {
            }
            // Also where it is not a number at all.
            if (used != options.scale.size() || !(scale >= 0.5 && scale <= 4)) {
                throw CLI::ValidationError("--scale",
                                           options.scale + " is no scale; write 1, 1.25 or 2");
            }
        }
    } catch (const CLI::ParseError& error) {
        code = app.exit(error, std::cout, std::cerr) == 0 ? 0 : 2;
        return std::nullopt;
    }
    options.theme = theme == "dark"    ? ThemeChoice::dark
                    : theme == "light" ? ThemeChoice::light
                                       : ThemeChoice::automatic;
    return options;
}

}  // namespace kscope::gui
