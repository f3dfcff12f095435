// kafka-leader-election (org.apache.kafka.tools.LeaderElectionCommand), and
// kafka-preferred-replica-election, as it was before.
#include <algorithm>
#include <cctype>

#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/partition_json.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

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

// What a tool says of an election.
struct Words {
    std::string completed;  // "Successfully completed leader election (PREFERRED)"
    std::string failing;
    std::string needless;
};
Words words_of(const std::string& type) {
    return {"Successfully completed leader election (" + type + ")",
            "Error completing leader election (" + type + ")", "Valid replica already elected"};
}
// kafka-preferred-replica-election's last ones.
Words old_words() {
    return {"Successfully completed preferred leader election",
            "Error completing preferred leader election", "Preferred replica already elected"};
}

void elect(const ToolRun& run, AdminTool& tool, ElectionType type, const Partitions& partitions,
           const Words& words) {
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
            run.print(words.failing + " for partition: " + to_string(result.tp) +
                      ": org.apache.kafka.common.errors." + exception_name(result.error) + ": " +
                      result.message);
            failed = &result;
        }
    }
    if (!elected.empty()) {
        run.print(words.completed + " for partitions " + partitions_named(elected));
    }
    // To all partitions Kafka's broker does not tell of those that need none.
    if (!needless.empty() && partitions) {
        run.print(words.needless + " for partitions " + partitions_named(needless));
    }
    if (failed != nullptr) refuse(run.place(), failed->error, failed->message);
}

// By --zookeeper the tool writes /admin/preferred_replica_election, and does not wait for what the
// controller makes of it (PreferredReplicaLeaderElectionCommand.ZkCommand). Here it asks the
// controller.
void elect_by_zookeeper(const ToolRun& run, AdminTool& tool, const Partitions& partitions) {
    std::vector<TopicPartition> known;
    for (const TopicMetadata& topic : describe_cluster(tool, "listTopics").topics) {
        for (const PartitionMetadata& partition : topic.partitions) {
            known.push_back({topic.topic, partition.partition});
        }
    }
    std::vector<TopicPartition> valid;
    std::vector<TopicPartition> unknown;
    for (const TopicPartition& tp : partitions ? *partitions : known) {
        const bool is_there = std::find(known.begin(), known.end(), tp) != known.end();
        (is_there ? valid : unknown).push_back(tp);
    }
    if (!valid.empty()) {
        tool.controller<ElectLeadersResponse>(
            ElectLeadersRequest{ElectionType::preferred, valid, Duration::seconds(30)},
            partitions_named(valid), "electLeaders");
    }
    std::vector<std::string> names;
    for (const TopicPartition& tp : valid) names.push_back(to_string(tp));
    run.print("Created preferred replica election path with " + joined(names, ","));
    run.print("Successfully started preferred replica election for partitions Set(" +
              joined(names, ", ") + ")");
    for (const TopicPartition& tp : unknown) {
        run.print("Skipping preferred replica leader election for partition " + to_string(tp) +
                  " since it doesn't exist.");
    }
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
    if (lower == "unclean") {
        elect(run, tool, ElectionType::unclean, partitions, words_of("UNCLEAN"));
    } else {
        elect(run, tool, ElectionType::preferred, partitions, words_of("PREFERRED"));
    }
}

void run_preferred_replica_election(const ToolRun& run) {
    run.print(
        "This tool is deprecated. Please use kafka-leader-election tool. Tracking issue: "
        "KAFKA-8405");
    const Options options(run.command, with_bootstrap(run, {with_value("--path-to-json-file")}));
    Partitions partitions;
    if (const Word* file = options.value("--path-to-json-file")) {
        partitions = partitions_in(run, *file);
    }
    const bool by_zookeeper = options.has("--zookeeper");
    if (by_zookeeper && (options.has("--bootstrap-server") || options.has("--broker-list"))) {
        throw BadInput(options.place_of("--zookeeper"),
                       "Exactly one of '[bootstrap-server]' or '[zookeeper]' must be provided",
                       "leave out one of them");
    }
    if (by_zookeeper) {
        run.print(
            "Warning: --zookeeper is deprecated and will be removed in a future version of "
            "Kafka.\nUse --bootstrap-server instead to specify a broker to connect to.");
    }
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    if (by_zookeeper) return elect_by_zookeeper(run, tool, partitions);
    elect(run, tool, ElectionType::preferred, partitions, old_words());
}

}  // namespace kscope::sim
