#include "sim/shell/uuid_text.h"

#include <array>
#include <string_view>

namespace kscope::sim {

namespace {

constexpr std::string_view base64_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t uuid_bytes = 16;

}  // namespace

std::string uuid_text(const DirectoryId& id) {
    std::array<std::uint8_t, 18> bytes{};  // the last two are padding
    for (std::size_t i = 0; i < uuid_bytes; ++i) {
        const std::uint64_t half = i < 8 ? id.high : id.low;
        bytes.at(i) = static_cast<std::uint8_t>(half >> (56 - 8 * (i % 8)));
    }
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::uint32_t three = static_cast<std::uint32_t>(bytes.at(i)) << 16U |
                                    static_cast<std::uint32_t>(bytes.at(i + 1)) << 8U |
                                    bytes.at(i + 2);
        for (const unsigned shift : {18U, 12U, 6U, 0U})
            text += base64_letters[three >> shift & 63U];
    }
    text.resize(22);
    return text;
}

ReadUuid read_uuid(const std::string& text) {
    if (text.size() > 24) {
        return {{},
                "Input string with prefix `" + text.substr(0, 24) +
                    "` is too long to be decoded as a base64 UUID"};
    }
    std::array<std::uint8_t, 18> bytes{};
    std::size_t count = 0;  // of bits
    const std::size_t end = text.find_last_not_of('=') + 1;
    for (const char c : text.substr(0, end)) {
        const std::size_t value = base64_letters.find(c);
        if (value == std::string_view::npos) {
            constexpr std::string_view hex = "0123456789abcdef";
            const auto code = static_cast<unsigned char>(c);
            return {{},
                    std::string("Illegal base64 character ") +
                        (code < 16 ? "" : std::string(1, hex[code >> 4U])) + hex[code & 15U]};
        }
        for (unsigned bit = 0; bit < 6; ++bit, ++count) {
            if ((value >> (5 - bit) & 1U) != 0) {
                bytes.at(count / 8) =
                    static_cast<std::uint8_t>(bytes.at(count / 8) | 0x80U >> (count % 8));
            }
        }
    }
    if (count / 8 != uuid_bytes) {
        return {{},
                "Input string `" + text + "` decoded as " + std::to_string(count / 8) +
                    " bytes, which is not equal to the expected 16 bytes of a base64-encoded "
                    "UUID"};
    }
    DirectoryId id;
    for (std::size_t i = 0; i < uuid_bytes; ++i) {
        std::uint64_t& half = i < 8 ? id.high : id.low;
        half = half << 8U | bytes.at(i);
    }
    return {id, ""};
}

}  // namespace kscope::sim
