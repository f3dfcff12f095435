#include "core/quota/client_quota_manager.h"

#include <algorithm>
#include <limits>

namespace kscope {

QuotaVerdict ClientQuotaManager::record(const std::string& user, const std::string& client_id,
                                        std::int64_t value, std::int64_t now_ms) {
    if (!enabled()) return {};
    const QuotaTags tags = quotas_.tags_of(user, client_id);
    SampledSum& sensor = sensors_[tags];
    sensor.record(windows_, value, now_ms);
    const std::optional<std::int64_t> limit = quotas_.limit_of(tags);
    if (!limit) return {};
    QuotaVerdict verdict;
    verdict.rate = *limit;
    verdict.sum = sensor.sum(windows_, now_ms);
    verdict.window_ms = sensor.rate_window_ms(windows_, now_ms);
    const std::int64_t time = time_to_comply_ms(verdict.sum, verdict.window_ms, *limit);
    const std::int64_t most =
        bounded_ ? windows_.window_ms : std::numeric_limits<std::int32_t>::max();
    verdict.throttle_time_ms = static_cast<std::int32_t>(std::min(time, most));
    return verdict;
}

void ClientQuotaManager::unrecord(const std::string& user, const std::string& client_id,
                                  std::int64_t value, std::int64_t now_ms) {
    if (!enabled()) return;
    sensors_[quotas_.tags_of(user, client_id)].record(windows_, -value, now_ms);
}

std::optional<std::int64_t> ClientQuotaManager::max_value_in_quota_window(
    const std::string& user, const std::string& client_id) const {
    const auto limit = enabled() ? quota(user, client_id) : std::nullopt;
    if (!limit) return std::nullopt;
    const std::int64_t seconds = (windows_.samples - 1) * windows_.window_ms / 1000;
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    if (seconds > 0 && *limit > most / seconds) return std::nullopt;
    return *limit * seconds;
}

void ClientQuotaManager::digest(Digest& d) const {
    quotas_.digest(d);
    d.add(sensors_.size());
    for (const auto& [tags, sensor] : sensors_) {
        digest_into(d, tags.user);
        digest_into(d, tags.client_id);
        sensor.digest(d);
    }
}

}  // namespace kscope
