// Client quotas, as kafka-configs would set them: `quotas`, which hold from the start, and the
// timeline's `alter-quotas`.
#include <array>
#include <limits>

#include "sim/scenario/timeline_actions.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

// In its units a second (quota_units_of()): bytes whole, the others with up to three digits after
// the point.
std::optional<std::int64_t> read_quota(const Tree& tree, ClientQuotaType type) {
    if (tree.text == "none") return std::nullopt;
    const std::int64_t unit = quota_units_of(type);
    if (unit == 1) return read_whole(tree, 1, std::numeric_limits<std::int64_t>::max());
    constexpr std::int64_t most = 1'000'000'000;
    const std::int64_t thousandths = read_thousandths(tree);
    if (thousandths > most * 1'000) {
        throw BadInput(tree.place, quoted(tree.text) + " is too much", "write at most 1000000000");
    }
    return thousandths * (unit / 1'000);
}

struct QuotaKind {
    ClientQuotaType type;
    bool Features::*known;
};
constexpr std::array quota_kinds{
    QuotaKind{ClientQuotaType::produce, &Features::client_quotas},
    QuotaKind{ClientQuotaType::fetch, &Features::client_quotas},
    QuotaKind{ClientQuotaType::request, &Features::request_quotas},
    QuotaKind{ClientQuotaType::controller_mutation, &Features::mutation_quotas},
};

QuotaEntity read_entity(const Loading& loading, MapReader& reader) {
    const Features& features = loading.scenario.brokers.front().config.features;
    if (!features.client_quotas) {
        throw BadInput(reader.place(),
                       "Kafka " + loading.scenario.version + " does not know client quotas",
                       "take them out, or run as a later version");
    }
    QuotaEntity entity;
    if (const Tree* id = reader.optional("client-id")) entity.client_id = read_text(*id);
    if (const Tree* user = reader.optional("user")) {
        entity.user = read_text(*user);
        if (!features.user_quotas) {
            throw BadInput(user->place,
                           "Kafka " + loading.scenario.version + " knows quotas of client ids only",
                           "write `client-id:`, or run as a later version");
        }
    }
    if (entity.client_id || entity.user) return entity;
    throw BadInput(reader.place(), "a quota is somebody's",
                   "add `client-id: NAME`, or `client-id: <default>` for all others");
}

void read_rates(const Loading& loading, MapReader& reader,
                std::vector<ClientQuotaAlteration>& alterations) {
    const QuotaEntity entity = read_entity(loading, reader);
    const std::size_t before = alterations.size();
    const Features& features = loading.scenario.brokers.front().config.features;
    for (const QuotaKind& kind : quota_kinds) {
        const char* key = config_key_of(kind.type);
        const Tree* rate = reader.optional(key);
        if (rate == nullptr) continue;
        if (!(features.*kind.known)) {
            throw BadInput(rate->place,
                           "Kafka " + loading.scenario.version + " does not know " + key,
                           "take it out, or run as a later version");
        }
        alterations.push_back({entity, kind.type, read_quota(*rate, kind.type)});
    }
    if (alterations.size() != before) return;
    throw BadInput(reader.place(), "this quota limits nothing",
                   "add `producer_byte_rate`, `consumer_byte_rate`, `request_percentage` or "
                   "`controller_mutation_rate`");
}

}  // namespace

void load_quotas(Loading& loading, MapReader& top) {
    const Tree* tree = top.optional("quotas");
    if (tree == nullptr) return;
    std::vector<ClientQuotaAlteration> quotas;
    for (const Tree& item : read_list(*tree, "- {client-id: web, producer_byte_rate: 10240}")) {
        MapReader reader = top.item("quotas", item);
        read_rates(loading, reader, quotas);
    }
    for (BrokerPlan& broker : loading.scenario.brokers) broker.config.client_quotas = quotas;
    for (BrokerConfig& controller : loading.scenario.controllers) controller.client_quotas = quotas;
}

void read_alter_quotas(const Loading& loading, MapReader& entry, const Tree& tree,
                       Actions& actions) {
    MapReader reader = entry.map("alter-quotas", tree);
    AlterClientQuotas command;
    read_rates(loading, reader, command.alterations);
    actions.emplace_back(TellBrokers{std::move(command)});
}

}  // namespace kscope::sim
