#include "core/quota/controller_mutation_quota_manager.h"

#include <algorithm>
#include <limits>

namespace kscope {

std::int64_t ControllerMutationQuotaManager::record(Enforcement how, const std::string& user,
                                                    const std::string& client_id,
                                                    std::int64_t mutations, std::int64_t now_ms) {
    if (!enabled()) return 0;
    const QuotaTags tags = quotas_.tags_of(user, client_id);
    const std::optional<std::int64_t> rate = quotas_.limit_of(tags);
    if (!rate) {
        buckets_.erase(tags);
        return 0;
    }
    TokenBucket& bucket = buckets_[tags];
    const bool strict = how == Enforcement::strict;
    if (strict) {
        const std::int64_t left = bucket.tokens(windows_, *rate, now_ms);
        if (left < 0) return std::max<std::int64_t>(time_to_refill_ms(left, *rate), 1);
    }
    bucket.take(windows_, *rate, mutations, now_ms);
    if (strict) return 0;
    return time_to_refill_ms(bucket.tokens(windows_, *rate, now_ms), *rate);
}

void ControllerMutationQuotaManager::digest(Digest& d) const {
    if (!enabled()) return;
    quotas_.digest(d);
    d.add(buckets_.size());
    for (const auto& [tags, bucket] : buckets_) {
        digest_into(d, tags.user);
        digest_into(d, tags.client_id);
        bucket.digest(d);
    }
}

bool ControllerMutationQuota::record(std::int64_t mutations, std::int64_t now_ms) {
    const std::int64_t wait = manager_.record(how_, user_, client_id_, mutations, now_ms);
    if (wait == 0) return true;
    throttle_ms_ = wait;
    recorded_ms_ = now_ms;
    return how_ == Enforcement::permissive;
}

std::int32_t ControllerMutationQuota::throttle_time_ms(std::int64_t now_ms) const {
    const std::int64_t left = throttle_ms_ - (now_ms - recorded_ms_);
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(left, 0, most));
}

}  // namespace kscope
