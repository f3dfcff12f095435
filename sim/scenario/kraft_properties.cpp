#include "sim/scenario/kraft_properties.h"

#include <algorithm>
#include <charconv>

namespace kscope::sim {

namespace {

constexpr const char* voter_form = ". Each entry should be in the form `{id}@{host}:{port}`.";

// The parts between commas, trimmed, without empty ones.
std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        const std::string part = text.substr(at, end - at);
        const std::size_t first = part.find_first_not_of(" \t");
        const std::size_t last = part.find_last_not_of(" \t");
        if (first != std::string::npos) parts.push_back(part.substr(first, last - first + 1));
        at = end + 1;
    }
    return parts;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Values may hold any sign, messages are one line.
std::string in_one_line(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
    }
    return text;
}

std::optional<std::int32_t> number_in(std::string_view text) {
    std::int32_t number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return number;
}

class KraftReader {
public:
    KraftReader(const std::vector<Property>& properties, const std::string& file)
        : properties_(properties), file_(file) {}

    // Of equal keys the last counts: overrides stand behind the file.
    const Property* find(std::string_view key) const {
        const auto last = std::find_if(properties_.rbegin(), properties_.rend(),
                                       [&](const Property& p) { return p.key == key; });
        return last == properties_.rend() ? nullptr : &*last;
    }
    std::string text(std::string_view key) const {
        const Property* property = find(key);
        return property == nullptr ? std::string() : property->value;
    }
    Place place(std::string_view key) const {
        const Property* property = find(key);
        return property == nullptr ? Place{file_, 1, 1} : property->value_place;
    }
    [[noreturn]] void refuse(std::string_view key, const std::string& why,
                             const std::string& right) const {
        throw BadInput(place(key), why, right);
    }

    ProcessRole role() const;
    BrokerId node_id() const;
    std::vector<QuorumVoterAddress> voters() const;
    void check_listeners(ProcessRole role, const Features& features) const;

private:
    std::vector<std::string> listener_names(std::string_view key) const;
    void require(bool holds, std::string_view key, const std::string& rule,
                 const std::string& right) const;
    void check_advertised(const std::vector<std::string>& controllers,
                          const std::vector<std::string>& own, const Features& features) const;
    QuorumVoterAddress voter(const std::string& entry) const;

    const std::vector<Property>& properties_;
    const std::string& file_;
};

ProcessRole KraftReader::role() const {
    const std::vector<std::string> roles = parts_of(text("process.roles"));
    for (const std::string& role : roles) {
        if (role == "broker" || role == "controller") continue;
        refuse("process.roles",
               "ConfigException: Unknown process role '" + in_one_line(role) +
                   "' (only 'broker' and 'controller' are allowed roles)",
               "write broker, controller, or both");
    }
    if (roles.size() == 2 && roles[0] != roles[1]) return ProcessRole::combined;
    if (roles.size() != 1) {
        refuse("process.roles",
               "ConfigException: Duplicate role names found in `process.roles`: " +
                   in_one_line(text("process.roles")),
               "write broker, controller, or both");
    }
    return roles[0] == "broker" ? ProcessRole::broker : ProcessRole::controller;
}

BrokerId KraftReader::node_id() const {
    const std::string node = text("node.id");
    const std::string broker = text("broker.id");
    if (!node.empty() && !broker.empty() && node != broker) {
        refuse("broker.id",
               "ConfigException: You must set `node.id` to the same value as `broker.id`.",
               "leave out broker.id");
    }
    const std::string& id = node.empty() ? broker : node;
    // What is no number is refused with the other keys.
    const std::optional<std::int32_t> number = id.empty() ? std::nullopt : number_in(id);
    if (id.empty() || (number && *number < 0)) {
        refuse("node.id",
               "ConfigException: Missing configuration `node.id` which is required when "
               "`process.roles` is defined (i.e. when running in KRaft mode).",
               "add node.id=1, another number for each process");
    }
    return number ? BrokerId(*number) : no_broker;
}

QuorumVoterAddress KraftReader::voter(const std::string& entry) const {
    constexpr std::string_view key = "controller.quorum.voters";
    const std::size_t at = entry.find('@');
    const bool is_pair = at != std::string::npos && at > 0 && at + 1 < entry.size() &&
                         entry.find('@', at + 1) == std::string::npos;
    const std::string shown = in_one_line(entry);
    const char* right = "write for example 3000@localhost:9093";
    if (!is_pair) {
        refuse(key,
               "ConfigException: Invalid configuration value for controller.quorum.voters" +
                   std::string(voter_form),
               right);
    }
    const auto id = number_in(std::string_view(entry).substr(0, at));
    if (!id) {
        refuse(
            key,
            "ConfigException: Failed to parse voter ID as an integer from " + shown.substr(0, at),
            right);
    }
    const std::size_t colon = entry.rfind(':');
    const bool has_colon = colon != std::string::npos && colon > at;
    const std::string host = entry.substr(at + 1, has_colon ? colon - at - 1 : std::string::npos);
    const auto port =
        has_colon ? number_in(std::string_view(entry).substr(colon + 1)) : std::nullopt;
    if (host.empty() || !port || *port < 0 || *port > 65'535) {
        refuse(key,
               "ConfigException: Failed to parse host name from entry " + shown +
                   " for the configuration controller.quorum.voters" + voter_form,
               right);
    }
    return {BrokerId(*id), host, *port};
}

std::vector<QuorumVoterAddress> KraftReader::voters() const {
    std::vector<QuorumVoterAddress> all;
    for (const std::string& entry : parts_of(text("controller.quorum.voters"))) {
        QuorumVoterAddress one = voter(entry);
        const bool again = std::any_of(all.begin(), all.end(),
                                       [&](const auto& other) { return other.id == one.id; });
        if (again) {  // Kafka's map keeps the last
            refuse("controller.quorum.voters",
                   "voter " + std::to_string(one.id.value()) + " is named twice", "name each once");
        }
        all.push_back(std::move(one));
    }
    if (!all.empty()) return all;
    if (find("controller.quorum.bootstrap.servers") != nullptr) {
        refuse("controller.quorum.bootstrap.servers",
               "a quorum here is not formatted with its first voters",
               "add controller.quorum.voters=3000@localhost:9093, in each file");
    }
    refuse("controller.quorum.voters",
           "ConfigException: If using process.roles, either controller.quorum.bootstrap.servers "
           "must contain the set of bootstrap controllers or controller.quorum.voters must contain "
           "a parseable set of controllers.",
           "add controller.quorum.voters=3000@localhost:9093");
}

// "CONTROLLER" of "CONTROLLER://localhost:9093".
std::vector<std::string> KraftReader::listener_names(std::string_view key) const {
    std::vector<std::string> names;
    for (const std::string& listener : parts_of(text(key))) {
        names.push_back(in_capitals(listener.substr(0, listener.find("://"))));
    }
    return names;
}

// Kafka's require().
void KraftReader::require(bool holds, std::string_view key, const std::string& rule,
                          const std::string& right) const {
    if (!holds) refuse(key, "requirement failed: " + rule, right);
}

// controller.listener.names against the names in listeners.
void KraftReader::check_listeners(ProcessRole role, const Features& features) const {
    const std::vector<std::string> controllers = parts_of(text("controller.listener.names"));
    std::vector<std::string> own = listener_names("listeners");
    if (own.empty()) own.emplace_back("PLAINTEXT");
    const auto is_controllers = [&](const std::string& name) { return has(controllers, name); };
    const bool any = std::any_of(own.begin(), own.end(), is_controllers);
    const std::string right =
        "write listeners=CONTROLLER://localhost:9093 and controller.listener.names=CONTROLLER";
    if (role == ProcessRole::broker) {
        require(!controllers.empty(), "controller.listener.names",
                "controller.listener.names must contain at least one value when running KRaft with "
                "just the broker role",
                "add controller.listener.names=CONTROLLER");
        require(!any, "listeners",
                "controller.listener.names must not contain a value appearing in the 'listeners' "
                "configuration when running KRaft with just the broker role",
                "take it out of listeners");
        return;
    }
    if (role == ProcessRole::controller) {
        require(std::all_of(own.begin(), own.end(), is_controllers), "listeners",
                "The listeners config must only contain KRaft controller listeners from "
                "controller.listener.names when process.roles=controller",
                right);
        return;
    }
    require(any, "controller.listener.names",
            "controller.listener.names must contain at least one value appearing in the "
            "'listeners' configuration when running the KRaft controller role",
            "add CONTROLLER://localhost:9093 to listeners, and controller.listener.names="
            "CONTROLLER");
    const bool all_listen = std::all_of(controllers.begin(), controllers.end(),
                                        [&](const std::string& name) { return has(own, name); });
    require(all_listen, "controller.listener.names",
            "controller.listener.names must only contain values appearing in the 'listeners' "
            "configuration when running the KRaft controller role",
            "take out what is no name in listeners");
    check_advertised(controllers, own, features);
}

// What a process that is controller too tells clients: the listeners of its broker only.
void KraftReader::check_advertised(const std::vector<std::string>& controllers,
                                   const std::vector<std::string>& own,
                                   const Features& features) const {
    const std::vector<std::string> written = listener_names("advertised.listeners");
    std::vector<std::string> of_broker;
    for (const std::string& name : written.empty() ? own : written) {
        if (!has(controllers, name)) of_broker.push_back(name);
    }
    const bool only_brokers = of_broker.size() == written.size();
    require(features.voters_change || written.empty() || only_brokers, "advertised.listeners",
            "The advertised.listeners config must not contain KRaft controller listeners from "
            "controller.listener.names when process.roles contains the broker role because Kafka "
            "clients that send requests via advertised listeners do not send requests to KRaft "
            "controllers -- they only send requests to KRaft brokers.",
            "take it out; since 3.9 it may stand there");
    require(!of_broker.empty(), "listeners",
            "There must be at least one broker advertised listener. Perhaps all listeners appear "
            "in controller.listener.names?",
            "add PLAINTEXT://localhost:9092 to listeners");
    std::string between = in_capitals(text("inter.broker.listener.name"));
    if (between.empty()) between = in_capitals(text("security.inter.broker.protocol"));
    if (between.empty()) between = "PLAINTEXT";
    std::string options;
    for (const std::string& name : of_broker) options += (options.empty() ? "" : ",") + name;
    require(has(of_broker, between), "inter.broker.listener.name",
            "inter.broker.listener.name must be a listener name defined in advertised.listeners. "
            "The valid options based on currently configured listeners are " +
                in_one_line(options),
            "write inter.broker.listener.name=" + in_one_line(of_broker.front()));
}

}  // namespace

std::string in_capitals(std::string name) {
    for (char& c : name) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return name;
}

std::optional<KraftProperties> read_kraft_properties(const std::vector<Property>& properties,
                                                     const std::string& file,
                                                     const Features& features) {
    const KraftReader reader(properties, file);
    if (reader.text("process.roles").empty()) return std::nullopt;
    KraftProperties kraft;
    kraft.role = reader.role();
    const BrokerId id = reader.node_id();
    kraft.voters = reader.voters();
    kraft.voters_place = reader.place("controller.quorum.voters");
    kraft.controller_listeners = parts_of(reader.text("controller.listener.names"));
    std::vector<std::string> ids;
    for (const QuorumVoterAddress& voter : kraft.voters) {
        ids.push_back(std::to_string(voter.id.value()));
    }
    const bool is_voter = std::any_of(kraft.voters.begin(), kraft.voters.end(),
                                      [&](const auto& voter) { return voter.id == id; });
    if (id != no_broker && is_voter != kraft.is_controller()) {
        std::string set;
        for (const std::string& one : ids) set += (set.empty() ? "" : ", ") + one;
        const std::string node = "the node id " + std::to_string(id.value()) + " must ";
        const std::string tail =
            "be included in the set of voters controller.quorum.voters=Set(" + set + ")";
        const bool broker = !kraft.is_controller();
        throw BadInput(
            kraft.voters_place,
            broker ? "requirement failed: If process.roles contains just the 'broker' role, " +
                         node + "not " + tail
                   : "requirement failed: If process.roles contains the 'controller' role, " +
                         node + tail,
            broker ? "give the broker another node.id" : "name it there");
    }
    reader.check_listeners(kraft.role, features);
    return kraft;
}

bool is_kraft_key(std::string_view key) {
    return key == "process.roles" || key == "controller.quorum.voters" ||
           key == "controller.quorum.bootstrap.servers" || key == "controller.listener.names";
}

}  // namespace kscope::sim
