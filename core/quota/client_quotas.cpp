#include "core/quota/client_quotas.h"

#include <vector>

namespace kscope {

namespace {

// QuotaTypes
constexpr std::uint8_t client_id_level = 1;
constexpr std::uint8_t user_level = 2;
constexpr std::uint8_t user_client_id_level = 4;

}  // namespace

std::string quota_text(ClientQuotaType type, std::int64_t rate) {
    const std::int64_t unit = quota_units_of(type);
    std::string text = std::to_string(rate / unit);
    if (rate % unit == 0) return text;
    std::string fraction = std::to_string(unit + rate % unit).substr(1);
    while (fraction.back() == '0') fraction.pop_back();
    return text + "." + fraction;
}

void ClientQuotas::update(const QuotaEntity& entity, std::optional<std::int64_t> rate) {
    levels_ |= !entity.user        ? client_id_level
               : !entity.client_id ? user_level
                                   : user_client_id_level;
    if (rate) {
        quotas_.set(entity, *rate);
    } else {
        quotas_.erase(entity);
    }
}

bool ClientQuotas::has(std::optional<std::string> user,
                       std::optional<std::string> client_id) const {
    return quotas_.contains(QuotaEntity{std::move(user), std::move(client_id)});
}

// DefaultQuotaCallback.quotaMetricTags: one level alone needs no look at the quotas.
QuotaTags ClientQuotas::tags_of(const std::string& user, const std::string& client_id) const {
    switch (levels_) {
        case 0:
        case client_id_level: return {"", client_id};
        case user_level: return {user, ""};
        case user_client_id_level: return {user, client_id};
        default: return tags_by_precedence(user, client_id);
    }
}

QuotaTags ClientQuotas::tags_by_precedence(const std::string& user,
                                           const std::string& client_id) const {
    const std::string fallback = default_quota_entity;
    if (has(user, client_id) || has(user, fallback)) return {user, client_id};
    if (has(user, std::nullopt)) return {user, ""};
    if (has(fallback, client_id) || has(fallback, fallback)) return {user, client_id};
    if (has(fallback, std::nullopt)) return {user, ""};
    return {"", client_id};
}

// DefaultQuotaCallback.quotaLimit
std::optional<std::int64_t> ClientQuotas::limit_of(const QuotaTags& tags) const {
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

void ClientQuotas::digest(Digest& d) const {
    d.add(levels_);
    for (const auto& [entity, quota] : quotas_) {
        digest_into(d, entity);
        digest_into(d, quota);
    }
}

}  // namespace kscope
