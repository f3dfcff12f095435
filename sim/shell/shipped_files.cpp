#include "sim/shell/shipped_files.h"

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

}  // namespace

std::string_view shipped_file(std::string_view path) {
    if (path.starts_with("./")) path.remove_prefix(2);
    if (path == "config/server.properties") return server_properties_text;
    if (path == "config/zookeeper.properties") return zookeeper_properties_text;
    return {};
}

}  // namespace kscope::sim
