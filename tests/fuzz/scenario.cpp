#include "core/base/check.h"
#include "sim/scenario/compile.h"
#include "sim/scenario/input_error.h"
#include "sim/scenario/load.h"
#include "tests/fuzz/targets.h"

namespace kscope::fuzz {

// The text of a scenario file: it is refused in one line, or a world can be made of it.
void scenario(std::string_view input) {
    try {
        const auto scenario = sim::parse_scenario(std::string(input), "fuzz.yaml");
        KSCOPE_CHECK(!sim::compile(scenario).nodes.empty());
    } catch (const sim::BadInput& error) {
        const std::string line = error.what();
        KSCOPE_CHECK(line.starts_with("fuzz.yaml:"));
        KSCOPE_CHECK(line.find('\n') == std::string::npos);
        KSCOPE_CHECK(error.place().line >= 0);
    }
}

}  // namespace kscope::fuzz
