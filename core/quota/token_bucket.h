// TokenBucket: how many mutations a client may still ask for. It fills at the quota's rate up to
// what all windows together allow, and a request may take more than there is: then nothing is left
// for the next until the debt has filled up. Whole numbers only: a token is a millionth of a
// mutation. Rule: org.apache.kafka.common.metrics.stats.TokenBucket.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/digest.h"
#include "core/config/quota_config.h"

namespace kscope {

class TokenBucket {
public:
    static constexpr std::int64_t tokens_per_mutation = 1'000'000;

    // What there is now; below zero is a debt. `rate` in thousandths of mutations a second.
    std::int64_t tokens(const QuotaWindows& windows, std::int64_t rate, std::int64_t now_ms);
    void take(const QuotaWindows& windows, std::int64_t rate, std::int64_t mutations,
              std::int64_t now_ms);
    void digest(Digest& d) const;

private:
    std::optional<std::int64_t> filled_ms_;  // none: never used, so it is full
    std::int64_t tokens_ = 0;
};

// How long it takes until such a debt is paid, rounded; zero if there is none.
std::int64_t time_to_refill_ms(std::int64_t tokens, std::int64_t rate);

}  // namespace kscope
