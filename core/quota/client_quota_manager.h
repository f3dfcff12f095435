// ClientQuotaManager: the quotas of one type (producing, or consuming) at one broker, which of them
// holds for a client, and how long a client must be throttled that is above its own. It mutes no
// channel and delays no answer; that is the broker's (core/broker/client_throttling.h). Each broker
// counts for itself. Rule: kafka.server.ClientQuotaManager with its DefaultQuotaCallback.
//
// The first of these that exists holds: <user, client id>, <user, default client id>, <user>,
// <default user, client id>, <default user, default client id>, <default user>, <client id>,
// <default client id>. Clients share a measurement if the quota is not theirs alone: a <user>'s
// quota is that of all its clients together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/flat_map.h"
#include "core/quota/sampled_sum.h"

namespace kscope {

// Of one record(): what was measured against which quota. Without one, all is zero.
struct QuotaVerdict {
    std::int32_t throttle_time_ms = 0;
    std::int64_t bytes_per_second = 0;  // the quota
    std::int64_t sum = 0;               // bytes
    std::int64_t window_ms = 0;
};

class ClientQuotaManager {
public:
    void configure(const QuotaWindows& windows) { windows_ = windows; }
    void update_quota(const QuotaEntity& entity, std::optional<std::int64_t> bytes_per_second);
    // Some quota is or was set in this life; before, nothing is measured.
    [[nodiscard]] bool enabled() const { return levels_ != 0; }

    // The quota that holds, in bytes a second.
    [[nodiscard]] std::optional<std::int64_t> quota(const std::string& user,
                                                    const std::string& client_id) const;
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
    // Whose measurement it is; an empty name is that of all.
    struct Tags {
        std::string user;
        std::string client_id;
        friend auto operator<=>(const Tags&, const Tags&) = default;
    };
    [[nodiscard]] bool has(std::optional<std::string> user,
                           std::optional<std::string> client_id) const;
    [[nodiscard]] Tags tags_of(const std::string& user, const std::string& client_id) const;
    [[nodiscard]] Tags tags_by_precedence(const std::string& user,
                                          const std::string& client_id) const;
    [[nodiscard]] std::optional<std::int64_t> limit_of(const Tags& tags) const;

    QuotaWindows windows_;
    FlatMap<QuotaEntity, std::int64_t> quotas_;
    std::uint8_t levels_ = 0;  // on which levels a quota was ever set
    FlatMap<Tags, SampledSum> sensors_;
};

}  // namespace kscope
