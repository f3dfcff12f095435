#include "core/base/compression.h"

namespace kscope {

namespace {

constexpr std::array<std::string_view, compression_types> compression_names{
    "none", "gzip", "snappy", "lz4", "zstd"};

}  // namespace

std::string_view name_of(CompressionType type) {
    return compression_names[static_cast<std::size_t>(type)];
}

std::optional<CompressionType> compression_named(std::string_view name) {
    for (std::size_t i = 0; i < compression_names.size(); ++i) {
        if (compression_names[i] == name) return static_cast<CompressionType>(i);
    }
    return std::nullopt;
}

}  // namespace kscope
