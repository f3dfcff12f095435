#include "sim/scenario/server_properties.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "core/config/config_keys.h"
#include "core/config/dynamic_configs.h"
#include "core/config/kafka_version.h"

namespace kscope::sim {

namespace {

std::vector<std::string> listed(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        std::string part = text.substr(at, end - at);
        const std::size_t first = part.find_first_not_of(" \t");
        const std::size_t last = part.find_last_not_of(" \t");
        if (first != std::string::npos) parts.push_back(part.substr(first, last - first + 1));
        at = end + 1;
    }
    return parts;
}

// Values may hold any sign, messages are one line.
std::string visible(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
    }
    return text;
}

std::optional<int> port_of(std::string_view text) {
    int port = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, port);
    if (parsed.ec != std::errc{} || parsed.ptr != end || port < 0 || port > 65'535) {
        return std::nullopt;
    }
    return port;
}

// CoreUtils.listenerListToEndPoints: 4 or 6 of an address, 0 of a host's name or none.
int address_family(std::string_view host) {
    if (host.find(':') != std::string_view::npos) return 6;
    const bool digits = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return !host.empty() && digits ? 4 : 0;
}

struct EndPoint {
    std::string name;  // in capitals (ListenerName.normalised)
    std::string host;
    int port = 0;
};

void refuse_same_listeners(const std::vector<EndPoint>& all, const Property& property) {
    const std::string tail = ", listeners: " + visible(property.value);
    const auto refuse = [&](const std::string& rule, const std::string& right) {
        throw BadInput(property.value_place, "requirement failed: " + rule, right);
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (all[i].name != all[j].name) continue;
            refuse("Each listener must have a different name" + tail,
                   "keep one of them: a server here has one for clients");
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const int one = address_family(all[i].host);
            const int other = address_family(all[j].host);
            const bool both_families = one + other == 10;  // 4 and 6
            if (all[i].port == 0 || all[i].port != all[j].port || both_families) continue;
            refuse("Each listener must have a different port" + tail, "give one another port");
        }
    }
}

// Whether a listener is a controller's, by its name.
bool is_of_controller(const ServerProperties& server, const std::string& name) {
    if (!server.kraft) return false;
    const auto& names = server.kraft->controller_listeners;
    return std::find(names.begin(), names.end(), name) != names.end();
}

// "PLAINTEXT://localhost:9092"; the first of the list is where clients find the broker here, or of
// a combined server the first that is the broker's.
void read_listeners(ServerProperties& server, const Property& property) {
    const std::vector<std::string> all = listed(property.value);
    if (all.empty()) {
        throw BadInput(property.value_place, "listeners is empty",
                       "write for example PLAINTEXT://localhost:9092");
    }
    bool found = false;
    std::vector<EndPoint> read;
    for (const std::string& listener : all) {
        const bool first = &listener == &all.front();
        const std::size_t scheme = listener.find("://");
        const std::size_t colon = listener.rfind(':');
        const auto port = scheme == std::string::npos || colon < scheme + 3
                              ? std::nullopt
                              : port_of(std::string_view(listener).substr(colon + 1));
        if (!port) {
            throw BadInput(property.value_place,
                           "Error creating broker listeners from '" + visible(property.value) +
                               "': Unable to parse " + visible(listener) + " to a broker endpoint",
                           "write for example PLAINTEXT://localhost:9092");
        }
        const std::string name = listener.substr(0, scheme);
        std::string host = listener.substr(scheme + 3, colon - scheme - 3);
        read.push_back({in_capitals(name), host, *port});
        const bool of_broker = !is_of_controller(server, name);
        if (!first && (found || !of_broker)) continue;
        server.host = std::move(host);
        server.port = *port;
        found = of_broker;
    }
    refuse_same_listeners(read, property);
}

// What set_config() says, of the key as the file has it.
[[noreturn]] void refuse_value(const Property& property, const std::string& wrong) {
    const std::size_t cut = wrong.rfind("; ");
    const std::size_t key = wrong.rfind(" for configuration ", cut);
    const std::size_t reason = std::min(wrong.find(": ", key), cut);
    throw BadInput(property.value_place,
                   "ConfigException: Invalid value " + visible(property.value) +
                       " for configuration " + property.key + wrong.substr(reason, cut - reason),
                   wrong.substr(cut + 2));
}

[[noreturn]] void refuse_unknown_key(const Property& property, ConfigOwner owner) {
    std::vector<std::string> known =
        owner == ConfigOwner::broker ? kafka_keys_without_effect() : std::vector<std::string>{};
    for (const ConfigKey& key : config_keys(owner)) known.push_back(key.name);
    for (const char* name : {"listeners", "port", "host.name", "log.dirs", "zookeeper.connect"}) {
        if (owner == ConfigOwner::broker) known.emplace_back(name);
    }
    std::sort(known.begin(), known.end());
    const std::string near = nearest_word(property.key, known);
    throw BadInput(property.place,
                   quoted(property.key) + " is no key of " +
                       (owner == ConfigOwner::broker ? "server.properties" : "zoo.cfg"),
                   near.empty() ? "take it out; kscope list configs shows the keys that count"
                                : "did you mean `" + near + "`?");
}

// However a path is spelled, it is one directory ("/a/" and "//a/./").
std::string plain_path(const std::string& path) {
    std::string plain = std::filesystem::path(path).lexically_normal().string();
    if (plain.starts_with("//")) plain.erase(0, 1);
    if (plain.size() > 1 && plain.ends_with("/")) plain.pop_back();
    return plain;
}

// LogManager.createAndValidateLogDirs.
std::vector<std::string> read_log_dirs(const Property& property) {
    std::vector<std::string> directories;
    const std::vector<std::string> written = listed(property.value);
    for (const std::string& one : written) {
        directories.push_back(plain_path(one));
        const auto last = directories.end() - 1;
        if (std::find(directories.begin(), last, *last) == last) continue;
        std::string all;
        for (const std::string& each : written) all += (all.empty() ? "" : ", ") + each;
        throw BadInput(property.value_place,
                       "KafkaException: Duplicate log directory found: " + visible(all),
                       "name it once");
    }
    return directories;
}

// Keys of the machine, not of the cluster. False: it is none of them.
bool read_machine_key(ServerProperties& server, const Property& property) {
    const std::string& key = property.key;
    if (key == "listeners") {
        read_listeners(server, property);
        server.port_place = property.value_place;
    } else if (key == "port") {
        const auto port = port_of(property.value);
        if (!port) refuse_value(property, "; write a port from 0 to 65535");
        server.port = *port;
        server.port_place = property.value_place;
    } else if (key == "host.name") {
        server.host = property.value;
    } else if (key == "log.dirs" || key == "log.dir") {
        server.log_dirs = read_log_dirs(property);
        server.log_dirs_place = property.value_place;
    } else if (key == "zookeeper.connect") {
        server.zookeeper_connect = property.value;
    } else {
        return key == "advertised.listeners" || key == "advertised.host.name" ||
               key == "advertised.port" || is_kraft_key(key);
    }
    return true;
}

void read_broker_key(ServerProperties& server, const Property& property,
                     const std::string& version) {
    const bool is_id = property.key == "broker.id" || property.key == "node.id";
    const std::string key = is_id ? "broker.id" : property.key;
    if (const auto refused = refuse_key(ConfigOwner::broker, key, version)) {
        const std::size_t semicolon = refused->find("; ");
        throw BadInput(
            property.place, refused->substr(0, semicolon),
            semicolon == std::string::npos ? "take it out" : refused->substr(semicolon + 2));
    }
    const auto wrong = set_config(server.config, key, property.value);
    if (is_id) server.id_place = property.value_place;
    if (wrong && !wrong->starts_with("unknown")) refuse_value(property, *wrong);
    if (is_kafka_key_without_effect(key)) {
        server.without_effect.push_back(key);
    } else if (wrong) {
        refuse_unknown_key(property, ConfigOwner::broker);
    }
}

// Where the file has the key that validate()'s message begins with, or a stronger name of it.
Place place_of_rule(const std::string& message, const std::vector<Property>& properties,
                    const Place& otherwise) {
    for (const std::string& key : broker_config_synonyms(message.substr(0, message.find(' ')))) {
        const auto at = std::find_if(properties.rbegin(), properties.rend(),
                                     [&](const Property& p) { return p.key == key; });
        if (at != properties.rend()) return at->value_place;
    }
    return otherwise;
}

// Who keeps the metadata is the file's to say, as far as the version has both.
void read_plane(ServerProperties& server, const std::vector<Property>& properties,
                const std::string& version) {
    const auto roles = std::find_if(properties.begin(), properties.end(),
                                    [](const Property& p) { return p.key == "process.roles"; });
    if (roles != properties.end() && !can_run_kraft(version)) {
        throw BadInput(roles->place, "Kafka " + version + " does not run with KRaft",
                       "take process.roles out, and set zookeeper.connect; KRaft came with 3.3");
    }
    server.kraft = read_kraft_properties(properties, server.file, server.config.features);
    if (server.kraft) server.config.features = with_kraft(server.config.features);
    if (server.kraft || can_run_zookeeper(version)) return;
    throw BadInput({server.file, 1, 1},
                   "ConfigException: Missing required configuration \"process.roles\" which has no "
                   "default value.",
                   "add process.roles=broker; ZooKeeper went with 4.0");
}

}  // namespace

ServerProperties read_server_properties(std::string_view text, const std::string& file,
                                        const std::string& version,
                                        const std::vector<Property>& overrides) {
    ServerProperties server;
    server.file = file;
    server.config = default_broker_config(version);
    server.log_dirs = {"/tmp/kafka-logs"};
    server.port_place = server.log_dirs_place = Place{file, 1, 1};
    std::vector<Property> properties = read_properties(text, file);
    properties.insert(properties.end(), overrides.begin(), overrides.end());
    read_plane(server, properties, version);
    for (const Property& property : properties) {
        if (!read_machine_key(server, property)) read_broker_key(server, property, version);
    }
    std::sort(server.without_effect.begin(), server.without_effect.end());
    if (server.id_place.source.empty()) {
        throw BadInput({file, 1, 1}, "Missing required configuration \"broker.id\"",
                       "add broker.id=1, another number for each broker");
    }
    if (server.zookeeper_connect.empty() && !server.kraft) {
        throw BadInput({file, 1, 1},
                       "Missing required configuration \"zookeeper.connect\" which has no default "
                       "value",
                       "add zookeeper.connect=localhost:2181");
    }
    if (server.log_dirs.empty()) {
        throw BadInput(server.log_dirs_place,
                       "At least one log directory must be defined via log.dirs or log.dir.",
                       "write for example log.dirs=/tmp/kafka-logs");
    }
    if (const auto wrong = validate(server.config)) {
        const std::size_t semicolon = wrong->find("; ");
        throw BadInput(
            place_of_rule(*wrong, properties, {file, 1, 1}),
            "requirement failed: " + wrong->substr(0, semicolon),
            semicolon == std::string::npos ? "change one of them" : wrong->substr(semicolon + 2));
    }
    return server;
}

void refuse_same(const ServerProperties& first, const ServerProperties& second) {
    for (const std::string& directory : second.log_dirs) {
        const auto& taken = first.log_dirs;
        if (std::find(taken.begin(), taken.end(), directory) == taken.end()) continue;
        throw BadInput(
            second.log_dirs_place,
            "KafkaException: Failed to acquire lock on file .lock in " + visible(directory) +
                ". A Kafka instance in another process or thread is using this "
                "directory",
            "give " + second.file + " a log.dirs of its own; " + first.file + " has this one");
    }
    if (second.port != 0 && first.port == second.port) {
        const std::string address = (second.host.empty() ? std::string("0.0.0.0") : second.host) +
                                    ":" + std::to_string(second.port);
        throw BadInput(
            second.port_place,
            "KafkaException: Socket server failed to bind to " + address +
                ": Address already in use",
            "give " + second.file + " another port in listeners; " + first.file + " has this one");
    }
    if (first.config.broker_id == second.config.broker_id) {
        const std::string id = std::to_string(second.config.broker_id.value());
        if (second.kraft) {
            throw BadInput(second.id_place,
                           "Unable to register broker " + id +
                               " because the controller returned error "
                               "DUPLICATE_BROKER_REGISTRATION",
                           "give " + second.file + " a node.id of its own");
        }
        throw BadInput(second.id_place,
                       "NodeExistsException: KeeperErrorCode = NodeExists: a broker is already "
                       "registered on the path /brokers/ids/" +
                           id,
                       "give " + second.file + " a broker.id of its own");
    }
}

ZooKeeperProperties read_zookeeper_properties(std::string_view text, const std::string& file,
                                              const std::string& version) {
    static const std::vector<std::string> without_effect{"4lw.commands.whitelist",
                                                         "admin.enableServer",
                                                         "admin.serverPort",
                                                         "autopurge.purgeInterval",
                                                         "autopurge.snapRetainCount",
                                                         "clientPortAddress",
                                                         "dataDir",
                                                         "dataLogDir",
                                                         "initLimit",
                                                         "maxClientCnxns",
                                                         "syncLimit"};
    ZooKeeperProperties server;
    server.config = default_zookeeper_config(version);
    for (const Property& property : read_properties(text, file)) {
        if (property.key == "clientPort") {
            const auto port = port_of(property.value);
            if (!port) refuse_value(property, "; write a port from 0 to 65535");
            server.client_port = *port;
            continue;
        }
        const auto& ignored = without_effect;
        if (std::find(ignored.begin(), ignored.end(), property.key) != ignored.end()) continue;
        const auto wrong = set_config(server.config, property.key, property.value);
        if (!wrong) continue;
        if (wrong->starts_with("unknown")) refuse_unknown_key(property, ConfigOwner::zookeeper);
        refuse_value(property, *wrong);
    }
    if (const auto wrong = validate(server.config)) {
        throw BadInput({file, 1, 1}, *wrong, "change one of them");
    }
    return server;
}

}  // namespace kscope::sim
