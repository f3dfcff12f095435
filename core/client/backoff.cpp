#include "core/client/backoff.h"

#include <algorithm>

namespace kscope {

Duration exponential_backoff(Duration initial, Duration max, std::int64_t attempts, Rng& rng) {
    if (max <= initial) return max;
    Duration term = std::max(initial, Duration::nanos(1));
    for (std::int64_t i = 0; i < attempts && term < max; ++i) term = term * 2;
    term = std::min(term, max);
    const std::int64_t permille = rng.between(800, 1199);
    return std::min(term * permille / 1000, max);
}

}  // namespace kscope
