#include "core/base/time.h"

#include <array>

namespace kscope {

namespace {

struct Unit {
    std::int64_t ns;
    const char* name;
};

constexpr std::array units{Unit{1'000'000'000, "s"}, Unit{1'000'000, "ms"}, Unit{1'000, "us"},
                           Unit{1, "ns"}};

std::string with_fraction(std::int64_t whole, std::int64_t rest, std::int64_t scale,
                          std::size_t least_digits) {
    std::string digits;
    for (std::int64_t unit = scale / 10; unit > 0; unit /= 10) {
        digits += static_cast<char>('0' + rest / unit % 10);
    }
    while (digits.size() > least_digits && digits.back() == '0') digits.pop_back();
    return std::to_string(whole) + (digits.empty() ? "" : "." + digits);
}

}  // namespace

std::string to_string(Duration d) {
    if (d == Duration::forever()) return "forever";
    if (d.count() == 0) return "0s";
    const std::string sign = d.count() < 0 ? "-" : "";
    const std::int64_t ns = d.count() < 0 ? -d.count() : d.count();
    for (const Unit& unit : units) {
        if (ns >= unit.ns) {
            return sign + with_fraction(ns / unit.ns, ns % unit.ns, unit.ns, 0) + unit.name;
        }
    }
    return "0s";
}

std::string to_seconds_text(Instant t) {
    if (t.is_never()) return "never";
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t ns = t.nanos() < 0 ? -t.nanos() : t.nanos();
    return (t.nanos() < 0 ? "-" : "") + with_fraction(ns / second, ns % second, second, 3) + " s";
}

}  // namespace kscope
