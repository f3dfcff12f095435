// ControllerMutationQuotaManager: how many partitions a client may have created, added or deleted
// in a second (controller_mutation_rate), measured by the controller alone. A request of today's
// clients is refused, topic by topic, as soon as an earlier one has used up what there is (strict);
// older ones, which would not know the error, have all they ask for and wait afterwards
// (permissive). It mutes no channel. Rule: kafka.server.ControllerMutationQuotaManager (KIP-599).
#pragma once

#include <string>

#include "core/quota/client_quotas.h"
#include "core/quota/token_bucket.h"

namespace kscope {

class ControllerMutationQuotaManager {
public:
    enum class Enforcement : std::uint8_t { strict, permissive };

    void configure(const QuotaWindows& windows) { windows_ = windows; }
    void update_quota(const QuotaEntity& entity, std::optional<std::int64_t> rate) {
        quotas_.update(entity, rate);
    }
    [[nodiscard]] bool enabled() const { return quotas_.enabled(); }

    // Counts so many partitions; strictly, only if nothing is owed. The answer is how long the
    // client must wait now: zero if it need not.
    std::int64_t record(Enforcement how, const std::string& user, const std::string& client_id,
                        std::int64_t mutations, std::int64_t now_ms);
    void digest(Digest& d) const;

private:
    QuotaWindows windows_;
    ClientQuotas quotas_;
    FlatMap<QuotaTags, TokenBucket> buckets_;
};

// ControllerMutationQuota: what one request of a client may still do, and how long the client is to
// wait for it, as of any later moment.
class ControllerMutationQuota {
public:
    using Enforcement = ControllerMutationQuotaManager::Enforcement;

    ControllerMutationQuota(ControllerMutationQuotaManager& manager, Enforcement how,
                            std::string user, std::string client_id)
        : manager_(manager), how_(how), user_(std::move(user)), client_id_(std::move(client_id)) {}

    // False: THROTTLING_QUOTA_EXCEEDED, and nothing was counted.
    [[nodiscard]] bool record(std::int64_t mutations, std::int64_t now_ms);
    [[nodiscard]] std::int32_t throttle_time_ms(std::int64_t now_ms) const;

private:
    ControllerMutationQuotaManager& manager_;
    Enforcement how_;
    std::string user_;
    std::string client_id_;
    std::int64_t throttle_ms_ = 0;
    std::int64_t recorded_ms_ = 0;
};

// The text of THROTTLING_QUOTA_EXCEEDED.
inline constexpr const char* throttling_quota_exceeded_text =
    "The throttling quota has been exceeded.";

}  // namespace kscope
