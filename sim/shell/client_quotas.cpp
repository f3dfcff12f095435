// kafka-configs --entity-type users|clients (kafka.admin.ConfigCommand.alterQuotaConfigs): client
// quotas. All brokers are told at once, as the timeline does it.
#include <algorithm>
#include <charconv>
#include <map>

#include "sim/shell/configs.h"
#include "sim/shell/refusal.h"

namespace kscope::sim {

namespace {

constexpr ClientQuotaType quota_types[] = {ClientQuotaType::fetch, ClientQuotaType::produce};

std::optional<ClientQuotaType> quota_type_of(const std::string& key) {
    for (const ClientQuotaType type : quota_types) {
        if (key == config_key_of(type)) return type;
    }
    return std::nullopt;
}

// Kafka's keys, whether they have an effect here or not.
bool is_quota_key(const std::string& key) {
    return quota_type_of(key) || key == "request_percentage" || key == "controller_mutation_rate";
}

bool is_scram(const std::string& key) { return key == "SCRAM-SHA-256" || key == "SCRAM-SHA-512"; }

// A whole number as Java prints a double: 1024.0, 1.048576E7.
std::string double_text(std::int64_t number) {
    std::string digits = std::to_string(number);
    if (digits.size() <= 7) return digits + ".0";
    const std::size_t exponent = digits.size() - 1;
    while (digits.size() > 2 && digits.back() == '0') digits.pop_back();
    return digits.substr(0, 1) + "." + digits.substr(1) + "E" + std::to_string(exponent);
}

// A double that is whole; a point and zeros may stand behind it.
std::optional<std::int64_t> whole_double(const std::string& text) {
    const std::size_t point = std::min(text.find('.'), text.size());
    const bool is_whole = text.find_first_not_of('0', point + 1) == std::string::npos;
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + point, number);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + point || !is_whole) {
        return std::nullopt;
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
            all[entity][config_key_of(type)] = double_text(*rate);
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

void check_keys(const ConfigEntities& entities, const WantedChanges& wanted) {
    const bool of_client = entities.type() == "clients" || entities.types.size() == 2;
    for (const ConfigAlteration& one : wanted.alterations) {
        if (is_quota_key(one.name) || (is_scram(one.name) && !of_client)) continue;
        const bool adds = one.operation == ConfigOperation::set;
        throw BadInput(wanted.place,
                       std::string("Only quota ") + (of_client ? "" : "and SCRAM credential ") +
                           "configs can be " + (adds ? "added" : "deleted") + " for '" +
                           (of_client ? "clients" : "users") +
                           "' using --bootstrap-server. Unexpected config names: " +
                           (adds ? "Set(" : "ArrayBuffer(") + one.name + ")",
                       "write producer_byte_rate or consumer_byte_rate");
    }
    for (const ConfigAlteration& one : wanted.alterations) {
        if (quota_type_of(one.name)) continue;
        throw BadInput(wanted.place, one.name + " has no effect here",
                       "write producer_byte_rate or consumer_byte_rate");
    }
}

// The rate in the units of its key; throws what the tool or the broker says of it.
std::int64_t rate_of(const ConfigAlteration& one, const Place& place) {
    if (!is_double(one.value)) {
        throw BadInput(place,
                       "Cannot parse quota configuration value for " + one.name + ": " + one.value,
                       "write a number");
    }
    const auto rate = whole_double(one.value);
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
    check_keys(entities, wanted);
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
        command.alterations.push_back({entity, *quota_type_of(one.name), rate});
    }
    run.cluster().tell_brokers(std::move(command));
    const std::string& name = entities.names.front().text;
    const std::string& type = entities.type();
    run.print(name.empty() ? "Completed updating default config for " + type + " in the cluster."
                           : "Completed updating config for " + type.substr(0, type.size() - 1) +
                                 " " + name + ".");
}

}  // namespace kscope::sim
