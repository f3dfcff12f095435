// Digest: a 128-bit fingerprint of a sequence of values, the same on every compiler and machine.
// It feeds the run hash; it is not cryptographic. It hashes canonical fields, never padding,
// pointers or container layout. `digest_into(digest, value)` is the canonical field visit:
// integers, tagged integers, times, strings, bytes, optionals, vectors and pairs here; an aggregate
// joins by a member `void visit(V&&) const` that calls `v("name", field)` for each field in order,
// a value that many share by a `content_hash()` that it computes once.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/tagged.h"
#include "core/base/time.h"

namespace kscope {

struct Hash128 {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    friend auto operator<=>(const Hash128&, const Hash128&) = default;
    [[nodiscard]] std::string hex() const;  // 32 lower-case digits
};

// Sums and differences of digests, as of numbers of 128 bits.
constexpr Hash128 plus(const Hash128& a, const Hash128& b) {
    const std::uint64_t low = a.low + b.low;
    return {a.high + b.high + (low < a.low ? 1 : 0), low};
}

constexpr Hash128 minus(const Hash128& a, const Hash128& b) {
    return {a.high - b.high - (a.low < b.low ? 1 : 0), a.low - b.low};
}

class Digest {
public:
    // The words go to two lanes in turn, which hardly wait for each other: each takes the other's
    // sum along, so that one changed word changes both from there on.
    void add(std::uint64_t word) {
        ++words_;
        const std::uint64_t next = (a_ ^ word) * 0x9e3779b97f4a7c15ULL;
        a_ = b_;
        b_ += next ^ (next >> 32);
    }
    // Fewer than eight bytes are one word, whose highest byte is their number.
    void add_bytes(std::string_view bytes) {
        if (bytes.size() < 8) {
            add(std::uint64_t{bytes.size()} << 56 | few_bytes(bytes));
        } else {
            add_many_bytes(bytes);
        }
    }
    [[nodiscard]] Hash128 value() const;
    // How many were added.
    [[nodiscard]] std::uint64_t words() const { return words_; }
    friend bool operator==(const Digest&, const Digest&) = default;

private:
    // At most seven, the first one lowest on every machine.
    static std::uint64_t few_bytes(std::string_view bytes) {
        const auto at = [&](std::size_t i) {
            return std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
        };
        switch (bytes.size()) {
            case 0: return 0;
            case 1: return at(0);
            case 2: return at(0) | at(1);
            case 3: return at(0) | at(1) | at(2);
            case 4: return at(0) | at(1) | at(2) | at(3);
            case 5: return at(0) | at(1) | at(2) | at(3) | at(4);
            case 6: return at(0) | at(1) | at(2) | at(3) | at(4) | at(5);
            default: return at(0) | at(1) | at(2) | at(3) | at(4) | at(5) | at(6);
        }
    }
    void add_many_bytes(std::string_view bytes);

    std::uint64_t a_ = 0x243f6a8885a308d3ULL;  // takes the next word
    std::uint64_t b_ = 0x13198a2e03707344ULL;
    std::uint64_t words_ = 0;
};

template <class T>
concept Visitable = requires(const T& t) {
    t.visit([](const char*, const auto&) {});
};

template <class T>
void digest_into(Digest& d, const T& value);

// A value's hash that is computed when it is first asked for: the value does not change from then
// on. A copy of the value has to compute its own, as it may be changed first.
class HashOnce {
public:
    HashOnce() = default;
    HashOnce(const HashOnce&) {}
    HashOnce& operator=(const HashOnce&) {
        hash_ = Hash128{};
        return *this;
    }
    template <class Compute>
    const Hash128& get(Compute compute) const {
        if (hash_ == Hash128{}) hash_ = compute();
        return hash_;
    }

private:
    mutable Hash128 hash_;  // zero: not computed yet
};

namespace detail {

template <class T>
struct is_vector : std::false_type {};
template <class T, class A>
struct is_vector<std::vector<T, A>> : std::true_type {};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_pair : std::false_type {};
template <class A, class B>
struct is_pair<std::pair<A, B>> : std::true_type {};

}  // namespace detail

template <class T>
void digest_into(Digest& d, const T& value) {
    if constexpr (std::integral<T> || std::is_enum_v<T>) {
        d.add(static_cast<std::uint64_t>(value));
    } else if constexpr (requires {
                             typename T::rep;
                             value.value();
                         }) {
        d.add(static_cast<std::uint64_t>(value.value()));
    } else if constexpr (std::is_same_v<T, Duration>) {
        d.add(static_cast<std::uint64_t>(value.count()));
    } else if constexpr (std::is_same_v<T, Instant> || std::is_same_v<T, WallTime>) {
        d.add(static_cast<std::uint64_t>(value.nanos()));
    } else if constexpr (std::is_same_v<T, Bytes>) {
        d.add_bytes(value.view());
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        d.add_bytes(value);
    } else if constexpr (std::is_same_v<T, Hash128>) {
        d.add(value.high);
        d.add(value.low);
    } else if constexpr (requires { value.content_hash(); }) {
        digest_into(d, value.content_hash());
    } else if constexpr (detail::is_vector<T>::value) {
        d.add(value.size());
        for (const auto& element : value) digest_into(d, element);
    } else if constexpr (detail::is_optional<T>::value) {
        d.add(value.has_value());
        if (value) digest_into(d, *value);
    } else if constexpr (detail::is_pair<T>::value) {
        digest_into(d, value.first);
        digest_into(d, value.second);
    } else {
        static_assert(Visitable<T>, "give the aggregate a visit(V&&) const member");
        value.visit([&d](const char*, const auto& field) { digest_into(d, field); });
    }
}

}  // namespace kscope
