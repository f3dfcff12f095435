#include "core/quota/token_bucket.h"

#include <algorithm>
#include <limits>

namespace kscope {

namespace {

__extension__ using WideTokens = __int128;

}  // namespace

// Thousandths of a mutation a second, times milliseconds, are millionths of a mutation.
std::int64_t TokenBucket::tokens(const QuotaWindows& windows, std::int64_t rate,
                                 std::int64_t now_ms) {
    const WideTokens burst = WideTokens{windows.samples} * windows.window_ms * rate;
    const WideTokens filled =
        filled_ms_ ? tokens_ + WideTokens{rate} * (now_ms - *filled_ms_) : burst;
    constexpr WideTokens most = std::numeric_limits<std::int64_t>::max();
    tokens_ = static_cast<std::int64_t>(std::min({filled, burst, most}));
    filled_ms_ = now_ms;
    return tokens_;
}

void TokenBucket::take(const QuotaWindows& windows, std::int64_t rate, std::int64_t mutations,
                       std::int64_t now_ms) {
    tokens(windows, rate, now_ms);
    tokens_ -= mutations * tokens_per_mutation;
}

void TokenBucket::digest(Digest& d) const {
    digest_into(d, filled_ms_);
    d.add(tokens_);
}

std::int64_t time_to_refill_ms(std::int64_t tokens, std::int64_t rate) {
    if (tokens >= 0) return 0;
    const WideTokens debt = -WideTokens{tokens};
    return static_cast<std::int64_t>((2 * debt + rate) / (WideTokens{2} * rate));
}

}  // namespace kscope
