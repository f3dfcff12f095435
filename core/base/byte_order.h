// Integers as Kafka's files have them: big-endian, and zig-zag varints inside of records. The
// reader checks each read against what is left; the first that does not fit is remembered, and all
// that is read after it is zero or empty, so that callers look once, at the end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kscope {

template <class Integer>
void put_big_endian(std::string& bytes, Integer value) {
    const auto bits = static_cast<std::uint64_t>(value);
    for (int shift = 8 * (static_cast<int>(sizeof(Integer)) - 1); shift >= 0; shift -= 8) {
        bytes += static_cast<char>(bits >> shift & 0xff);
    }
}

// Zig-zag, as ByteUtils.writeVarlong (and writeVarint, which gives the same bytes).
inline void put_varint(std::string& bytes, std::int64_t value) {
    auto z = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    for (; z >= 0x80; z >>= 7) bytes += static_cast<char>((z & 0x7f) | 0x80);
    bytes += static_cast<char>(z);
}

class ByteReader {
public:
    explicit ByteReader(std::string_view bytes, std::size_t position = 0)
        : bytes_(bytes), position_(position) {
        if (position > bytes.size()) fail();
    }

    template <class Integer>
    Integer get() {
        std::uint64_t bits = 0;
        for (const char c : take(sizeof(Integer))) {
            bits = bits << 8 | static_cast<unsigned char>(c);
        }
        return static_cast<Integer>(bits);
    }
    std::int64_t varint() {
        std::uint64_t z = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = get<std::uint8_t>();
            z |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) return static_cast<std::int64_t>((z >> 1) ^ (~(z & 1) + 1));
        }
        fail();
        return 0;
    }
    // A negative size does not fit.
    std::string_view take(std::int64_t size) {
        if (size < 0 || static_cast<std::uint64_t>(size) > unread()) {
            fail();
            return {};
        }
        const auto part = bytes_.substr(position_, static_cast<std::size_t>(size));
        position_ += part.size();
        return part;
    }
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] std::size_t position() const { return position_; }
    [[nodiscard]] std::size_t unread() const { return bytes_.size() - position_; }
    [[nodiscard]] std::string_view rest() const { return bytes_.substr(position_); }

private:
    void fail() {
        ok_ = false;
        position_ = bytes_.size();
    }

    std::string_view bytes_;
    std::size_t position_;
    bool ok_ = true;
};

}  // namespace kscope
