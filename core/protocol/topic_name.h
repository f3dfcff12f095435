// TopicName: a topic's name as a value of 24 bytes. Every batch carries its topic's name through a
// dozen messages, maps and logs. Up to 23 bytes of it stand in the value itself, so that a copy or
// a comparison is three words and nothing is allocated; a longer one (Kafka allows 249, see
// org.apache.kafka.common.internals.Topic) has memory of its own, which no copy shares.
//
// It converts from and to text; names are ordered as text is, byte by byte.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace kscope {

class TopicName {
    template <class T>
    static constexpr bool is_text =
        std::is_convertible_v<const T&, std::string_view> && !std::is_same_v<T, TopicName>;

public:
    TopicName() = default;
    template <class Text>
    requires is_text<Text> TopicName(
        const Text& text) {  // NOLINT: a name is text, and reads as such where one is built
        assign(text);
    }
    TopicName(const TopicName& other) : bytes_(other.bytes_) {
        if (is_long()) assign(*other.long_text());
    }
    TopicName(TopicName&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
    TopicName& operator=(const TopicName& other) {
        if (is_long() || other.is_long()) return *this = TopicName(other);
        bytes_ = other.bytes_;
        return *this;
    }
    TopicName& operator=(TopicName&& other) noexcept {
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~TopicName() {
        if (is_long()) delete long_text();
    }

    // Valid as long as this very value is.
    [[nodiscard]] std::string_view view() const {
        return is_long() ? std::string_view(*long_text())
                         : std::string_view(bytes_.data(), static_cast<std::size_t>(bytes_[tag]));
    }
    [[nodiscard]] std::string str() const { return std::string(view()); }
    operator std::string_view() const { return view(); }  // NOLINT: as from text
    operator std::string() const { return str(); }        // NOLINT
    [[nodiscard]] bool empty() const { return bytes_[tag] == 0; }

    friend bool operator==(const TopicName& a, const TopicName& b) {
        return a.words() == b.words() || (a.is_long() && b.is_long() && a.view() == b.view());
    }
    friend std::strong_ordering operator<=>(const TopicName& a, const TopicName& b) {
        if (a.words() == b.words()) return std::strong_ordering::equal;
        return a.view() <=> b.view();
    }
    template <class Text>
    requires is_text<Text>
    friend bool operator==(const TopicName& a, const Text& b) {
        return a.view() == std::string_view(b);
    }
    template <class Text>
    requires is_text<Text>
    friend std::strong_ordering operator<=>(const TopicName& a, const Text& b) {
        return a.view() <=> std::string_view(b);
    }
    friend std::string operator+(std::string text, const TopicName& name) {
        return std::move(text.append(name.view()));
    }
    friend std::string operator+(const TopicName& name, std::string_view text) {
        return name.str().append(text);
    }

private:
    using Words = std::array<std::uint64_t, 3>;
    static constexpr std::size_t tag = 23;  // the place of the length
    static constexpr char long_tag = -1;    // the first word is where the text is

    [[nodiscard]] Words words() const { return std::bit_cast<Words>(bytes_); }
    [[nodiscard]] bool is_long() const { return bytes_[tag] == long_tag; }
    [[nodiscard]] const std::string* long_text() const;
    void assign(std::string_view text);

    // The name, zeros after it, and in the last byte its length.
    alignas(std::uint64_t) std::array<char, sizeof(Words)> bytes_{};
};

}  // namespace kscope
