#include <lz4frame.h>

#include <algorithm>
#include <array>
#include <memory>

#include "core/base/check.h"
#include "sim/codec/codecs.h"

namespace kscope::sim {

namespace {

// Lz4BlockOutputStream: the fast compressor at the default level, the high one at any other.
constexpr std::int32_t lz4_default_level = 9;
constexpr std::int32_t lz4_first_high_level = 3;  // of the library; below, it is the fast one

struct FreeContext {
    void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
};

}  // namespace

std::string lz4_compress(std::string_view bytes, std::int32_t level) {
    LZ4F_preferences_t preferences{};
    preferences.frameInfo.blockSizeID = LZ4F_max64KB;
    preferences.frameInfo.blockMode = LZ4F_blockIndependent;
    if (level != lz4_default_level) {
        preferences.compressionLevel = std::max(level, lz4_first_high_level);
    }
    std::string result(LZ4F_compressFrameBound(bytes.size(), &preferences), '\0');
    const std::size_t size =
        LZ4F_compressFrame(result.data(), result.size(), bytes.data(), bytes.size(), &preferences);
    KSCOPE_CHECK(LZ4F_isError(size) == 0, "lz4's bound was too low");
    result.resize(size);
    return result;
}

std::optional<std::string> lz4_decompress(std::string_view bytes, std::size_t limit) {
    LZ4F_dctx* made_context = nullptr;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&made_context, LZ4F_VERSION)) != 0) {
        return std::nullopt;
    }
    const std::unique_ptr<LZ4F_dctx, FreeContext> context(made_context);
    std::string result;
    std::array<char, 65536> piece;  // NOLINT: filled before it is read
    std::size_t wanted = 1;
    while (wanted != 0 && result.size() <= limit) {
        std::size_t made = piece.size();
        std::size_t taken = bytes.size();
        wanted = LZ4F_decompress(context.get(), piece.data(), &made, bytes.data(), &taken, nullptr);
        if (LZ4F_isError(wanted) != 0 || (made == 0 && taken == 0)) break;
        result.append(piece.data(), made);
        bytes.remove_prefix(taken);
    }
    if (wanted != 0 || !bytes.empty() || result.size() > limit) return std::nullopt;
    return result;
}

}  // namespace kscope::sim
