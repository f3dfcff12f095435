#include <zstd.h>

#include <memory>

#include "core/base/check.h"
#include "sim/codec/codecs.h"

namespace kscope::sim {

std::string zstd_compress(std::string_view bytes, std::int32_t level) {
    std::string result(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size =
        ZSTD_compress(result.data(), result.size(), bytes.data(), bytes.size(), level);
    KSCOPE_CHECK(ZSTD_isError(size) == 0, "zstd's bound was too low");
    result.resize(size);
    return result;
}

// By streaming: the frames of some clients do not say how large their content is.
std::optional<std::string> zstd_decompress(std::string_view bytes, std::size_t limit) {
    const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                       &ZSTD_freeDCtx);
    std::string result;
    std::string piece(ZSTD_DStreamOutSize(), '\0');
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    std::size_t wanted = 1;
    while (result.size() <= limit) {
        ZSTD_outBuffer out{piece.data(), piece.size(), 0};
        wanted = ZSTD_decompressStream(context.get(), &out, &in);
        if (ZSTD_isError(wanted) != 0) return std::nullopt;
        result.append(piece.data(), out.pos);
        if (wanted == 0 || (out.pos == 0 && in.pos == in.size)) break;
    }
    if (wanted != 0 || in.pos != in.size || result.size() > limit) return std::nullopt;
    return result;
}

}  // namespace kscope::sim
