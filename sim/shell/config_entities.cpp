#include "sim/shell/config_entities.h"

#include <algorithm>

namespace kscope::sim {

namespace {

// The flags of one type, in Kafka's order.
struct TypeFlag {
    const char* flag;
    const char* type;
};
constexpr TypeFlag name_flags[] = {
    {"--topic", "topics"}, {"--client", "clients"}, {"--client-metrics", "client-metrics"},
    {"--user", "users"},   {"--broker", "brokers"}, {"--broker-logger", "broker-loggers"},
    {"--ip", "ips"}};
constexpr TypeFlag default_flags[] = {{"--client-defaults", "clients"},
                                      {"--user-defaults", "users"},
                                      {"--broker-defaults", "brokers"},
                                      {"--ip-defaults", "ips"}};
constexpr const char* all_types[] = {"topics", "clients",        "users",         "brokers",
                                     "ips",    "broker-loggers", "client-metrics"};
constexpr const char* types_here[] = {"topics", "clients", "users", "brokers"};

template <class Types>
bool is_one_of(const std::string& type, const Types& types) {
    return std::find(std::begin(types), std::end(types), type) != std::end(types);
}

void check_types(const Options& options, const std::vector<Word>& types) {
    for (auto type = types.begin(); type != types.end(); ++type) {
        const bool again = std::any_of(types.begin(), type,
                                       [&](const Word& other) { return other.text == type->text; });
        if (!again) continue;
        throw BadInput(type->place, "Duplicate entity type(s) specified: " + type->text,
                       "name each once");
    }
    for (const Word& type : types) {
        if (!is_one_of(type.text, all_types)) {
            std::vector<std::string> names(std::begin(all_types), std::end(all_types));
            throw BadInput(type.place,
                           "Invalid entity type " + type.text +
                               ", the entity type must be one of " + joined(names, ", ") +
                               " with a --bootstrap-server or --bootstrap-controller argument",
                           suggest(type.text, names));
        }
        if (!is_one_of(type.text, types_here)) {
            throw BadInput(type.place, "this cluster has no configurations of " + type.text,
                           "write topics, brokers, users or clients");
        }
    }
    if (types.empty()) {
        throw BadInput(options.place(), "At least one entity type must be specified",
                       "add --entity-type topics --entity-name NAME");
    }
    const bool is_pair =
        types.size() == 2 && std::all_of(types.begin(), types.end(), [](const Word& type) {
            return type.text == "users" || type.text == "clients";
        });
    if (types.size() == 1 || is_pair) return;
    throw BadInput(types[1].place,
                   "Only 'users' and 'clients' entity types may be specified together",
                   "leave out " + types[1].text);
}

// Of brokers: a number.
void check_broker(const ConfigEntities& entities) {
    if (!entities.has("brokers")) return;
    for (const Word& name : entities.names) {
        if (name.text.find_first_not_of("0123456789") == std::string::npos) continue;
        throw BadInput(
            name.place,
            "The entity name for brokers must be a valid integer broker id, but it is: " +
                name.text,
            "write a broker.id");
    }
}

void check_altered(const Options& options, const ConfigEntities& entities) {
    const bool named = std::any_of(entities.names.begin(), entities.names.end(),
                                   [](const Word& name) { return !name.text.empty(); });
    if (entities.type() != "topics" && entities.names.empty()) {
        throw BadInput(options.place(),
                       "an entity-name or default entity must be specified with --alter of users, "
                       "clients, brokers or ips",
                       "add --entity-name or --entity-default");
    }
    if (entities.type() == "topics" && !named) {
        throw BadInput(options.place(), "an entity name must be specified with --alter of topics",
                       "add --entity-name");
    }
    if (options.has("--add-config") && options.has("--add-config-file")) {
        throw BadInput(options.place_of("--add-config-file"),
                       "Only one of --add-config or --add-config-file must be specified",
                       "leave out one of them");
    }
    const bool any = options.has("--add-config") || options.has("--add-config-file") ||
                     options.has("--delete-config");
    if (!any) {
        throw BadInput(options.place(),
                       "At least one of --add-config, --add-config-file, or --delete-config must "
                       "be specified with --alter",
                       "add one");
    }
    if (entities.types.size() == entities.names.size()) return;
    throw BadInput(options.place(), "An entity name must be specified for every entity type",
                   "add --entity-name or --entity-default behind each --entity-type");
}

}  // namespace

bool ConfigEntities::has(const std::string& type) const {
    return std::any_of(types.begin(), types.end(),
                       [&](const Word& one) { return one.text == type; });
}

std::vector<Flag> entity_flags() {
    std::vector<Flag> flags{with_value("--entity-type"), with_value("--entity-name"),
                            flag("--entity-default")};
    for (const TypeFlag& one : name_flags) flags.push_back(with_value(one.flag));
    for (const TypeFlag& one : default_flags) flags.push_back(flag(one.flag));
    return flags;
}

ConfigEntities entities_of(const Options& options) {
    options.refuse_together("--describe", {"--add-config", "--delete-config"});
    ConfigEntities entities;
    entities.types = options.values("--entity-type");
    entities.names = options.in_order({"--entity-name", "--entity-default"});
    const bool by_general_flags = !entities.types.empty() || !entities.names.empty();
    for (const TypeFlag& one : name_flags) {
        if (const Word* name = options.value(one.flag)) {
            entities.types.push_back({one.type, options.place_of(one.flag)});
            entities.names.push_back(*name);
        }
    }
    for (const TypeFlag& one : default_flags) {
        if (!options.has(one.flag)) continue;
        entities.types.push_back({one.type, options.place_of(one.flag)});
        entities.names.push_back({"", options.place_of(one.flag)});
    }
    const std::size_t general = options.values("--entity-type").size();
    check_types(options, entities.types);
    if (by_general_flags && entities.types.size() > general) {
        throw BadInput(entities.types.back().place,
                       "--entity-{type,name,default} should not be used in conjunction with "
                       "specific entity flags",
                       "leave out one of the two kinds");
    }
    check_broker(entities);
    if (options.has("--alter")) check_altered(options, entities);
    return entities;
}

}  // namespace kscope::sim
