// ClientQuotas: the quotas of one type, by entity, and which of them holds for a client. It
// measures nothing. Rule: DefaultQuotaCallback of kafka.server.ClientQuotaManager.
//
// The first of these that exists holds: <user, client id>, <user, default client id>, <user>,
// <default user, client id>, <default user, default client id>, <default user>, <client id>,
// <default client id>. Clients share a measurement if the quota is not theirs alone: a <user>'s
// quota is that of all its clients together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/config/quota_config.h"

namespace kscope {

// KafkaPrincipal.ANONYMOUS: nobody logs in.
inline constexpr const char* quota_user = "ANONYMOUS";

// A rate as Kafka's tools show it: "20480", "12.5".
std::string quota_text(ClientQuotaType type, std::int64_t rate);

// Whose measurement it is; an empty name is that of all.
struct QuotaTags {
    std::string user;
    std::string client_id;
    friend auto operator<=>(const QuotaTags&, const QuotaTags&) = default;
};

class ClientQuotas {
public:
    // A rate in units a second (quota_units_of()); none: the entity has no quota any more.
    void update(const QuotaEntity& entity, std::optional<std::int64_t> rate);
    // Some quota is or was set in this life.
    [[nodiscard]] bool enabled() const { return levels_ != 0; }

    [[nodiscard]] QuotaTags tags_of(const std::string& user, const std::string& client_id) const;
    // The rate that holds for these.
    [[nodiscard]] std::optional<std::int64_t> limit_of(const QuotaTags& tags) const;
    void digest(Digest& d) const;

private:
    [[nodiscard]] bool has(std::optional<std::string> user,
                           std::optional<std::string> client_id) const;
    [[nodiscard]] QuotaTags tags_by_precedence(const std::string& user,
                                               const std::string& client_id) const;

    FlatMap<QuotaEntity, std::int64_t> quotas_;
    std::uint8_t levels_ = 0;  // on which levels a quota was ever set
};

}  // namespace kscope
