// WireReader: bytes to values. Any bytes may come: each read is checked against what is left, the
// first failure is kept with its place, and all that is read after it is zero or empty. Nothing is
// reserved by a count that the bytes only claim. Its members are those of WireWriter.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/compression.h"
#include "core/base/time.h"
#include "core/protocol/topic_name.h"
#include "core/protocol/wire/wire_format.h"

namespace kscope {

struct WireError {
    std::size_t position = 0;    // in the frame
    const char* what = nullptr;  // null: none
};

class WireReader {
public:
    static constexpr bool reading = true;
    template <class T>
    using Of = T;

    WireReader(std::string_view bytes, WireFormat format, std::size_t position = 0)
        : bytes_(bytes), position_(position), format_(format) {}

    void set_format(WireFormat format) { format_ = format; }
    // For compressed batches; null: they are refused.
    void set_compressors(const Codecs* compressors) { compressors_ = compressors; }
    [[nodiscard]] const Codecs* compressors() const { return compressors_; }
    [[nodiscard]] bool ok() const { return error_.what == nullptr; }
    [[nodiscard]] const WireError& error() const { return error_; }
    [[nodiscard]] std::size_t unread() const { return bytes_.size(); }
    // Only the first failure counts.
    void fail(const char* what);

    template <class... T>
    void fields(T&... values) {
        (field(values), ...);
    }
    void millis(Duration& duration) { duration = Duration::millis(get<std::int32_t>()); }
    void nullable_string(std::string& text) { text = read_text(read_length(string_width()), true); }
    // Null is empty.
    std::string_view read_blob();

    template <class T>
    void uncarried(T) {
        T ignored{};
        field(ignored);
    }
    void uncarried_string(const char*) { read_text(read_length(string_width()), true); }
    void no_elements();
    void null_elements() { no_elements(); }
    void null_blob() { read_blob(); }
    void no_topic_id() { take(16); }

    // A list that is null is taken, and said to be; else nothing is read.
    bool skip_null_list();
    // Calls `each` as often as the count before the elements says, or until the bytes are wrong.
    template <class F>
    void elements(F each) {
        repeat(read_length(4), each);
    }
    template <class T, class F>
    void array(std::vector<T>& all, F transfer) {
        elements([&] { transfer(*this, all.emplace_back()); });
    }
    template <class T, class F>
    void nullable_array(std::optional<std::vector<T>>& all, F transfer) {
        const std::int64_t count = read_length(4);
        if (count == -1) return;
        all.emplace();
        repeat(count, [&] { transfer(*this, all->emplace_back()); });
    }

    template <class... F>
    void tags(const TagField<F>&... fields) {
        if (format_ != WireFormat::compact) return;
        const std::uint32_t count = unsigned_varint();
        std::int64_t last = -1;
        for (std::uint32_t i = 0; i < count && ok(); ++i) {
            const std::uint32_t tag = unsigned_varint();
            if (tag <= last) fail("tagged fields are not in the order of their tags");
            last = tag;
            const std::uint32_t size = unsigned_varint();
            const std::size_t start = position_;
            WireReader part(take(size), format_, start);
            if (ok()) (read_tag(fields, tag, part), ...);
        }
    }

private:
    template <class T>
    void field(T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            value = get<std::int8_t>() != 0;
        } else if constexpr (std::is_enum_v<T>) {
            value = static_cast<T>(get<std::underlying_type_t<T>>());
        } else if constexpr (std::is_integral_v<T>) {
            value = get<T>();
        } else if constexpr (requires { typename T::rep; }) {
            value = T(get<typename T::rep>());
        } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, TopicName>) {
            value = read_text(read_length(string_width()), false);
        } else {
            array(value, [](auto& io, auto& element) { io.fields(element); });
        }
    }
    template <class Integer>
    Integer get() {
        std::uint64_t bits = 0;
        for (const char c : take(sizeof(Integer))) {
            bits = bits << 8 | static_cast<unsigned char>(c);
        }
        return static_cast<Integer>(bits);
    }
    template <class F>
    void repeat(std::int64_t count, F each) {
        if (count < 0) fail("null in place of a list");
        // Each element takes a byte at least.
        if (count > static_cast<std::int64_t>(bytes_.size())) fail("more elements than bytes");
        for (std::int64_t i = 0; i < count && ok(); ++i) each();
    }
    template <class F>
    void read_tag(const TagField<F>& field, std::uint32_t tag, WireReader& part) {
        if (field.tag != tag) return;
        field.transfer(part);
        if (part.unread() > 0) part.fail("a tagged field is longer than what it holds");
        if (!part.ok() && ok()) error_ = part.error();
    }
    [[nodiscard]] int string_width() const { return format_ == WireFormat::classic ? 2 : 4; }
    std::string_view take(std::size_t size);
    std::int64_t read_length(int classic_width);  // -1: null
    std::string read_text(std::int64_t length, bool nullable);
    std::uint32_t unsigned_varint();

    std::string_view bytes_;  // what is left
    std::size_t position_;
    WireFormat format_;
    const Codecs* compressors_ = nullptr;
    WireError error_;
};

}  // namespace kscope
