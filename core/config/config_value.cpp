#include "core/config/config_value.h"

#include <array>
#include <charconv>
#include <limits>

namespace kscope {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t factor;
};

constexpr std::array time_units{
    Unit{"ns", 1},
    Unit{"us", 1'000},
    Unit{"ms", 1'000'000},
    Unit{"s", 1'000'000'000},
    Unit{"m", 60'000'000'000},
    Unit{"h", 3'600'000'000'000},
    Unit{"d", 86'400'000'000'000},
};

constexpr std::array size_units{
    Unit{"B", 1},
    Unit{"KiB", std::int64_t{1} << 10},
    Unit{"MiB", std::int64_t{1} << 20},
    Unit{"GiB", std::int64_t{1} << 30},
};

// "1.5" with a factor; exact, refused if the fraction does not come out whole or overflows.
std::optional<std::int64_t> scaled(std::string_view number, std::int64_t factor) {
    const std::size_t dot = number.find('.');
    const auto whole = parse_integer(number.substr(0, dot));
    if (!whole || *whole < 0) return std::nullopt;
    if (*whole > std::numeric_limits<std::int64_t>::max() / factor) return std::nullopt;
    std::int64_t result = *whole * factor;
    if (dot == std::string_view::npos) return result;
    const std::string_view fraction = number.substr(dot + 1);
    if (fraction.empty()) return std::nullopt;
    std::int64_t place = factor;
    for (const char c : fraction) {
        if (c < '0' || c > '9' || place % 10 != 0) return std::nullopt;
        place /= 10;
        const std::int64_t part = (c - '0') * place;
        if (result > std::numeric_limits<std::int64_t>::max() - part) return std::nullopt;
        result += part;
    }
    return result;
}

template <class Units>
std::optional<std::int64_t> with_unit(std::string_view text, const Units& units) {
    const std::size_t end = text.find_first_not_of("0123456789.");
    if (end == 0 || end == std::string_view::npos) return std::nullopt;
    for (const Unit& unit : units) {
        if (text.substr(end) == unit.name) return scaled(text.substr(0, end), unit.factor);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || at != end || text.empty()) return std::nullopt;
    return value;
}

std::optional<Duration> parse_duration(std::string_view text) {
    const auto ns = with_unit(text, time_units);
    return ns ? std::optional(Duration::nanos(*ns)) : std::nullopt;
}

std::optional<std::int64_t> parse_size(std::string_view text) {
    return with_unit(text, size_units);
}

}  // namespace kscope
