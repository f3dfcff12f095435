#include "core/config/metadata_version.h"

#include <utility>

namespace kscope {

std::string metadata_version_name(std::int16_t level) {
    static constexpr std::pair<std::int16_t, const char*> names[] = {
        {7, "3.3-IV3"}, {21, "3.9-IV0"}, {25, "4.0-IV3"}, {27, "4.1-IV1"}};
    for (const auto& [number, name] : names) {
        if (number == level) return name;
    }
    return std::to_string(level);
}

bool elects_by_period(std::int16_t level) { return level > 21; }

}  // namespace kscope
