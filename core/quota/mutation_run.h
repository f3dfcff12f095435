// MutationRun: what a request of a client may still have created, added or deleted while a
// controller looks at it, and until when the client must wait for it. Clients are of the cluster's
// version, so they know the refusal: it is strict (ControllerMutationQuotaManager.newQuotaFor).
#pragma once

#include "core/quota/controller_mutation_quota_manager.h"

namespace kscope {

class MutationRun {
public:
    MutationRun(ControllerMutationQuotaManager& manager, Instant now, const std::string& client_id)
        : now_(now),
          quota_(manager, ControllerMutationQuota::Enforcement::strict, quota_user, client_id) {}

    // False: THROTTLING_QUOTA_EXCEEDED.
    [[nodiscard]] bool may(std::size_t partitions) {
        return quota_.record(static_cast<std::int64_t>(partitions), now_ms());
    }
    [[nodiscard]] std::int32_t throttle_time_ms() const {
        return quota_.throttle_time_ms(now_ms());
    }
    // Zero: not at all.
    [[nodiscard]] Instant throttled_until() const {
        const std::int32_t time_ms = throttle_time_ms();
        return time_ms == 0 ? Instant() : now_ + Duration::millis(std::int64_t{time_ms});
    }

private:
    [[nodiscard]] std::int64_t now_ms() const { return now_.since_start().to_millis(); }

    Instant now_;
    ControllerMutationQuota quota_;
};

// What a later answer says of it.
inline std::int32_t throttle_left_ms(Instant until, Instant now) {
    return until <= now ? 0 : static_cast<std::int32_t>((until - now).to_millis());
}

}  // namespace kscope
