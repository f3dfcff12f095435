#include <algorithm>

#include "sim/net/exponential_table.h"
#include "sim/net/network.h"

namespace kscope::sim {

namespace {

__extension__ using Wide = __int128;

// Between two quantiles linearly; beyond the last one the distribution starts again from there (an
// exponential has no memory), once.
std::int64_t exponential_q30(Rng& rng) {
    const std::uint64_t draw = rng.next();
    const auto row = static_cast<std::size_t>(draw >> 56);
    if (row < 255) {
        const std::int64_t low = exponential_quantiles[row];
        const std::int64_t step = exponential_quantiles[row + 1] - low;
        const auto part = static_cast<std::int64_t>(draw >> 24 & 0xffffffffU);
        return low + static_cast<std::int64_t>((static_cast<Wide>(step) * part) >> 32);
    }
    const std::uint64_t again = rng.next();
    const auto tail = std::min<std::size_t>(again >> 56, 254);
    return exponential_quantiles[255] + exponential_quantiles[tail];
}

}  // namespace

Duration draw_latency(const Latency& latency, Rng& rng) {
    switch (latency.shape) {
        case Latency::Shape::constant: break;
        case Latency::Shape::uniform:
            return latency.base + Duration::nanos(rng.between(0, latency.spread.count()));
        case Latency::Shape::exponential: {
            const std::int64_t q30 = exponential_q30(rng);
            const Wide scaled = (static_cast<Wide>(latency.spread.count()) * q30) >> 30;
            return latency.base + Duration::nanos(static_cast<std::int64_t>(scaled));
        }
    }
    return latency.base;
}

}  // namespace kscope::sim
