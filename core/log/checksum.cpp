#include "core/log/checksum.h"

#include <array>

namespace kscope {

namespace {

using CrcTable = std::array<std::uint32_t, 256>;

// The polynomial with its bits reversed.
constexpr CrcTable crc_table(std::uint32_t polynomial) {
    CrcTable table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t c = i;
        for (int bit = 0; bit < 8; ++bit) c = (c >> 1) ^ ((c & 1) != 0 ? polynomial : 0U);
        table[i] = c;
    }
    return table;
}

std::uint32_t crc_by(const CrcTable& table, std::string_view bytes) {
    std::uint32_t crc = ~std::uint32_t{0};
    for (const char c : bytes) {
        crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(c)) & 0xff];
    }
    return ~crc;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
    static constexpr CrcTable table = crc_table(0x82f63b78U);
    return crc_by(table, bytes);
}

std::uint32_t crc32(std::string_view bytes) {
    static constexpr CrcTable table = crc_table(0xedb88320U);
    return crc_by(table, bytes);
}

}  // namespace kscope
