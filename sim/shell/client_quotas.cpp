// kafka-configs --entity-type users|clients (kafka.admin.ConfigCommand.alterQuotaConfigs): client
// quotas. All brokers are told at once, as the timeline does it.
#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

#include "core/quota/client_quotas.h"
#include "sim/shell/configs.h"
#include "sim/shell/refusal.h"

namespace kscope::sim {

namespace {

struct QuotaKey {
    ClientQuotaType type;
    bool Features::*known;
};
constexpr QuotaKey quota_keys[] = {
    {ClientQuotaType::fetch, &Features::client_quotas},
    {ClientQuotaType::produce, &Features::client_quotas},
    {ClientQuotaType::request, &Features::request_quotas},
    {ClientQuotaType::controller_mutation, &Features::mutation_quotas},
};

const QuotaKey* quota_key(const std::string& key) {
    for (const QuotaKey& one : quota_keys) {
        if (key == config_key_of(one.type)) return &one;
    }
    return nullptr;
}

bool is_scram(const std::string& key) { return key == "SCRAM-SHA-256" || key == "SCRAM-SHA-512"; }

// A rate as Java prints a double: 1024.0, 12.5, 1.048576E7.
std::string double_text(ClientQuotaType type, std::int64_t rate) {
    std::string digits = quota_text(type, rate);
    if (digits.find('.') != std::string::npos) return digits;
    if (digits.size() <= 7) return digits + ".0";
    const std::size_t exponent = digits.size() - 1;
    while (digits.size() > 2 && digits.back() == '0') digits.pop_back();
    return digits.substr(0, 1) + "." + digits.substr(1) + "E" + std::to_string(exponent);
}

// A double in the units of its key; none: it has more digits after the point than one of those.
// -1 stands for all that is below zero.
std::optional<std::int64_t> in_units(std::string text, std::int64_t unit) {
    if (text.starts_with('-')) return -1;
    if (text.starts_with('+')) text.erase(0, 1);
    if (text.starts_with('.')) text.insert(0, "0");
    const std::size_t point = std::min(text.find('.'), text.size());
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + point, number);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + point) return std::nullopt;
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    if (number > most / unit - 1) return unit == 1 ? std::optional(number) : std::nullopt;
    number *= unit;
    for (std::size_t i = point + 1; i < text.size(); ++i) {
        const std::int64_t digit = text[i] - '0';
        unit /= 10;
        if (digit != 0 && unit == 0) return std::nullopt;
        number += digit * unit;
    }
    return number;
}

bool is_double(const std::string& text) {
    const std::size_t first = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    const std::size_t point = std::min(text.find('.'), text.size());
    return text.size() > first && text.find_first_not_of("0123456789", first) >= point &&
           (point == text.size() ||
            text.find_first_not_of("0123456789", point + 1) == std::string::npos);
}

QuotaEntity quota_entity(const ConfigEntities& entities) {
    QuotaEntity entity;
    for (std::size_t i = 0; i < entities.types.size(); ++i) {
        const std::string& name = entities.names.at(i).text;
        std::string sanitized = name.empty() ? default_quota_entity : name;
        if (entities.types[i].text == "users") {
            entity.user = std::move(sanitized);
        } else {
            entity.client_id = std::move(sanitized);
        }
    }
    return entity;
}

// In the order of entities, then of keys.
using Quotas = std::map<QuotaEntity, std::map<std::string, std::string>>;
Quotas quotas_in_force(const Cluster& cluster) {
    Quotas all;
    for (const auto& [entity, type, rate] : cluster.told_quotas()) {
        if (rate) {
            all[entity][config_key_of(type)] = double_text(type, *rate);
        } else {
            all[entity].erase(config_key_of(type));
        }
    }
    std::erase_if(all, [](const auto& one) { return one.second.empty(); });
    return all;
}

// ClientQuotaFilter.containsOnly: these types and no others; a name, or any.
bool is_described(const ConfigEntities& entities, const QuotaEntity& entity) {
    if (entity.user.has_value() != entities.has("users")) return false;
    if (entity.client_id.has_value() != entities.has("clients")) return false;
    for (std::size_t i = 0; i < std::min(entities.types.size(), entities.names.size()); ++i) {
        const std::string& name = entities.names[i].text;
        const auto& own = entities.types[i].text == "users" ? entity.user : entity.client_id;
        if (*own != (name.empty() ? default_quota_entity : name)) return false;
    }
    return true;
}

std::string part_text(const char* kind, const std::string& name) {
    return name == default_quota_entity ? std::string("the default ") + kind
                                        : std::string(kind) + " '" + name + "'";
}

void require_quotas(const ToolRun& run, const ConfigEntities& entities) {
    const Features& features = run.cluster().broker_defaults().features;
    const bool has_user = entities.has("users");
    if (features.client_quotas && (features.user_quotas || !has_user)) return;
    throw BadInput(entities.types.front().place,
                   "Kafka " + run.session.version() + " does not know quotas of " +
                       (has_user ? "users" : "clients"),
                   has_user && features.client_quotas ? "write --entity-type clients"
                                                      : "run as a later version");
}

constexpr const char* quota_remedy =
    "write producer_byte_rate, consumer_byte_rate, request_percentage or "
    "controller_mutation_rate";

void check_keys(const ConfigEntities& entities, const WantedChanges& wanted,
                const Features& features, const std::string& version) {
    const bool of_client = entities.type() == "clients" || entities.types.size() == 2;
    for (const ConfigAlteration& one : wanted.alterations) {
        if (quota_key(one.name) != nullptr || (is_scram(one.name) && !of_client)) continue;
        const bool adds = one.operation == ConfigOperation::set;
        throw BadInput(wanted.place,
                       std::string("Only quota ") + (of_client ? "" : "and SCRAM credential ") +
                           "configs can be " + (adds ? "added" : "deleted") + " for '" +
                           (of_client ? "clients" : "users") +
                           "' using --bootstrap-server. Unexpected config names: " +
                           (adds ? "Set(" : "ArrayBuffer(") + one.name + ")",
                       quota_remedy);
    }
    for (const ConfigAlteration& one : wanted.alterations) {
        const QuotaKey* key = quota_key(one.name);
        if (key == nullptr) {
            throw BadInput(wanted.place, one.name + " has no effect here", quota_remedy);
        }
        if (features.*key->known) continue;
        throw BadInput(wanted.place, "Kafka " + version + " does not know " + one.name,
                       "run as a later version");
    }
}

// The rate in the units of its key; throws what the tool or the broker says of it.
std::int64_t rate_of(const ConfigAlteration& one, const Place& place) {
    if (!is_double(one.value)) {
        throw BadInput(place,
                       "Cannot parse quota configuration value for " + one.name + ": " + one.value,
                       "write a number");
    }
    const std::int64_t unit = quota_units_of(quota_key(one.name)->type);
    const auto rate = in_units(one.value, unit);
    if (!rate && unit != 1) {
        throw BadInput(place, one.value + " is more or finer than a rate can be here",
                       "write at most six digits");
    }
    if (!rate) {
        refuse(place, ErrorCode::invalid_request,
               "Configuration " + one.name + " must be a LONG value", "write a whole number");
    }
    if (*rate <= 0) {
        refuse(place, ErrorCode::invalid_request, "Quota " + one.name + " must be greater than 0",
               "--delete-config takes it away");
    }
    return *rate;
}

}  // namespace

void describe_quotas(const ToolRun& run, const ConfigEntities& entities) {
    require_quotas(run, entities);
    for (const auto& [entity, entries] : quotas_in_force(run.cluster())) {
        if (!is_described(entities, entity)) continue;
        std::vector<std::string> parts;
        if (entity.user) parts.push_back(part_text("user-principal", *entity.user));
        if (entity.client_id) parts.push_back(part_text("client-id", *entity.client_id));
        std::vector<std::string> values;
        for (const auto& [key, value] : entries) values.push_back(key + "=" + value);
        run.print("Quota configs for " + joined(parts, ", ") + " are " + joined(values, ", "));
    }
}

void alter_quotas(const ToolRun& run, const ConfigEntities& entities, const WantedChanges& wanted) {
    require_quotas(run, entities);
    check_keys(entities, wanted, run.cluster().broker_defaults().features, run.session.version());
    const QuotaEntity entity = quota_entity(entities);
    AlterClientQuotas command;
    const Quotas known = quotas_in_force(run.cluster());
    for (const ConfigAlteration& one : wanted.alterations) {
        std::optional<std::int64_t> rate;
        if (one.operation == ConfigOperation::set) {
            rate = rate_of(one, wanted.place);
        } else {
            const auto set = known.find(entity);
            const bool there = set != known.end() && set->second.contains(one.name);
            if (!there) refuse_missing_config(wanted.place, one.name);
        }
        command.alterations.push_back({entity, quota_key(one.name)->type, rate});
    }
    run.cluster().tell_brokers(std::move(command));
    const std::string& name = entities.names.front().text;
    const std::string& type = entities.type();
    run.print(name.empty() ? "Completed updating default config for " + type + " in the cluster."
                           : "Completed updating config for " + type.substr(0, type.size() - 1) +
                                 " " + name + ".");
}

}  // namespace kscope::sim
