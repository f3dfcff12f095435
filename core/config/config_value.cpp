#include "core/config/config_value.h"

#include <algorithm>
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

std::string_view digits_at(std::string_view text, std::size_t at) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
    return text.substr(at, end - at);
}

// "e-3", and Java's mark of the type behind it; none: something else stands there.
std::optional<std::int64_t> exponent_in(std::string_view text) {
    constexpr std::int64_t most = 1'000'000;
    const bool marked = !text.empty() && std::string_view("dDfF").find(text.back()) < 4;
    if (marked) text.remove_suffix(1);
    if (text.empty()) return 0;
    if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
    text.remove_prefix(1);
    const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    const std::string_view digits = digits_at(text, sign);
    if (digits.empty() || sign + digits.size() != text.size()) return std::nullopt;
    const std::int64_t value = std::min(parse_integer(digits).value_or(most), most);
    return text.front() == '-' ? -value : value;
}

// 0.DIGITS * 10^point; no zero stands in front.
Decimal rounded_down(std::string_view digits, std::int64_t point, bool negative) {
    constexpr std::int64_t whole_digits = 12;
    constexpr std::int64_t fraction_digits = 6;
    Decimal result;
    if (digits.empty()) return result;
    if (point > whole_digits) {
        result.millionths = 1'000'000'000'000'000'000;
    } else {
        for (std::int64_t i = 0; i < point + fraction_digits; ++i) {
            const auto at = static_cast<std::size_t>(i);
            result.millionths =
                result.millionths * 10 + (at < digits.size() ? digits[at] - '0' : 0);
        }
        const auto kept = static_cast<std::size_t>(std::max<std::int64_t>(point + 6, 0));
        result.rounded =
            kept < digits.size() && digits.find_first_not_of('0', kept) != std::string_view::npos;
    }
    if (negative) result.millionths = -result.millionths - (result.rounded ? 1 : 0);
    return result;
}

}  // namespace

std::optional<std::int64_t> parse_java_integer(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    return parse_integer(text);
}

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<bool> parse_boolean(std::string_view text) {
    std::string lower(trimmed(text));
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower == "true") return true;
    return lower == "false" ? std::optional(false) : std::nullopt;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const std::string_view whole = digits_at(text, 0);
    const bool has_point = whole.size() < text.size() && text[whole.size()] == '.';
    const std::size_t behind = whole.size() + (has_point ? 1 : 0);
    const std::string_view fraction = has_point ? digits_at(text, behind) : "";
    if (whole.empty() && fraction.empty()) return std::nullopt;
    const auto exponent = exponent_in(text.substr(behind + fraction.size()));
    if (!exponent) return std::nullopt;
    std::string digits = std::string(whole) + std::string(fraction);
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    const std::int64_t point = std::ssize(whole) - static_cast<std::int64_t>(zeros) + *exponent;
    return rounded_down(std::string_view(digits).substr(zeros), point, negative);
}

std::string decimal_text(std::int64_t millionths) {
    std::string digits = std::to_string(millionths < 0 ? -millionths : millionths);
    const std::string sign = millionths < 0 ? "-" : "";
    const auto without_zeros = [](std::string fraction) {
        while (fraction.size() > 1 && fraction.back() == '0') fraction.pop_back();
        return fraction;
    };
    if (millionths != 0 && digits.size() < 4) {  // below a thousandth
        const std::string exponent = std::to_string(7 - digits.size());
        const std::string fraction = without_zeros(digits.substr(1) + "0");
        return sign + digits.front() + "." + fraction + "E-" + exponent;
    }
    if (digits.size() < 7) digits.insert(0, 7 - digits.size(), '0');
    const std::size_t point = digits.size() - 6;
    return sign + digits.substr(0, point) + "." + without_zeros(digits.substr(point));
}

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
