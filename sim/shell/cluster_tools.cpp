// kafka-broker-api-versions (kafka.admin.BrokerApiVersionsCommand).
#include <algorithm>
#include <utility>

#include "core/config/kafka_version.h"
#include "core/protocol/wire/message_codec.h"
#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

struct ApiVersion {
    int api_key = 0;
    std::string name;
    int version = 0;
};

// Not ZooKeeper's, and not what controllers alone serve.
bool is_for_brokers(const MessageBody& body) {
    const bool for_controllers = std::holds_alternative<VoteRequest>(body) ||
                                 std::holds_alternative<BeginQuorumEpochRequest>(body) ||
                                 std::holds_alternative<EndQuorumEpochRequest>(body) ||
                                 std::holds_alternative<QuorumFetchRequest>(body) ||
                                 std::holds_alternative<FetchSnapshotRequest>(body) ||
                                 std::holds_alternative<UpdateRaftVoterRequest>(body) ||
                                 std::holds_alternative<BrokerRegistrationRequest>(body) ||
                                 std::holds_alternative<BrokerHeartbeatRequest>(body);
    return api_key_of(body) >= 0 && !for_controllers;
}

template <std::size_t... kind>
std::vector<ApiVersion> versions_of_kinds(std::index_sequence<kind...>) {
    std::vector<ApiVersion> all;
    const auto add = [&](const MessageBody& body) {
        if (is_response(body) || !is_for_brokers(body)) return;
        all.push_back({api_key_of(body), name_of(body), version_of(body)});
    };
    (add(MessageBody{std::in_place_index<kind>}), ...);
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.api_key < b.api_key; });
    return all;
}

// What is spoken here is one version of each request. With KRaft no controller sends brokers
// anything, and what brokers ask of it they ask where clients do not connect.
std::vector<ApiVersion> spoken_versions(bool kraft, const Features& features) {
    auto all = versions_of_kinds(std::make_index_sequence<std::variant_size_v<MessageBody>>());
    std::erase_if(all, [&](const ApiVersion& one) {
        if (one.name == "DescribeLogDirs") return !features.describe_log_dirs;
        if (one.name == "DescribeCluster") return !features.describe_cluster;
        if (one.name == "DescribeQuorum") return !kraft;
        if (one.name == "DescribeTopicPartitions") {
            return !kraft || !features.describe_topic_partitions;
        }
        if (one.name == "AddRaftVoter" || one.name == "RemoveRaftVoter") {
            return !kraft || !features.voters_change;
        }
        return false;
    });
    if (!kraft) return all;
    std::erase_if(all, [](const ApiVersion& one) {
        return one.name == "LeaderAndIsr" || one.name == "StopReplica" ||
               one.name == "UpdateMetadata" || one.name == "ControlledShutdown" ||
               one.name == "AlterPartition" || one.name == "AllocateProducerIds";
    });
    return all;
}

std::string rack_of(const ToolRun& run, NodeId node) {
    const auto place = static_cast<std::size_t>(node.value());
    const std::string& rack = run.cluster().world().spec().nodes.at(place).rack;
    return rack.empty() ? "null" : rack;
}

constexpr Duration request_timeout = Duration::seconds(5);  // the tool's own

}  // namespace

void run_broker_api_versions(const ToolRun& run) {
    const Options options(run.command, with_bootstrap(run, {}));
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    const MetadataResponse cluster = describe_cluster(tool, "describeCluster");
    for (const BrokerEndpoint& broker : cluster.brokers) {
        const std::string name = to_string(run.cluster().listener(broker.node)) +
                                 " (id: " + std::to_string(broker.broker.value()) +
                                 " rack: " + rack_of(run, broker.node) + ")";
        const std::string fault = tool.contact(broker.node, request_timeout);
        if (!fault.empty()) {
            run.print(name + " -> ERROR: org.apache.kafka.common.errors." + fault);
            continue;
        }
        run.print(name + " -> (");
        const std::vector<ApiVersion> versions =
            spoken_versions(run.session.has_kraft(), kscope::features_of(run.session.version()));
        for (std::size_t i = 0; i < versions.size(); ++i) {
            const std::string version = std::to_string(versions[i].version);
            run.print("\t" + versions[i].name + "(" + std::to_string(versions[i].api_key) +
                      "): " + version + " [usable: " + version + "]" +
                      (i + 1 < versions.size() ? "," : ""));
        }
        run.print(")");
    }
}

}  // namespace kscope::sim
