#include "sim/shell/servers.h"

#include "core/broker/broker.h"
#include "core/config/kafka_version.h"
#include "core/metadata/quorum_controller/controller_server.h"
#include "sim/engine/roles.h"

namespace kscope::sim {

namespace {

constexpr Duration start_patience_of_servers = Duration::seconds(60);
constexpr Duration stop_patience = Duration::seconds(60);
// How long a shell looks at a controller that has no majority yet.
constexpr Duration quorum_patience = Duration::seconds(5);

// Once it knows a leader and has replayed what that one has committed.
bool wait_for_quorum(Cluster& cluster, NodeId node) {
    const auto follows = [&] {
        const ControllerServer* server = controller_at(cluster.world(), node);
        return server != nullptr && server->raft().booted() &&
               server->raft().quorum().has_leader() && server->image().has_features();
    };
    return cluster.wait(follows, quorum_patience);
}

// A broker that does not reach ZooKeeper ends by itself.
bool wait_until_serving(Cluster& cluster, NodeId node) {
    bool started = false;
    bool serves = false;
    const auto is_settled = [&] {
        const Broker* broker = broker_at(cluster.world(), node);
        serves = broker != nullptr && broker->phase() == BrokerPhase::serving;
        const bool ended = started && !cluster.alive(node);
        started = started || cluster.alive(node);
        return serves || ended;
    };
    cluster.wait(is_settled, start_patience_of_servers);
    return serves;
}

void tell_controller(const ToolRun& run, NodeId node, bool started) {
    const Cluster& cluster = run.cluster();
    const ControllerServer* server = controller_at(cluster.world(), node);
    const std::string id = server == nullptr ? "?" : std::to_string(server->id().value());
    run.print(started ? "INFO [KafkaRaftServer nodeId=" + id +
                            "] Kafka Server started (kafka.server.KafkaRaftServer)"
                      : "INFO [ControllerServer id=" + id +
                            "] Waiting for the controller metadata publishers to be installed "
                            "(kafka.server.ControllerServer)");
}

void tell_stopped(const ToolRun& run, NodeId node) {
    Cluster& cluster = run.cluster();
    const bool down = cluster.wait([&] { return cluster.is_down(node); }, stop_patience);
    if (!down) return run.print(cluster.name(node) + " is still on its way down");
    if (cluster.is_controller(node)) return run.print(cluster.name(node) + " is stopped");
    const std::string server = cluster.has_kraft() ? "BrokerServer" : "KafkaServer";
    run.print("INFO [" + server + " id=" + cluster.name(node).substr(1) +
              "] shut down completed (kafka.server." + server + ")");
}

}  // namespace

void require_zookeeper(const ToolRun& run) {
    if (!run.session.has_kraft()) return;
    const std::string& version = run.session.version();
    const std::string& name = run.command.words.front().text;
    if (!can_run_zookeeper(version)) {
        throw BadInput(run.place(), name + ": No such file or directory",
                       "Kafka " + version +
                           " has no ZooKeeper; kafka-metadata-quorum describes "
                           "the quorum that keeps the metadata");
    }
    throw BadInput(run.place(), "this cluster has KRaft, and no ZooKeeper server",
                   "leave out cluster.metadata=kraft to have one");
}

void tell_started(const ToolRun& run, NodeId node) {
    Cluster& cluster = run.cluster();
    if (cluster.is_zookeeper(node)) {
        cluster.wait([&] { return cluster.alive(node); }, start_patience_of_servers);
        return run.print(
            "INFO binding to port 0.0.0.0/0.0.0.0:" + std::to_string(cluster.listener(node).port) +
            " (org.apache.zookeeper.server.NIOServerCnxnFactory)");
    }
    if (cluster.has_kraft()) {
        cluster.wait([&] { return cluster.alive(node); }, start_patience_of_servers);
        const NodeId broker = cluster.broker_of_process(node);
        const NodeId controller =
            cluster.is_controller(node) ? node : cluster.world().partner(node);
        const bool started = controller == no_node || wait_for_quorum(cluster, controller);
        if (cluster.is_controller(broker) || !started) {
            return tell_controller(run, controller, started);
        }
        node = broker;
    }
    const bool serves = wait_until_serving(cluster, node);
    const Broker* broker = broker_at(cluster.world(), node);
    const std::string id = broker == nullptr ? "?" : std::to_string(broker->id().value());
    if (serves) {
        return run.print(cluster.has_kraft()
                             ? "INFO [KafkaRaftServer nodeId=" + id +
                                   "] Kafka Server started (kafka.server.KafkaRaftServer)"
                             : "INFO [KafkaServer id=" + id +
                                   "] started (kafka.server.KafkaServer)");
    }
    if (cluster.has_kraft()) {
        throw BadInput(
            run.place(),
            "Shutting down because we were unable to register with the controller "
            "quorum.",
            "start a majority of its controllers first; broker " + id + " goes on trying");
    }
    throw BadInput(
        run.place(),
        "ZooKeeperClientTimeoutException: Timed out waiting for connection while in "
        "state: CONNECTING",
        "start ZooKeeper first" +
            (broker == nullptr ? ", then the broker again" : "; broker " + id + " goes on trying"));
}

void stop_in_order(const ToolRun& run, NodeId node) {
    Cluster& cluster = run.cluster();
    if (cluster.is_zookeeper(node)) {
        cluster.apply(Kill{node, CrashKind::process});
        cluster.wait([&] { return !cluster.alive(node); }, stop_patience);
        return run.print(cluster.name(node) + " is stopped");
    }
    stop_together(run, {cluster.broker_of_process(node)});
}

void stop_together(const ToolRun& run, const std::vector<NodeId>& nodes) {
    for (const NodeId node : nodes) run.cluster().apply(GiveCommand{node, ShutDown{}});
    for (const NodeId node : nodes) tell_stopped(run, node);
}

}  // namespace kscope::sim
