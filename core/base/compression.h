// Compression of record batches: Kafka's types with their numbers in a batch's attributes
// (org.apache.kafka.common.record.CompressionType). Core holds no compressor: the driver hands it
// a table of pure functions in Boot, as it hands it files.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kscope {

enum class CompressionType : std::uint8_t { none, gzip, snappy, lz4, zstd };
inline constexpr std::size_t compression_types = 5;

std::string_view name_of(CompressionType type);  // "none", "gzip", ...
std::optional<CompressionType> compression_named(std::string_view name);

// A type with its level (KIP-390); snappy has none.
struct Compression {
    CompressionType type = CompressionType::none;
    std::int32_t level = 0;
    friend bool operator==(const Compression&, const Compression&) = default;
};

// The level among those that a configuration has for each type.
constexpr Compression with_level(CompressionType type, std::int32_t gzip, std::int32_t lz4,
                                 std::int32_t zstd) {
    switch (type) {
        case CompressionType::gzip: return {type, gzip};
        case CompressionType::lz4: return {type, lz4};
        case CompressionType::zstd: return {type, zstd};
        case CompressionType::none:
        case CompressionType::snappy: break;
    }
    return {type, 0};
}

constexpr Compression default_compression(CompressionType type) {
    return with_level(type, -1, 9, 3);
}

struct Codec {
    std::string (*compress)(std::string_view bytes, std::int32_t level) = nullptr;
    // None: the bytes are damaged, or would become more than `limit` bytes.
    std::optional<std::string> (*decompress)(std::string_view bytes, std::size_t limit) = nullptr;
};

// What a batch of so many bytes may unpack to: no client packs more tightly, but a bomb does.
constexpr std::size_t most_unpacked(std::size_t compressed) {
    constexpr std::size_t always_allowed = std::size_t{64} << 20;
    return compressed * 1024 > always_allowed ? compressed * 1024 : always_allowed;
}

// By type; the first stays empty. Equal input gives equal output, always.
struct Codecs {
    std::array<Codec, compression_types> by_type{};
    [[nodiscard]] const Codec& of(CompressionType type) const {
        return by_type[static_cast<std::size_t>(type)];
    }
};

}  // namespace kscope
