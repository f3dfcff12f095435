// kafka-server-start, kafka-server-stop and the same for ZooKeeper, with real properties files.
#include <algorithm>

#include "core/config/kafka_version.h"
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

// A server that runs, as if it had been started from a file.
ServerProperties running_server(const Cluster& cluster, BrokerId id, NodeId node) {
    ServerProperties server;
    server.file = cluster.name(node);
    server.config.broker_id = id;
    server.host = cluster.listener(node).host;
    server.port = cluster.listener(node).port;
    server.log_dirs = {cluster.log_dir(node)};
    return server;
}

// All that ever ran, or that the scenario has.
std::vector<std::pair<BrokerId, NodeId>> known_servers(const Cluster& cluster) {
    std::vector<std::pair<BrokerId, NodeId>> all = cluster.controllers();
    for (const BrokerId id : cluster.brokers()) all.emplace_back(id, cluster.broker(id));
    return all;
}

[[noreturn]] void refuse_other_id(const ServerProperties& server, BrokerId stored) {
    const std::string own = std::to_string(server.config.broker_id.value());
    const std::string other = std::to_string(stored.value());
    const std::string path = server.log_dirs.front() + "/meta.properties";
    throw BadInput(
        server.log_dirs_place,
        server.kraft
            ? "Stored node id " + other + " doesn't match previous node id " + own + " in " + path
            : "InconsistentBrokerIdException: Configured broker.id " + own +
                  " doesn't match stored broker.id " + other + " in meta.properties",
        "give " + server.file + " a log.dirs of its own");
}

// The port of its controller role is as much its own as that of its first listener.
void refuse_both_ports(const ServerProperties& running, const ServerProperties& server) {
    refuse_same(running, server);
    if (!server.kraft || server.kraft->role != ProcessRole::combined) return;
    ServerProperties controller = server;
    for (const QuorumVoterAddress& voter : server.kraft->voters) {
        if (voter.id == server.config.broker_id) controller.port = voter.port;
    }
    refuse_same(running, controller);
}

void refuse_taken(const Cluster& cluster, const ServerProperties& server) {
    const BrokerId self = server.config.broker_id;
    const bool is_controller = server.kraft && !server.kraft->is_broker();
    const NodeId place = is_controller ? cluster.controller(self) : cluster.broker(self);
    for (const auto& [id, node] : known_servers(cluster)) {
        if (cluster.alive(node)) refuse_both_ports(running_server(cluster, id, node), server);
        const std::string& directory = cluster.log_dir(node);
        const bool same_directory = directory == server.log_dirs.front();
        if (same_directory && id != self) refuse_other_id(server, id);
        if (!same_directory && node == place && cluster.world().status(node).incarnation > 0) {
            throw BadInput(server.log_dirs_place,
                           (is_controller ? "controller " : "broker ") +
                               std::to_string(id.value()) + " has its log in " + directory,
                           "a broker keeps its log.dirs for the whole session here");
        }
    }
    if (place != no_node) return;
    throw BadInput(server.id_place, "there is no place for broker " + std::to_string(self.value()),
                   "a session has room for broker.id 0 to 9, and those of its scenario");
}

// The plane is the session's; a file says which one it was written for.
void require_plane(const Session& session, const ServerProperties& server, const Place& place) {
    if (server.kraft.has_value() == session.has_kraft()) return;
    throw BadInput(place,
                   server.kraft ? server.file + " is of a KRaft cluster, and this one has ZooKeeper"
                                : server.file +
                                      " is of a cluster with ZooKeeper, and this one has "
                                      "KRaft",
                   server.kraft ? "start kscope shell with --set cluster.metadata=kraft"
                                : "add process.roles=broker to it, node.id and "
                                  "controller.quorum.voters");
}

// Places for the voters, and the cluster.id of the formatted directory.
RaftSpec quorum_of(const ToolRun& run, const ServerProperties& server) {
    Cluster& cluster = run.cluster();
    for (const QuorumVoterAddress& voter : server.kraft->voters) {
        const std::vector<BrokerId>& brokers = cluster.brokers();
        if (std::find(brokers.begin(), brokers.end(), voter.id) == brokers.end()) continue;
        const bool is_self =
            server.kraft->role == ProcessRole::combined && voter.id == server.config.broker_id;
        const NodeId partner = cluster.world().partner(cluster.broker(voter.id));
        if (is_self || (partner != no_node && partner == cluster.controller(voter.id))) continue;
        throw BadInput(server.kraft->voters_place,
                       "node.id " + std::to_string(voter.id.value()) + " is a broker's",
                       "give the controller another node.id");
    }
    if (!cluster.place_voters(server.kraft->voters)) {
        std::vector<std::string> known;
        for (const auto& [id, node] : cluster.controllers()) {
            known.push_back(std::to_string(id.value()) + "@" + to_string(cluster.listener(node)));
        }
        throw BadInput(
            server.kraft->voters_place, "there is no place for all of these controllers",
            "the quorum of this session is controller.quorum.voters=" + joined(known, ","));
    }
    const MetaProperties* formatted = run.session.storage().find(server.log_dirs.front());
    return cluster.quorum_of(server.config, server.kraft->voters,
                             formatted != nullptr ? formatted->cluster_id : "kscope");
}

// What stands in meta.properties must be there, and of this node (KafkaRaftServer).
void require_formatted(const ToolRun& run, const ServerProperties& server) {
    const std::string& directory = server.log_dirs.front();
    if (const MetaProperties* formatted = run.session.storage().find(directory)) {
        if (formatted->node_id == server.config.broker_id) return;
        refuse_other_id(server, formatted->node_id);
    }
    for (const auto& [id, node] : known_servers(run.cluster())) {
        if (run.cluster().log_dir(node) == directory) return;  // the scenario's
    }
    throw BadInput(server.log_dirs_place,
                   "RuntimeException: No readable meta.properties files found.",
                   "kafka-storage format --cluster-id ID --config " + server.file + " formats " +
                       directory + "; kafka-storage random-uuid draws an ID");
}

[[noreturn]] void refuse_to_stop(const ToolRun& run) {
    throw BadInput(run.place(), "No kafka server to stop", "see status");
}

// Brokers first: a controller is needed for their shutdown. Those that are controllers too need
// each other, and so they begin at the same time.
void stop_all_servers(const ToolRun& run) {
    Cluster& cluster = run.cluster();
    std::vector<NodeId> brokers;
    std::vector<NodeId> combined;
    std::vector<NodeId> controllers;
    for (const BrokerId id : cluster.brokers()) {
        const NodeId node = cluster.broker(id);
        if (!cluster.alive(node)) continue;
        (cluster.world().partner(node) == no_node ? brokers : combined).push_back(node);
    }
    for (const auto& [id, node] : cluster.controllers()) {
        if (cluster.alive(node) && cluster.world().partner(node) == no_node) {
            controllers.push_back(node);
        }
    }
    if (brokers.empty() && combined.empty() && controllers.empty()) refuse_to_stop(run);
    for (const NodeId node : brokers) stop_in_order(run, node);
    stop_together(run, combined);
    for (const NodeId node : controllers) stop_in_order(run, node);
}

}  // namespace

void run_kafka_server_start(const ToolRun& run) {
    const Options options(run.command, {flag("-daemon"), with_value("--override")}, 1);
    const PropertiesText properties = properties_of(
        run, options,
        can_run_zookeeper(run.session.version()) ? "server.properties" : "broker.properties");
    const ServerProperties server = read_server_properties(
        properties.text, properties.file.text, run.session.version(), overrides_of(options));
    require_plane(run.session, server, properties.file.place);
    Cluster& cluster = run.session.cluster_to_start_in();
    if (server.kraft) require_formatted(run, server);
    std::optional<RaftSpec> quorum;
    if (server.kraft) quorum = quorum_of(run, server);
    refuse_taken(cluster, server);
    if (!server.kraft) {
        zookeeper_at(cluster, {server.zookeeper_connect, properties.file.place});
    }
    if (!server.without_effect.empty()) {
        run.print("WARN without effect here: " + joined(server.without_effect, ", "));
    }
    const std::string host = server.host.empty() ? "localhost" : server.host;
    const NodeId broker = cluster.broker(server.config.broker_id);
    if (server.kraft && server.kraft->role == ProcessRole::combined) {
        cluster.start_combined(server.config, {host, server.port}, server.log_dirs.front(),
                               *quorum);
        return tell_started(run, broker);
    }
    if (server.kraft && server.kraft->role == ProcessRole::controller) {
        cluster.start_controller(server.config, server.log_dirs.front(), *quorum);
        return tell_started(run, cluster.controller(server.config.broker_id));
    }
    cluster.start_broker(server.config, {host, server.port}, server.log_dirs.front(), quorum);
    tell_started(run, broker);
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
        return stop_all_servers(run);
    }
    if (cluster.is_down(nodes.front())) refuse_to_stop(run);
    for (const NodeId node : nodes) stop_in_order(run, node);
}

void run_zookeeper_server_start(const ToolRun& run) {
    require_zookeeper(run);
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
    require_zookeeper(run);
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
