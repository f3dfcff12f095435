// kafka-server-start, kafka-server-stop and the same for ZooKeeper, with real properties files.
#include <algorithm>

#include "sim/scenario/server_properties.h"
#include "sim/shell/addresses.h"
#include "sim/shell/servers.h"
#include "sim/shell/tools.h"

namespace kscope::sim {

namespace {

// The file that the command names, and where.
struct PropertiesText {
    std::string text;
    Word file;
};

PropertiesText properties_of(const ToolRun& run, const Options& options, const char* example) {
    if (options.words().empty()) {
        throw BadInput(options.place(), "which server?",
                       std::string("name its file, for example config/") + example);
    }
    return {run.session.read_file(options.words()[0]), options.words()[0]};
}

std::vector<Property> overrides_of(const Options& options) {
    std::vector<Property> overrides;
    for (const Word& word : options.values("--override")) {
        KeyValue pair = key_value_of(word);
        overrides.push_back({std::move(pair.key), std::move(pair.value), word.place, word.place});
    }
    return overrides;
}

// A broker that runs, as if it had been started from a file.
ServerProperties running_server(const Cluster& cluster, BrokerId id) {
    const NodeId node = cluster.broker(id);
    ServerProperties server;
    server.file = cluster.name(node);
    server.config.broker_id = id;
    server.host = cluster.listener(node).host;
    server.port = cluster.listener(node).port;
    server.log_dirs = {cluster.log_dir(node)};
    return server;
}

void refuse_taken(const Cluster& cluster, const ServerProperties& server) {
    const BrokerId self = server.config.broker_id;
    for (const BrokerId id : cluster.brokers()) {
        const NodeId node = cluster.broker(id);
        if (cluster.alive(node)) refuse_same(running_server(cluster, id), server);
        const std::string& directory = cluster.log_dir(node);
        const bool same_directory = directory == server.log_dirs.front();
        if (same_directory && id != self) {
            throw BadInput(server.log_dirs_place,
                           "InconsistentBrokerIdException: Configured broker.id " +
                               std::to_string(self.value()) + " doesn't match stored broker.id " +
                               std::to_string(id.value()) + " in meta.properties",
                           "give " + server.file + " a log.dirs of its own");
        }
        if (!same_directory && id == self && cluster.world().status(node).incarnation > 0) {
            throw BadInput(server.log_dirs_place,
                           "broker " + std::to_string(id.value()) + " has its log in " + directory,
                           "a broker keeps its log.dirs for the whole session here");
        }
    }
    if (cluster.broker(self) == no_node) {
        throw BadInput(server.id_place,
                       "there is no place for broker " + std::to_string(self.value()),
                       "a session has room for broker.id 0 to 9, and those of its scenario");
    }
}

}  // namespace

void run_kafka_server_start(const ToolRun& run) {
    const Options options(run.command, {flag("-daemon"), with_value("--override")}, 1);
    const PropertiesText properties = properties_of(run, options, "server.properties");
    Cluster& cluster = run.session.cluster_to_start_in();
    const ServerProperties server = read_server_properties(
        properties.text, properties.file.text, cluster.version(), overrides_of(options));
    refuse_taken(cluster, server);
    zookeeper_at(cluster, {server.zookeeper_connect, properties.file.place});
    if (!server.without_effect.empty()) {
        run.print("WARN without effect here: " + joined(server.without_effect, ", "));
    }
    const std::string host = server.host.empty() ? "localhost" : server.host;
    cluster.start_broker(server.config, {host, server.port}, server.log_dirs.front());
    tell_started(run, cluster.broker(server.config.broker_id));
}

void run_kafka_server_stop(const ToolRun& run) {
    const Options options(run.command, {with_value("--node-id"), with_value("--broker-id")}, 1);
    Cluster& cluster = run.cluster();
    std::vector<NodeId> nodes;
    for (const char* name : {"--node-id", "--broker-id"}) {
        if (const Word* id = options.value(name)) nodes.push_back(named_node(run, {*id}));
    }
    if (!options.words().empty()) nodes.push_back(named_node(run, {options.words()[0]}));
    if (nodes.empty()) {
        for (const BrokerId id : cluster.brokers()) {
            if (cluster.alive(cluster.broker(id))) nodes.push_back(cluster.broker(id));
        }
    }
    if (nodes.empty() || !cluster.alive(nodes.front())) {
        throw BadInput(run.place(), "No kafka server to stop", "see status");
    }
    for (const NodeId node : nodes) stop_in_order(run, node);
}

void run_zookeeper_server_start(const ToolRun& run) {
    const Options options(run.command, {flag("-daemon")}, 1);
    const PropertiesText properties = properties_of(run, options, "zookeeper.properties");
    Cluster& cluster = run.session.cluster_to_start_in();
    const ZooKeeperProperties server =
        read_zookeeper_properties(properties.text, properties.file.text, cluster.version());
    // The server of an ensemble that has this port.
    NodeId node = cluster.zookeeper().front();
    for (const NodeId other : cluster.zookeeper()) {
        if (cluster.listener(other).port == server.client_port) node = other;
    }
    if (cluster.alive(node)) {
        throw BadInput(properties.file.place, "BindException: Address already in use",
                       "a ZooKeeper server runs already, at " + to_string(cluster.listener(node)));
    }
    cluster.start_zookeeper(node, server.config, server.client_port);
    tell_started(run, node);
}

void run_zookeeper_server_stop(const ToolRun& run) {
    const Options options(run.command, {});
    Cluster& cluster = run.cluster();
    bool any = false;
    for (const NodeId node : cluster.zookeeper()) {
        if (!cluster.alive(node)) continue;
        stop_in_order(run, node);
        any = true;
    }
    if (!any) throw BadInput(run.place(), "No zookeeper server to stop", "see status");
}

void run_cp(const ToolRun& run) {
    if (run.command.words.size() != 3) {
        throw BadInput(run.place(), "cp copies one file to another", "write cp FROM TO");
    }
    run.session.write_file(run.command.words[2].text, run.session.read_file(run.command.words[1]));
}

}  // namespace kscope::sim
