#include "sim/shell/addresses.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "sim/scenario/java_properties.h"

namespace kscope::sim {

namespace {

constexpr Duration zookeeper_patience = Duration::seconds(30);  // ZooKeeperMain's, Kafka's tools'
constexpr const char* flags_of_servers[] = {"--bootstrap-server", "--broker-list"};

struct Address {
    std::string host;
    std::optional<int> port;
};

Address address_of(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    Address address{text.substr(0, colon), {}};
    if (colon == std::string::npos) return address;
    int port = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + colon + 1, end, port);
    if (parsed.ec == std::errc{} && parsed.ptr == end) address.port = port;
    return address;
}

bool is_same_host(const std::string& asked, const std::string& listens) {
    const auto local = [](const std::string& host) {
        return host.empty() || host == "localhost" || host == "127.0.0.1" || host == "0.0.0.0" ||
               host == "[::1]";
    };
    return asked == listens || (local(asked) && local(listens));
}

// The servers of a connect string.
std::vector<NodeId> zookeeper_meant(const Cluster& cluster, const std::string& connect) {
    std::vector<NodeId> meant;
    const std::string without_chroot = connect.substr(0, connect.find('/'));
    for (const std::string& part : split(without_chroot, ',')) {
        const Address address = address_of(part);
        for (const NodeId server : cluster.zookeeper()) {
            const Listener& listener = cluster.listener(server);
            if (address.host == cluster.name(server) ||
                (is_same_host(address.host, listener.host) &&
                 address.port.value_or(listener.port) == listener.port)) {
                meant.push_back(server);
            }
        }
    }
    return meant;
}

std::string listening(const Cluster& cluster) {
    std::vector<std::string> all;
    for (const BrokerId id : cluster.brokers()) {
        const NodeId node = cluster.broker(id);
        all.push_back(to_string(cluster.listener(node)) + " (" + cluster.name(node) + ")");
    }
    return all.empty() ? "no broker was started yet" : "brokers listen at " + joined(all, ", ");
}

}  // namespace

std::string to_string(const Listener& listener) {
    return listener.host + ":" + std::to_string(listener.port);
}

std::vector<NodeId> brokers_at(const Cluster& cluster, const Word& servers) {
    std::vector<NodeId> found;
    const std::vector<std::string> parts = split(servers.text, ',');
    for (const std::string& part : parts) {
        const Address address = address_of(part);
        NodeId match = no_node;
        for (const BrokerId id : cluster.brokers()) {
            const NodeId node = cluster.broker(id);
            const Listener& listener = cluster.listener(node);
            const bool by_name = address.host == cluster.name(node);
            if (by_name ||
                (is_same_host(address.host, listener.host) && address.port == listener.port)) {
                match = node;
            }
        }
        if (match == no_node && !address.port) {
            throw BadInput(servers.place, "Invalid url in bootstrap.servers: " + part,
                           "write host:port; " + listening(cluster));
        }
        if (match == no_node) {
            throw BadInput(servers.place, "no broker listens at " + part, listening(cluster));
        }
        found.push_back(match);
    }
    if (found.empty()) {
        throw BadInput(servers.place, "No resolvable bootstrap urls given in bootstrap.servers",
                       listening(cluster));
    }
    return found;
}

NodeId zookeeper_at(Cluster& cluster, const Word& connect) {
    const std::vector<NodeId> meant = zookeeper_meant(cluster, connect.text);
    if (meant.empty()) {
        std::vector<std::string> places;
        for (const NodeId server : cluster.zookeeper()) {
            places.push_back(to_string(cluster.listener(server)));
        }
        throw BadInput(connect.place, "no ZooKeeper server listens at " + connect.text,
                       "it listens at " + joined(places, ","));
    }
    NodeId found = no_node;
    const auto serves = [&] {
        const auto at = std::find_if(meant.begin(), meant.end(), [&](NodeId server) {
            return cluster.zookeeper_serves(server);
        });
        if (at != meant.end()) found = *at;
        return at != meant.end();
    };
    // Servers that are up may have no leader yet.
    const bool any_up = std::any_of(meant.begin(), meant.end(),
                                    [&](NodeId server) { return cluster.alive(server); });
    if (serves() || (any_up && cluster.wait(serves, zookeeper_patience))) return found;
    throw BadInput(connect.place,
                   "ZooKeeperClientTimeoutException: Timed out waiting for connection while in "
                   "state: CONNECTING",
                   cluster.zookeeper().size() == 1
                       ? "start it: zookeeper-server-start config/zookeeper.properties"
                       : "see status: a majority of the ensemble must be up and see each other");
}

std::vector<NodeId> bootstrap_of(const ToolRun& run, const Options& options) {
    for (const char* name : {"--command-config", "--admin.config"}) {
        const Word* file = options.value(name);
        if (file != nullptr) read_properties(run.session.read_file(*file), file->text);
    }
    Cluster& cluster = run.cluster();
    for (const char* name : flags_of_servers) {
        if (const Word* servers = options.value(name)) return brokers_at(cluster, *servers);
    }
    if (const Word* connect = options.value("--zookeeper")) {
        zookeeper_at(cluster, *connect);
        std::vector<NodeId> all;
        for (const BrokerId id : cluster.brokers()) all.push_back(cluster.broker(id));
        return all;
    }
    throw BadInput(options.place(), "Missing required argument \"[bootstrap-server]\"",
                   "add --bootstrap-server localhost:9092");
}

std::vector<Flag> with_bootstrap(const ToolRun& run, std::vector<Flag> flags) {
    for (const char* name : flags_of_servers) flags.push_back(with_value(name));
    if (!run.session.has_kraft()) flags.push_back(with_value("--zookeeper"));
    flags.push_back(with_value("--command-config"));
    flags.push_back(with_value("--admin.config"));
    return flags;
}

}  // namespace kscope::sim
