// A tagged integer: an offset, an epoch and a broker id are all numbers, and never the same number.
// No implicit conversion in either direction; arithmetic only with plain distances.
#pragma once

#include <compare>
#include <cstdint>

namespace kscope {

template <class Tag, class Rep>
class Tagged {
public:
    using rep = Rep;

    constexpr Tagged() = default;
    constexpr explicit Tagged(Rep value) : value_(value) {}

    [[nodiscard]] constexpr Rep value() const { return value_; }
    [[nodiscard]] constexpr Tagged next() const { return Tagged(static_cast<Rep>(value_ + 1)); }

    constexpr Tagged& operator++() {
        ++value_;
        return *this;
    }
    constexpr Tagged& operator+=(Rep distance) {
        value_ = static_cast<Rep>(value_ + distance);
        return *this;
    }
    friend constexpr Tagged operator+(Tagged a, Rep distance) {
        return Tagged(static_cast<Rep>(a.value_ + distance));
    }
    friend constexpr Tagged operator-(Tagged a, Rep distance) {
        return Tagged(static_cast<Rep>(a.value_ - distance));
    }
    friend constexpr Rep operator-(Tagged a, Tagged b) {
        return static_cast<Rep>(a.value_ - b.value_);
    }
    friend constexpr auto operator<=>(const Tagged&, const Tagged&) = default;

private:
    Rep value_{};
};

}  // namespace kscope
