#include "core/quota/client_quota_manager.h"

#include <algorithm>
#include <limits>

namespace kscope {

namespace {

// QuotaTypes
constexpr std::uint8_t client_id_level = 1;
constexpr std::uint8_t user_level = 2;
constexpr std::uint8_t user_client_id_level = 4;

}  // namespace

void ClientQuotaManager::update_quota(const QuotaEntity& entity,
                                      std::optional<std::int64_t> bytes_per_second) {
    levels_ |= !entity.user        ? client_id_level
               : !entity.client_id ? user_level
                                   : user_client_id_level;
    if (bytes_per_second) {
        quotas_.set(entity, *bytes_per_second);
    } else {
        quotas_.erase(entity);
    }
}

bool ClientQuotaManager::has(std::optional<std::string> user,
                             std::optional<std::string> client_id) const {
    return quotas_.contains(QuotaEntity{std::move(user), std::move(client_id)});
}

// DefaultQuotaCallback.quotaMetricTags: one level alone needs no look at the quotas.
ClientQuotaManager::Tags ClientQuotaManager::tags_of(const std::string& user,
                                                     const std::string& client_id) const {
    switch (levels_) {
        case 0:
        case client_id_level: return {"", client_id};
        case user_level: return {user, ""};
        case user_client_id_level: return {user, client_id};
        default: return tags_by_precedence(user, client_id);
    }
}

ClientQuotaManager::Tags ClientQuotaManager::tags_by_precedence(
    const std::string& user, const std::string& client_id) const {
    const std::string fallback = default_quota_entity;
    if (has(user, client_id) || has(user, fallback)) return {user, client_id};
    if (has(user, std::nullopt)) return {user, ""};
    if (has(fallback, client_id) || has(fallback, fallback)) return {user, client_id};
    if (has(fallback, std::nullopt)) return {user, ""};
    return {"", client_id};
}

// DefaultQuotaCallback.quotaLimit
std::optional<std::int64_t> ClientQuotaManager::limit_of(const Tags& tags) const {
    const std::string fallback = default_quota_entity;
    const auto first_of =
        [this](const std::vector<QuotaEntity>& entities) -> std::optional<std::int64_t> {
        for (const QuotaEntity& entity : entities) {
            if (const std::int64_t* quota = quotas_.find(entity)) return *quota;
        }
        return std::nullopt;
    };
    if (!tags.user.empty() && !tags.client_id.empty()) {
        return first_of({{tags.user, tags.client_id},
                         {tags.user, fallback},
                         {fallback, tags.client_id},
                         {fallback, fallback}});
    }
    if (!tags.user.empty()) {
        return first_of({{tags.user, std::nullopt}, {fallback, std::nullopt}});
    }
    if (tags.client_id.empty()) return std::nullopt;
    return first_of({{std::nullopt, tags.client_id}, {std::nullopt, fallback}});
}

std::optional<std::int64_t> ClientQuotaManager::quota(const std::string& user,
                                                      const std::string& client_id) const {
    return limit_of(tags_of(user, client_id));
}

QuotaVerdict ClientQuotaManager::record(const std::string& user, const std::string& client_id,
                                        std::int64_t value, std::int64_t now_ms) {
    if (!enabled()) return {};
    const Tags tags = tags_of(user, client_id);
    SampledSum& sensor = sensors_[tags];
    sensor.record(windows_, value, now_ms);
    const std::optional<std::int64_t> limit = limit_of(tags);
    if (!limit) return {};
    QuotaVerdict verdict;
    verdict.bytes_per_second = *limit;
    verdict.sum = sensor.sum(windows_, now_ms);
    verdict.window_ms = sensor.rate_window_ms(windows_, now_ms);
    const std::int64_t time = time_to_comply_ms(verdict.sum, verdict.window_ms, *limit);
    verdict.throttle_time_ms = static_cast<std::int32_t>(
        std::min<std::int64_t>(time, std::numeric_limits<std::int32_t>::max()));
    return verdict;
}

void ClientQuotaManager::unrecord(const std::string& user, const std::string& client_id,
                                  std::int64_t value, std::int64_t now_ms) {
    if (!enabled()) return;
    sensors_[tags_of(user, client_id)].record(windows_, -value, now_ms);
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
    d.add(levels_);
    for (const auto& [entity, quota] : quotas_) {
        digest_into(d, entity);
        digest_into(d, quota);
    }
    d.add(sensors_.size());
    for (const auto& [tags, sensor] : sensors_) {
        digest_into(d, tags.user);
        digest_into(d, tags.client_id);
        sensor.digest(d);
    }
}

}  // namespace kscope
