// Reading single configuration values: numbers, times and sizes, with or without a unit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.h"

namespace kscope {

std::optional<std::int64_t> parse_integer(std::string_view text);
// "250ms", "12s", "3m", "2h", "7d", "40us", "9ns"; a unit is needed.
std::optional<Duration> parse_duration(std::string_view text);
// "64KiB", "1MiB", "1GiB", "100B"; a unit is needed.
std::optional<std::int64_t> parse_size(std::string_view text);

}  // namespace kscope
