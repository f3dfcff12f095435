// The checksums of Kafka's formats: CRC-32C (Castagnoli's polynomial, Kafka's Crc32C) over a record
// batch of v2, CRC-32 (java.util.zip.CRC32) over a message of v0 or v1.
#pragma once

#include <cstdint>
#include <string_view>

namespace kscope {

std::uint32_t crc32c(std::string_view bytes);
std::uint32_t crc32(std::string_view bytes);

}  // namespace kscope
