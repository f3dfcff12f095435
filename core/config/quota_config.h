// Client quotas as kafka-configs sets them: what an entity (a user, a client id, or both) may
// produce or consume in bytes a second, how much of the brokers' threads it may use, and how many
// partitions it may have created or deleted. They are dynamic configuration: an alteration changes
// one rate of one entity. Rule: org.apache.kafka.common.quota.ClientQuotaEntity,
// kafka.server.ClientQuotaManager (KIP-13, KIP-55, KIP-124, KIP-599).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/time.h"

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

enum class ClientQuotaType : std::uint8_t { produce, fetch, request, controller_mutation };

// "producer_byte_rate"
constexpr const char* config_key_of(ClientQuotaType type) {
    switch (type) {
        case ClientQuotaType::produce: return "producer_byte_rate";
        case ClientQuotaType::fetch: return "consumer_byte_rate";
        case ClientQuotaType::request: return "request_percentage";
        case ClientQuotaType::controller_mutation: return "controller_mutation_rate";
    }
    return "";
}

// What a rate counts in a unit of its key: bytes as they are, of a percent of a thread its
// nanoseconds in a second, and of a mutation thousandths.
constexpr std::int64_t quota_units_of(ClientQuotaType type) {
    switch (type) {
        case ClientQuotaType::request: return 10'000'000;
        case ClientQuotaType::controller_mutation: return 1'000;
        default: return 1;
    }
}

struct ClientQuotaAlteration {
    QuotaEntity entity;
    ClientQuotaType type = ClientQuotaType::produce;
    std::optional<std::int64_t> rate;  // units a second, above zero; none: the quota goes
    friend bool operator==(const ClientQuotaAlteration&, const ClientQuotaAlteration&) = default;
    template <class V>
    void visit(V&& v) const {
        v("entity", entity), v("type", type), v("rate", rate);
    }
};

// How a rate is measured: by `samples` windows, the last of which is the current one.
struct QuotaWindows {
    std::int32_t samples = 11;
    std::int64_t window_ms = 1000;
};

// What a request costs a broker's threads (the scenario's service-time).
struct RequestCost {
    Duration base;
    Duration per_kilobyte;
    [[nodiscard]] Duration of(std::int64_t bytes) const {
        return base + per_kilobyte * bytes / 1024;
    }
};

}  // namespace kscope
