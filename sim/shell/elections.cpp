// kafka-leader-election (org.apache.kafka.tools.LeaderElectionCommand), and
// kafka-preferred-replica-election, as it was before.
#include <algorithm>
#include <cctype>

#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/partition_json.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"

namespace kscope::sim {

namespace {

using Partitions = std::optional<std::vector<TopicPartition>>;

std::vector<TopicPartition> partitions_in(const ToolRun& run, const Word& file) {
    std::vector<TopicPartition> all;
    for (const PartitionEntry& entry : read_partition_json(run.session.read_file(file), file)) {
        if (std::find(all.begin(), all.end(), entry.tp) != all.end()) {
            throw BadInput(
                file.place,
                "Replica election data contains duplicate partitions: " + to_string(entry.tp),
                "name each once");
        }
        all.push_back(entry.tp);
    }
    return all;
}

Partitions partitions_of(const ToolRun& run, const Options& options) {
    const std::vector<std::string> ways{"--topic", "--all-topic-partitions", "--path-to-json-file"};
    const auto given = std::count_if(ways.begin(), ways.end(),
                                     [&](const std::string& way) { return options.has(way); });
    if (given != 1) {
        throw BadInput(options.place(),
                       "One and only one of the following options is required: topic, "
                       "all-topic-partitions, path-to-json-file",
                       given == 0 ? "add one of them" : "leave out the others");
    }
    if (!options.has("--topic") && options.has("--partition")) {
        throw BadInput(options.place_of("--partition"),
                       "Option partition is only allowed if topic is used", "add --topic");
    }
    if (const Word* file = options.value("--path-to-json-file")) return partitions_in(run, *file);
    if (const Word* topic = options.value("--topic")) {
        const auto partition = options.whole_32("--partition");
        if (!partition) {
            throw BadInput(topic->place, "Missing required option(s): partition",
                           "add --partition");
        }
        return std::vector{TopicPartition{topic->text, PartitionIndex(*partition)}};
    }
    return std::nullopt;
}

std::string partitions_named(const std::vector<TopicPartition>& partitions) {
    std::vector<std::string> names;
    for (const TopicPartition& tp : partitions) names.push_back(to_string(tp));
    return joined(names, ", ");
}

void elect(const ToolRun& run, AdminTool& tool, ElectionType type, const Partitions& partitions) {
    const char* name = type == ElectionType::preferred ? "PREFERRED" : "UNCLEAN";
    const std::string about = partitions ? partitions_named(*partitions) : "all partitions";
    const auto answer = tool.controller<ElectLeadersResponse>(
        ElectLeadersRequest{type, partitions, Duration::seconds(30)}, about, "electLeaders");
    if (answer.error != ErrorCode::none) refuse(run.place(), answer.error, "");
    std::vector<TopicPartition> elected;
    std::vector<TopicPartition> needless;
    const PartitionResult* failed = nullptr;
    for (const PartitionResult& result : answer.partitions) {
        if (result.error == ErrorCode::none) {
            elected.push_back(result.tp);
        } else if (result.error == ErrorCode::election_not_needed) {
            needless.push_back(result.tp);
        } else {
            run.print(std::string("Error completing leader election (") + name +
                      ") for partition: " + to_string(result.tp) +
                      ": org.apache.kafka.common.errors." + exception_name(result.error) + ": " +
                      result.message);
            failed = &result;
        }
    }
    if (!elected.empty()) {
        run.print(std::string("Successfully completed leader election (") + name +
                  ") for partitions " + partitions_named(elected));
    }
    // To all partitions Kafka's broker does not tell of those that need none.
    if (!needless.empty() && partitions) {
        run.print("Valid replica already elected for partitions " + partitions_named(needless));
    }
    if (failed != nullptr) refuse(run.place(), failed->error, failed->message);
}

}  // namespace

void run_leader_election(const ToolRun& run) {
    const Options options(
        run.command, with_bootstrap(run, {with_value("--election-type"), with_value("--topic"),
                                          with_value("--partition"), flag("--all-topic-partitions"),
                                          with_value("--path-to-json-file")}));
    for (const char* name : {"--bootstrap-server", "--election-type"}) {
        const bool by_zookeeper = options.has("--zookeeper") || options.has("--broker-list");
        if (options.has(name) || (by_zookeeper && std::string(name) != "--election-type")) continue;
        throw BadInput(options.place(), std::string("Missing required option(s): ") + (name + 2),
                       std::string("add ") + name);
    }
    const Word& type = options.required("--election-type");
    std::string lower;
    for (const char c : type.text) {
        lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    if (lower != "preferred" && lower != "unclean") {
        throw BadInput(type.place,
                       "Cannot parse argument '" + type.text + "' of option election-type",
                       "write PREFERRED or UNCLEAN");
    }
    const Features& features = run.cluster().broker_defaults().features;
    if (lower == "unclean" && !features.unclean_election_on_request) {  // KIP-460
        throw BadInput(type.place,
                       "Kafka " + run.session.version() + " elects no unclean leader on request",
                       "set unclean.leader.election.enable");
    }
    const Partitions partitions = partitions_of(run, options);
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    elect(run, tool, lower == "unclean" ? ElectionType::unclean : ElectionType::preferred,
          partitions);
}

void run_preferred_replica_election(const ToolRun& run) {
    const Options options(run.command, with_bootstrap(run, {with_value("--path-to-json-file")}));
    Partitions partitions;
    if (const Word* file = options.value("--path-to-json-file")) {
        partitions = partitions_in(run, *file);
    }
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    elect(run, tool, ElectionType::preferred, partitions);
}

}  // namespace kscope::sim
