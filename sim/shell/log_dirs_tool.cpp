// kafka-log-dirs (org.apache.kafka.tools.LogDirsCommand): what each broker has in its log
// directory. It asks who is there, and looks at the brokers itself: there is no DescribeLogDirs.
#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "sim/engine/roles.h"
#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

using Json = nlohmann::ordered_json;

std::set<BrokerId> asked_brokers(const Options& options) {
    std::set<BrokerId> ids;
    const Word* list = options.value("--broker-list");
    if (list == nullptr) return ids;
    for (const std::string& part : split(list->text, ',')) {
        if (part.empty()) continue;
        const bool number =
            part.size() < 10 && part.find_first_not_of("0123456789") == std::string::npos;
        if (!number) {
            throw BadInput(list->place, "NumberFormatException: For input string: \"" + part + "\"",
                           "write broker ids: 1,2,3");
        }
        ids.insert(BrokerId(std::stoi(part)));
    }
    return ids;
}

std::string comma_ids(const std::set<BrokerId>& brokers) {
    return ids_of({brokers.begin(), brokers.end()});
}

// The keys stand in the order of a Java HashMap, as the tool prints them. A replica whose high
// watermark lies beyond its log lags.
Json dir_json(const Broker& broker, const std::string& path, const std::set<std::string>& topics) {
    Json json;
    json["partitions"] = Json::array();
    for (const ReplicaSlot slot : broker.replicas().by_name()) {
        const Replica& replica = broker.replicas().replica(slot);
        if (!topics.empty() && !topics.contains(replica.tp().topic)) continue;
        const std::int64_t lag =
            replica.high_watermark().value() - replica.log_end_offset().value();
        Json one;
        one["partition"] = to_string(replica.tp());
        one["size"] = replica.log().size_in_bytes();
        one["offsetLag"] = std::max<std::int64_t>(lag, 0);
        one["isFuture"] = false;
        json["partitions"].push_back(std::move(one));
    }
    json["error"] = nullptr;
    json["logDir"] = path;
    return json;
}

}  // namespace

void run_log_dirs(const ToolRun& run) {
    const Options options(
        run.command, {with_value("--bootstrap-server"), with_value("--command-config"),
                      flag("--describe"), with_value("--topic-list"), with_value("--broker-list")});
    options.required("--bootstrap-server");
    if (!options.has("--describe")) {
        throw BadInput(run.place(), "Missing required argument \"[describe]\"", "add --describe");
    }
    std::set<BrokerId> asked = asked_brokers(options);
    std::set<std::string> topics;
    for (const std::string& topic : split(options.text("--topic-list", ""), ',')) {
        if (!topic.empty()) topics.insert(topic);
    }
    // --broker-list names brokers to look into, not servers.
    AdminTool tool(run.cluster(), brokers_at(run.cluster(), options.required("--bootstrap-server")),
                   run.place());
    const MetadataResponse cluster = describe_cluster(tool, "describeCluster");
    std::set<BrokerId> known;
    for (const BrokerEndpoint& broker : cluster.brokers) known.insert(broker.broker);
    std::set<BrokerId> missing;
    std::set_difference(asked.begin(), asked.end(), known.begin(), known.end(),
                        std::inserter(missing, missing.end()));
    if (!missing.empty()) {
        throw BadInput(options.place_of("--broker-list"),
                       "ERROR: The given brokers do not exist from --broker-list: " +
                           comma_ids(missing) + ". Current existent brokers: " + comma_ids(known),
                       "name some of these");
    }
    if (asked.empty()) asked = known;
    run.print("Querying brokers for log directories information");
    Json brokers = Json::array();
    for (const BrokerEndpoint& broker : cluster.brokers) {
        if (!asked.contains(broker.broker)) continue;
        const Broker* process = broker_at(run.cluster().world(), broker.node);
        if (process == nullptr) {
            throw BadInput(
                run.place(),
                "TimeoutException: Timed out waiting for a node assignment. Call: "
                "describeLogDirs",
                "broker " + std::to_string(broker.broker.value()) + " is not up: see status");
        }
        Json one;
        one["broker"] = broker.broker.value();
        one["logDirs"] = Json::array();
        one["logDirs"].push_back(dir_json(*process, run.cluster().log_dir(broker.node), topics));
        brokers.push_back(std::move(one));
    }
    run.print("Received log directory information from brokers " + comma_ids(asked));
    Json root;
    root["brokers"] = std::move(brokers);
    root["version"] = 1;
    run.print(root.dump());
}

}  // namespace kscope::sim
