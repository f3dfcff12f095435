// Client quotas as kafka-configs sets them: what an entity (a user, a client id, or both) may
// produce or consume in bytes a second. They are dynamic configuration: an alteration changes one
// rate of one entity. Rule: org.apache.kafka.common.quota.ClientQuotaEntity,
// kafka.server.ClientQuotaManager (KIP-13, KIP-55).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace kscope {

// Kafka's name, in ZooKeeper too, of the entity that stands for all without a quota of their own.
inline constexpr const char* default_quota_entity = "<default>";

// At least one of both is there.
struct QuotaEntity {
    std::optional<std::string> user;
    std::optional<std::string> client_id;
    friend auto operator<=>(const QuotaEntity&, const QuotaEntity&) = default;
    template <class V>
    void visit(V&& v) const {
        v("user", user), v("client_id", client_id);
    }
};

enum class ClientQuotaType : std::uint8_t { produce, fetch };

// "producer_byte_rate"
constexpr const char* config_key_of(ClientQuotaType type) {
    return type == ClientQuotaType::produce ? "producer_byte_rate" : "consumer_byte_rate";
}

struct ClientQuotaAlteration {
    QuotaEntity entity;
    ClientQuotaType type = ClientQuotaType::produce;
    std::optional<std::int64_t> bytes_per_second;  // above zero; none: the quota goes
    friend bool operator==(const ClientQuotaAlteration&, const ClientQuotaAlteration&) = default;
    template <class V>
    void visit(V&& v) const {
        v("entity", entity), v("type", type), v("bytes_per_second", bytes_per_second);
    }
};

// How a rate is measured: by `samples` windows, the last of which is the current one.
struct QuotaWindows {
    std::int32_t samples = 11;
    std::int64_t window_ms = 1000;
};

}  // namespace kscope
