#include "core/client/compression_ratio.h"

#include <algorithm>

namespace kscope {

namespace {

constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t improving_step = 5'000;
constexpr std::int64_t deteriorate_step = 50'000;
constexpr std::int64_t margin_percent = 105;

std::int64_t observed_ratio(std::int64_t uncompressed, std::int64_t compressed) {
    return compressed * million / std::max<std::int64_t>(uncompressed, 1);
}

}  // namespace

void CompressionRatio::observe(std::int64_t uncompressed_bytes, std::int64_t compressed_bytes) {
    const std::int64_t observed = observed_ratio(uncompressed_bytes, compressed_bytes);
    if (observed > per_million_) {
        per_million_ = std::max(per_million_ + deteriorate_step, observed);
    } else if (observed < per_million_) {
        per_million_ = std::max(per_million_ - improving_step, observed);
    }
}

void CompressionRatio::give_up(std::int64_t uncompressed_bytes, std::int64_t compressed_bytes) {
    per_million_ = std::max(million, observed_ratio(uncompressed_bytes, compressed_bytes));
}

std::int32_t CompressionRatio::estimate(std::int64_t uncompressed_bytes) const {
    return static_cast<std::int32_t>(uncompressed_bytes * per_million_ / million * margin_percent /
                                     100);
}

}  // namespace kscope
