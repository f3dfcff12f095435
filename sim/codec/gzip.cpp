#include <zlib.h>

#include <algorithm>
#include <array>

#include "core/base/check.h"
#include "sim/codec/codecs.h"

namespace kscope::sim {

namespace {

constexpr int gzip_window = 15 + 16;  // the largest window, with gzip's header and trailer

// zlib never writes through it.
Bytef* input_of(std::string_view bytes) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

std::string gzip_compress(std::string_view bytes, std::int32_t level) {
    z_stream stream{};
    const int started =
        deflateInit2(&stream, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY);
    KSCOPE_CHECK(started == Z_OK, "zlib refuses to compress");
    std::string result(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = input_of(bytes);
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    const int ended = deflate(&stream, Z_FINISH);
    result.resize(stream.total_out);
    deflateEnd(&stream);
    KSCOPE_CHECK(ended == Z_STREAM_END, "zlib's bound was too low");
    return result;
}

std::optional<std::string> gzip_decompress(std::string_view bytes, std::size_t limit) {
    z_stream stream{};
    if (inflateInit2(&stream, gzip_window) != Z_OK) return std::nullopt;
    stream.next_in = input_of(bytes);
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string result;
    std::array<char, 16384> piece;  // NOLINT: filled before it is read
    int status = Z_OK;
    while (status == Z_OK && result.size() <= limit) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = piece.size();
        status = inflate(&stream, Z_NO_FLUSH);
        const std::size_t made = piece.size() - stream.avail_out;
        result.append(piece.data(), made);
        if (made == 0 && status == Z_OK) break;  // it wants more input, and there is none
    }
    const bool whole = status == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (!whole || result.size() > limit) return std::nullopt;
    return result;
}

}  // namespace kscope::sim
