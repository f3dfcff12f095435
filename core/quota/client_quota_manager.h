// ClientQuotaManager: the quotas of one type (producing, consuming, or the time of threads) at one
// broker, and how long a client must be throttled that is above its own. It mutes no channel and
// delays no answer; that is the broker's (core/broker/client_throttling.h). Each broker counts for
// itself. Rules: kafka.server.ClientQuotaManager, ClientRequestQuotaManager.
#pragma once

#include "core/quota/client_quotas.h"
#include "core/quota/sampled_sum.h"

namespace kscope {

// Of one record(): what was measured against which quota. Without one, all is zero.
struct QuotaVerdict {
    std::int32_t throttle_time_ms = 0;
    std::int64_t rate = 0;  // the quota, in units a second (quota_units_of())
    std::int64_t sum = 0;   // units
    std::int64_t window_ms = 0;
};

class ClientQuotaManager {
public:
    void configure(const QuotaWindows& windows) { windows_ = windows; }
    // Of request_percentage no client is throttled for longer than a window at once.
    void throttle_for_one_window_at_most() { bounded_ = true; }
    void update_quota(const QuotaEntity& entity, std::optional<std::int64_t> rate) {
        quotas_.update(entity, rate);
    }
    // Some quota is or was set in this life; before, nothing is measured.
    [[nodiscard]] bool enabled() const { return quotas_.enabled(); }

    // The quota that holds, in units a second.
    [[nodiscard]] std::optional<std::int64_t> quota(const std::string& user,
                                                    const std::string& client_id) const {
        return quotas_.limit_of(quotas_.tags_of(user, client_id));
    }
    QuotaVerdict record(const std::string& user, const std::string& client_id, std::int64_t value,
                        std::int64_t now_ms);
    // What was recorded will not be sent after all.
    void unrecord(const std::string& user, const std::string& client_id, std::int64_t value,
                  std::int64_t now_ms);
    // More than this in one go is throttled even if there was nothing before; none: no bound.
    [[nodiscard]] std::optional<std::int64_t> max_value_in_quota_window(
        const std::string& user, const std::string& client_id) const;

    void digest(Digest& d) const;

private:
    QuotaWindows windows_;
    bool bounded_ = false;
    ClientQuotas quotas_;
    FlatMap<QuotaTags, SampledSum> sensors_;
};

}  // namespace kscope
