// kafka-cluster (org.apache.kafka.tools.ClusterTool): the id of a cluster, and where its brokers
// listen. Before DescribeCluster a cluster tells no id here.
#include "core/config/kafka_version.h"
#include "sim/scenario/java_properties.h"
#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/arguments.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

std::string in_column(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

// ClusterTool.listEndpoints; a broker that is fenced is not told of.
void list_endpoints(const ToolRun& run, const DescribeClusterResponse& cluster) {
    std::size_t host_width = 0;
    for (const DescribedBroker& broker : cluster.brokers) {
        const Listener& listener = run.cluster().listener(broker.endpoint.node);
        host_width = std::max(host_width, listener.host.size());
    }
    constexpr std::size_t rack_width = 10;
    const auto line = [&](const std::string& id, const std::string& host, const std::string& port,
                          const std::string& rack, const std::string& state) {
        run.print(in_column(id, 10) + " " + in_column(host, host_width) + " " +
                  in_column(port, 10) + " " + in_column(rack, rack_width) + " " +
                  in_column(state, 10) + " " +
                  in_column(state == "STATE" ? "ENDPOINT_TYPE" : "broker", 15));
    };
    line("ID", "HOST", "PORT", "RACK", "STATE");
    for (const DescribedBroker& broker : cluster.brokers) {
        const Listener& listener = run.cluster().listener(broker.endpoint.node);
        line(std::to_string(broker.endpoint.broker.value()), listener.host,
             std::to_string(listener.port), broker.rack.empty() ? "null" : broker.rack, "unfenced");
    }
}

}  // namespace

void run_cluster(const ToolRun& run) {
    const std::vector<Argument> config{{"--config", "-c"}};
    const std::vector<Argument> servers{{"--bootstrap-server", "-b"},
                                        {"--bootstrap-controller", "-C"}};
    std::vector<SubCommand> commands{
        {"cluster-id", config, servers},
        {"unregister", {config[0], {"--id", "-i", true, true}}, servers}};
    const bool lists = !can_run_zookeeper(run.session.version());
    if (lists) commands.push_back({"list-endpoints", config, servers});
    const Arguments arguments(run.command, commands);
    if (arguments.command() == "unregister") {
        const std::int32_t id = arguments.integer("--id");
        throw BadInput(arguments.command_place(),
                       "The target cluster does not support the broker unregistration API.",
                       "broker " + std::to_string(id) + " stays registered");
    }
    if (const Word* file = arguments.value("--config")) {
        read_properties(run.session.read_file(*file), file->text);
    }
    const Word* server = arguments.value("--bootstrap-server");
    if (server == nullptr) {
        throw BadInput(arguments.place_of("--bootstrap-controller"),
                       "controllers here do not speak to tools",
                       "write --bootstrap-server localhost:9092");
    }
    AdminTool tool(run.cluster(), brokers_at(run.cluster(), *server), run.place());
    const DescribeClusterResponse cluster =
        describe_brokers(tool, kscope::features_of(run.session.version()));
    if (arguments.command() == "cluster-id") {
        const std::string& id = cluster.cluster_id;
        run.print(id.empty() ? "No cluster ID found. The Kafka version is probably too old."
                             : "Cluster ID: " + id);
    } else {
        list_endpoints(run, cluster);
    }
}

}  // namespace kscope::sim
