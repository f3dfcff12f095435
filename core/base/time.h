// Virtual time. Duration and Instant count whole nanoseconds in 64 bits (292 years); WallTime
// counts nanoseconds since 1970 and may jump, Instant never goes back for one node. No clock is
// read here.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>

namespace kscope {

class Duration {
public:
    constexpr Duration() = default;
    static constexpr Duration nanos(std::int64_t n) { return Duration(n); }
    static constexpr Duration micros(std::int64_t n) { return Duration(n * 1'000); }
    static constexpr Duration millis(std::int64_t n) { return Duration(n * 1'000'000); }
    static constexpr Duration seconds(std::int64_t n) { return Duration(n * 1'000'000'000); }
    // Kafka writes "for ever" as Long.MAX milliseconds; here it saturates.
    static constexpr Duration forever() {
        return Duration(std::numeric_limits<std::int64_t>::max());
    }

    [[nodiscard]] constexpr std::int64_t count() const { return ns_; }
    [[nodiscard]] constexpr std::int64_t to_millis() const { return ns_ / 1'000'000; }

    friend constexpr Duration operator+(Duration a, Duration b) { return Duration(a.ns_ + b.ns_); }
    friend constexpr Duration operator-(Duration a, Duration b) { return Duration(a.ns_ - b.ns_); }
    friend constexpr Duration operator*(Duration a, std::int64_t k) { return Duration(a.ns_ * k); }
    friend constexpr Duration operator/(Duration a, std::int64_t k) { return Duration(a.ns_ / k); }
    friend constexpr auto operator<=>(const Duration&, const Duration&) = default;

private:
    constexpr explicit Duration(std::int64_t ns) : ns_(ns) {}
    std::int64_t ns_ = 0;
};

class Instant {
public:
    constexpr Instant() = default;
    static constexpr Instant at(Duration since_start) { return Instant(since_start.count()); }
    static constexpr Instant never() { return Instant(std::numeric_limits<std::int64_t>::max()); }

    [[nodiscard]] constexpr std::int64_t nanos() const { return ns_; }
    [[nodiscard]] constexpr Duration since_start() const { return Duration::nanos(ns_); }
    [[nodiscard]] constexpr bool is_never() const { return *this == never(); }

    // Saturates at never(): a deadline "for ever" from now is no deadline.
    friend constexpr Instant operator+(Instant a, Duration d) {
        if (d.count() > 0 && a.ns_ > std::numeric_limits<std::int64_t>::max() - d.count()) {
            return never();
        }
        return Instant(a.ns_ + d.count());
    }
    friend constexpr Instant operator-(Instant a, Duration d) { return Instant(a.ns_ - d.count()); }
    friend constexpr Duration operator-(Instant a, Instant b) {
        return Duration::nanos(a.ns_ - b.ns_);
    }
    friend constexpr auto operator<=>(const Instant&, const Instant&) = default;

private:
    constexpr explicit Instant(std::int64_t ns) : ns_(ns) {}
    std::int64_t ns_ = 0;
};

class WallTime {
public:
    constexpr WallTime() = default;
    static constexpr WallTime from_millis(std::int64_t ms) { return WallTime(ms * 1'000'000); }
    // Beyond these, what milliseconds say is no time.
    static constexpr bool holds_millis(std::int64_t ms) {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
        return ms >= -most && ms <= most;
    }
    static constexpr WallTime from_nanos(std::int64_t ns) { return WallTime(ns); }

    [[nodiscard]] constexpr std::int64_t millis() const { return ns_ / 1'000'000; }
    [[nodiscard]] constexpr std::int64_t nanos() const { return ns_; }

    friend constexpr WallTime operator+(WallTime a, Duration d) {
        return WallTime(a.ns_ + d.count());
    }
    friend constexpr Duration operator-(WallTime a, WallTime b) {
        return Duration::nanos(a.ns_ - b.ns_);
    }
    friend constexpr auto operator<=>(const WallTime&, const WallTime&) = default;

private:
    constexpr explicit WallTime(std::int64_t ns) : ns_(ns) {}
    std::int64_t ns_ = 0;
};

// "18s", "250ms", "1.5ms", "40us", "7ns": the shortest exact form in the largest unit.
std::string to_string(Duration d);
// "5.012 s": seconds with milliseconds, or finer if need be; for sentences and lists.
std::string to_seconds_text(Instant t);

}  // namespace kscope
