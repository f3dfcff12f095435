#include "sim/shell/shipped_files.h"

#include <string>

#include "core/config/kafka_version.h"

namespace kscope::sim {

namespace {

constexpr std::string_view server_properties_text = R"(# The id of the broker: another one for each.
broker.id=0
# Where it listens, and where its log is: other ones for each broker of this machine.
listeners=PLAINTEXT://localhost:9092
log.dirs=/tmp/kafka-logs

num.partitions=1
offsets.topic.replication.factor=1
log.retention.hours=168
log.segment.bytes=1073741824
log.retention.check.interval.ms=300000
group.initial.rebalance.delay.ms=0

zookeeper.connect=localhost:2181
zookeeper.connection.timeout.ms=18000
)";

constexpr std::string_view zookeeper_properties_text = R"(dataDir=/tmp/zookeeper
clientPort=2181
maxClientCnxns=0
admin.enableServer=false
)";

constexpr std::string_view controller_properties_text = R"(# The role and the id of this process.
process.roles=controller
node.id=1
# All controllers, the same in each file.
controller.quorum.voters=1@localhost:9093

listeners=CONTROLLER://localhost:9093
controller.listener.names=CONTROLLER
log.dirs=/tmp/kraft-controller-logs
)";

constexpr std::string_view broker_properties_text = R"(# The role and the id of this process.
process.roles=broker
node.id=2
# All controllers, the same in each file.
controller.quorum.voters=1@localhost:9093

listeners=PLAINTEXT://localhost:9092
inter.broker.listener.name=PLAINTEXT
advertised.listeners=PLAINTEXT://localhost:9092
controller.listener.names=CONTROLLER
log.dirs=/tmp/kraft-broker-logs

num.partitions=1
offsets.topic.replication.factor=1
log.retention.hours=168
log.segment.bytes=1073741824
log.retention.check.interval.ms=300000
)";

constexpr std::string_view combined_properties_text = R"(# Both roles in one process.
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:9093

listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs=/tmp/kraft-combined-logs

num.partitions=1
offsets.topic.replication.factor=1
log.retention.hours=168
log.segment.bytes=1073741824
log.retention.check.interval.ms=300000
)";

// Releases that can run with KRaft have log.segment.bytes only as a comment there (KRaft's own
// files set it).
std::string_view server_properties_of(std::string_view version) {
    if (!can_run_kraft(version)) return server_properties_text;
    static const std::string without = [] {
        std::string text(server_properties_text);
        constexpr std::string_view line = "log.segment.bytes=1073741824\n";
        return text.erase(text.find(line), line.size());
    }();
    return without;
}

std::string_view kraft_file(std::string_view name) {
    if (name == "controller.properties") return controller_properties_text;
    if (name == "broker.properties") return broker_properties_text;
    if (name == "server.properties") return combined_properties_text;
    return {};
}

}  // namespace

std::string_view shipped_file(std::string_view path, std::string_view version) {
    if (path.starts_with("./")) path.remove_prefix(2);
    const std::string_view folder = can_run_zookeeper(version) ? "config/kraft/" : "config/";
    if (can_run_kraft(version) && path.starts_with(folder)) {
        const std::string_view text = kraft_file(path.substr(folder.size()));
        if (!text.empty() || !can_run_zookeeper(version)) return text;
    }
    if (path == "config/server.properties") return server_properties_of(version);
    if (path == "config/zookeeper.properties") return zookeeper_properties_text;
    return {};
}

}  // namespace kscope::sim
