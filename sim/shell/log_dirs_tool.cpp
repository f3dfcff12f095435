// kafka-log-dirs (org.apache.kafka.tools.LogDirsCommand): what each broker has in its log
// directory.
#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "core/config/kafka_version.h"
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

// The keys stand in the order of a Java HashMap, as the tool prints them.
Json dir_json(const DescribedLogDir& dir, const std::set<std::string>& topics) {
    Json json;
    json["partitions"] = Json::array();
    for (const DescribedLog& log : dir.logs) {
        if (!topics.empty() && !topics.contains(log.tp.topic)) continue;
        Json one;
        one["partition"] = to_string(log.tp);
        one["size"] = log.size;
        one["offsetLag"] = log.offset_lag;
        one["isFuture"] = false;
        json["partitions"].push_back(std::move(one));
    }
    json["error"] = nullptr;
    json["logDir"] = dir.log_dir;
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
    const Features features = kscope::features_of(run.session.version());
    const DescribeClusterResponse cluster = describe_brokers(tool, features);
    std::set<BrokerId> known;
    for (const DescribedBroker& broker : cluster.brokers) known.insert(broker.endpoint.broker);
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
    if (!features.describe_log_dirs) {
        throw BadInput(run.place(),
                       "UnsupportedVersionException: The broker does not support DESCRIBE_LOG_DIRS",
                       "brokers of a later version do: see kscope list versions");
    }
    for (const DescribedBroker& broker : cluster.brokers) {
        const auto [id, node] = broker.endpoint;
        if (!asked.contains(id)) continue;
        const auto answer = tool.broker<DescribeLogDirsResponse>(
            node, DescribeLogDirsRequest{}, "log directories", "describeLogDirs");
        Json one;
        one["broker"] = id.value();
        one["logDirs"] = Json::array();
        for (const DescribedLogDir& dir : answer.log_dirs) {
            one["logDirs"].push_back(dir_json(dir, topics));
        }
        brokers.push_back(std::move(one));
    }
    run.print("Received log directory information from brokers " + comma_ids(asked));
    Json root;
    root["brokers"] = std::move(brokers);
    root["version"] = 1;
    run.print(root.dump());
}

}  // namespace kscope::sim
