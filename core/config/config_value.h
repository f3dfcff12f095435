// Reading single configuration values: plain numbers as Kafka reads them (ConfigDef.parseType), and
// times and sizes with a unit, which only scenarios take.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.h"

namespace kscope {

std::optional<std::int64_t> parse_integer(std::string_view text);
// Integer.parseInt, Long.parseLong: a plus may stand before the digits, too.
std::optional<std::int64_t> parse_java_integer(std::string_view text);
// Without blanks and control characters at both ends (String.trim).
std::string_view trimmed(std::string_view text);

// "true" or "FALSE", with blanks around it or none.
std::optional<bool> parse_boolean(std::string_view text);

// Double.parseDouble ("0.5", ".5", "5e-1", "+1.0d"), without its words and its hexadecimal numbers.
// Rounded down to a millionth; at most 10^12.
struct Decimal {
    std::int64_t millionths = 0;
    bool rounded = false;
};
std::optional<Decimal> parse_decimal(std::string_view text);
// As Double.toString has it: "0.5", "1.0", "1.0E-4".
std::string decimal_text(std::int64_t millionths);

// "250ms", "12s", "3m", "2h", "7d", "40us", "9ns"; a unit is needed.
std::optional<Duration> parse_duration(std::string_view text);
// "64KiB", "1MiB", "1GiB", "100B"; a unit is needed.
std::optional<std::int64_t> parse_size(std::string_view text);

}  // namespace kscope
