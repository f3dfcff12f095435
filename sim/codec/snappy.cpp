// Snappy itself frames nothing. Kafka writes it as the library of xerial.org does: a magic, two
// version numbers, then blocks of at most 32 KiB, each with its compressed length before it. Some
// clients write one raw block without all that.
#include <snappy.h>

#include "sim/codec/codecs.h"

namespace kscope::sim {

namespace {

constexpr std::string_view xerial_magic("\x82SNAPPY\0", 8);
constexpr std::string_view xerial_versions("\0\0\0\1\0\0\0\1", 8);  // of it, and of its readers
constexpr std::size_t xerial_block = 32768;

void append_length(std::string& out, std::size_t length) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(length >> shift & 0xff);
}

std::size_t take_length(std::string_view& bytes) {
    std::size_t length = 0;
    for (int i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(bytes[i]);
    bytes.remove_prefix(4);
    return length;
}

// False: damaged, or too large.
bool append_block(std::string_view block, std::size_t limit, std::string& out) {
    std::size_t size = 0;
    if (!snappy::GetUncompressedLength(block.data(), block.size(), &size)) return false;
    if (size > limit || out.size() > limit - size) return false;
    std::string plain;
    if (!snappy::Uncompress(block.data(), block.size(), &plain)) return false;
    out += plain;
    return true;
}

}  // namespace

std::string snappy_compress(std::string_view bytes, std::int32_t) {
    std::string result(xerial_magic);
    result += xerial_versions;
    std::string block;
    for (std::size_t at = 0; at < bytes.size(); at += xerial_block) {
        const std::string_view part = bytes.substr(at, xerial_block);
        snappy::Compress(part.data(), part.size(), &block);
        append_length(result, block.size());
        result += block;
    }
    return result;
}

std::optional<std::string> snappy_decompress(std::string_view bytes, std::size_t limit) {
    std::string result;
    if (!bytes.starts_with(xerial_magic)) {
        if (!append_block(bytes, limit, result)) return std::nullopt;
        return result;
    }
    if (bytes.size() < xerial_magic.size() + xerial_versions.size()) return std::nullopt;
    bytes.remove_prefix(xerial_magic.size() + xerial_versions.size());
    while (!bytes.empty()) {
        if (bytes.size() < 4) return std::nullopt;
        const std::size_t length = take_length(bytes);
        if (length > bytes.size()) return std::nullopt;
        if (!append_block(bytes.substr(0, length), limit, result)) return std::nullopt;
        bytes.remove_prefix(length);
    }
    return result;
}

}  // namespace kscope::sim
