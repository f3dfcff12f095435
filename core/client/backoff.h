// Exponential backoff with jitter, in whole nanoseconds: initial * 2^attempts, never above the
// maximum, times a factor drawn uniformly from [0.8, 1.2). One draw per call, none where the
// maximum leaves no room to grow (org.apache.kafka.common.utils.ExponentialBackoff; KIP-144,
// KIP-580).
#pragma once

#include "core/base/rng.h"
#include "core/base/time.h"

namespace kscope {

Duration exponential_backoff(Duration initial, Duration max, std::int64_t attempts, Rng& rng);

}  // namespace kscope
