#include "sim/shell/servers.h"

#include "core/broker/broker.h"
#include "sim/engine/roles.h"

namespace kscope::sim {

namespace {

constexpr Duration start_patience_of_servers = Duration::seconds(60);
constexpr Duration stop_patience = Duration::seconds(60);

}  // namespace

void tell_started(const ToolRun& run, NodeId node) {
    Cluster& cluster = run.cluster();
    if (cluster.is_zookeeper(node)) {
        cluster.wait([&] { return cluster.alive(node); }, start_patience_of_servers);
        return run.print(
            "INFO binding to port 0.0.0.0/0.0.0.0:" + std::to_string(cluster.listener(node).port) +
            " (org.apache.zookeeper.server.NIOServerCnxnFactory)");
    }
    const bool serves = cluster.wait(
        [&] {
            const Broker* broker = broker_at(cluster.world(), node);
            return broker != nullptr && broker->phase() == BrokerPhase::serving;
        },
        start_patience_of_servers);
    const Broker* broker = broker_at(cluster.world(), node);
    const std::string id = broker == nullptr ? "?" : std::to_string(broker->id().value());
    if (serves) {
        return run.print("INFO [KafkaServer id=" + id + "] started (kafka.server.KafkaServer)");
    }
    throw BadInput(run.place(),
                   "ZooKeeperClientTimeoutException: Timed out waiting for connection while in "
                   "state: CONNECTING",
                   "start ZooKeeper first; broker " + id + " goes on trying");
}

void stop_in_order(const ToolRun& run, NodeId node) {
    Cluster& cluster = run.cluster();
    if (cluster.is_zookeeper(node)) {
        cluster.apply(Kill{node, CrashKind::process});
        cluster.wait([&] { return !cluster.alive(node); }, stop_patience);
        return run.print(cluster.name(node) + " is stopped");
    }
    cluster.apply(GiveCommand{node, ShutDown{}});
    const bool down = cluster.wait([&] { return !cluster.alive(node); }, stop_patience);
    run.print(down ? "INFO [KafkaServer id=" + cluster.name(node).substr(1) +
                         "] shut down completed (kafka.server.KafkaServer)"
                   : cluster.name(node) + " is still on its way down");
}

}  // namespace kscope::sim
