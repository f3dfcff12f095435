// WireWriter: values to bytes, big-endian, as Kafka's and ZooKeeper's clients write them. It has
// the same members as WireReader, so that one function describes a message in both directions.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/check.h"
#include "core/base/time.h"
#include "core/protocol/wire/wire_format.h"

namespace kscope {

class WireWriter {
public:
    static constexpr bool reading = false;
    template <class T>
    using Of = const T;

    explicit WireWriter(WireFormat format) : format_(format) {}

    void set_format(WireFormat format) { format_ = format; }
    [[nodiscard]] bool ok() const { return true; }
    [[nodiscard]] std::string& bytes() { return bytes_; }

    // Each by its type: bool, integers, enums and ids in their own width, strings, lists of these.
    template <class... T>
    void fields(const T&... values) {
        (field(values), ...);
    }
    void millis(const Duration& duration) { put(static_cast<std::int32_t>(duration.to_millis())); }
    void nullable_string(const std::string& text) {
        if (text.empty()) {
            write_length(-1, string_width());
        } else {
            field(text);
        }
    }
    void write_blob(std::string_view blob) {
        write_length(static_cast<std::int64_t>(blob.size()), 4);
        bytes_ += blob;
    }

    // ---- what the protocol has, and kscope's message has not
    template <class T>
    void uncarried(T value) {
        field(value);
    }
    void uncarried_string(const char* text) {
        if (text == nullptr) {
            write_length(-1, string_width());
        } else {
            field(std::string(text));
        }
    }
    void no_elements() { count(0); }
    void null_elements() { write_length(-1, 4); }
    void null_blob() { write_length(-1, 4); }
    void no_topic_id() {
        put(std::int64_t{0});
        put(std::int64_t{0});
    }

    // ---- lists
    void count(std::size_t elements) { write_length(static_cast<std::int64_t>(elements), 4); }
    template <class T, class F>
    void array(const std::vector<T>& elements, F transfer) {
        count(elements.size());
        for (const T& element : elements) transfer(*this, element);
    }
    template <class T, class F>
    void nullable_array(const std::optional<std::vector<T>>& elements, F transfer) {
        if (elements) {
            array(*elements, transfer);
        } else {
            null_elements();
        }
    }

    // A section of tagged fields, in the order of their tags; nothing before flexible versions.
    template <class... F>
    void tags(const TagField<F>&... fields) {
        if (format_ != WireFormat::compact) return;
        unsigned_varint((std::uint32_t{0} + ... + (fields.present ? 1U : 0U)));
        (write_tag(fields), ...);
    }

private:
    template <class T>
    void field(const T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            put(static_cast<std::int8_t>(value ? 1 : 0));
        } else if constexpr (std::is_enum_v<T>) {
            put(static_cast<std::underlying_type_t<T>>(value));
        } else if constexpr (std::is_integral_v<T>) {
            put(value);
        } else if constexpr (requires { typename T::rep; }) {
            put(value.value());
        } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
            const std::string_view text = value;
            write_length(static_cast<std::int64_t>(text.size()), string_width());
            bytes_ += text;
        } else {
            array(value, [](auto& io, const auto& element) { io.fields(element); });
        }
    }
    template <class Integer>
    void put(Integer value) {
        const auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
        for (int shift = 8 * (static_cast<int>(sizeof(Integer)) - 1); shift >= 0; shift -= 8) {
            bytes_ += static_cast<char>(bits >> shift & 0xff);
        }
    }
    [[nodiscard]] int string_width() const { return format_ == WireFormat::classic ? 2 : 4; }
    // -1: null
    void write_length(std::int64_t length, int classic_width) {
        if (format_ == WireFormat::compact) {
            unsigned_varint(static_cast<std::uint32_t>(length + 1));
        } else if (classic_width == 2) {
            KSCOPE_CHECK(length <= std::numeric_limits<std::int16_t>::max(),
                         "a string longer than its version of the protocol can say");
            put(static_cast<std::int16_t>(length));
        } else {
            put(static_cast<std::int32_t>(length));
        }
    }
    void unsigned_varint(std::uint32_t value) {
        for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
        bytes_ += static_cast<char>(value);
    }
    template <class F>
    void write_tag(const TagField<F>& field) {
        if (!field.present) return;
        WireWriter part(format_);
        field.transfer(part);
        unsigned_varint(field.tag);
        unsigned_varint(static_cast<std::uint32_t>(part.bytes_.size()));
        bytes_ += part.bytes_;
    }

    std::string bytes_;
    WireFormat format_;
};

}  // namespace kscope
