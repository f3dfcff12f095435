// kafka-consumer-groups (org.apache.kafka.tools.consumer.group.ConsumerGroupCommand): groups, their
// members and lag, and resetting their offsets.
#include <algorithm>
#include <limits>
#include <set>

#include "core/config/config_value.h"
#include "sim/shell/addresses.h"
#include "sim/shell/offset_queries.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

std::vector<Flag> groups_flags(const ToolRun& run) {
    return with_bootstrap(
        run, {flag("--list"),           flag("--describe"),          flag("--reset-offsets"),
              flag("--all-groups"),     with_value("--group"),       flag("--members"),
              flag("--offsets"),        maybe_value("--state"),      flag("--verbose"),
              with_value("--topic"),    flag("--all-topics"),        flag("--to-earliest"),
              flag("--to-latest"),      flag("--to-current"),        with_value("--to-offset"),
              with_value("--shift-by"), with_value("--to-datetime"), with_value("--by-duration"),
              flag("--dry-run"),        flag("--execute"),           with_value("--timeout"),
              flag("--new-consumer")});
}

std::string cell(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text + " ";
}

// Columns as wide as their longest cell, 15 at least, as Kafka's tool makes them; the last is open.
struct Table {
    std::vector<std::vector<std::string>> rows;
    [[nodiscard]] std::string text(const std::vector<std::size_t>& least) const {
        std::vector<std::size_t> widths = least;
        for (const auto& row : rows) {
            for (std::size_t i = 0; i < widths.size(); ++i) {
                widths[i] = std::max(widths[i], row[i].size());
            }
        }
        std::string lines;
        for (const auto& row : rows) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                lines += i < widths.size() ? cell(row[i], widths[i]) : row[i];
            }
            while (lines.back() == ' ') lines.pop_back();
            lines += "\n";
        }
        return lines;
    }
};

// --timeout, as ConsumerGroupCommand has it.
Duration patience_of(const Options& options) {
    const auto asked = options.whole("--timeout");
    if (asked && (*asked < 0 || *asked > std::numeric_limits<std::int32_t>::max())) {
        throw BadInput(options.value("--timeout")->place, "no number of milliseconds",
                       "write for example --timeout 5000");
    }
    return Duration::millis(asked.value_or(5'000));
}

std::vector<ListedGroup> all_groups(AdminTool& tool, const MetadataResponse& cluster) {
    std::vector<ListedGroup> groups;
    for (const BrokerEndpoint& broker : cluster.brokers) {
        auto answer =
            tool.broker<ListGroupsResponse>(broker.node, ListGroupsRequest{}, "", "listGroups");
        for (ListedGroup& group : answer.groups) groups.push_back(std::move(group));
    }
    std::sort(groups.begin(), groups.end(),
              [](const auto& a, const auto& b) { return a.group < b.group; });
    return groups;
}

std::string host_name(const Cluster& cluster, NodeId node) {
    return node == no_node ? "-" : "/" + cluster.name(node);
}

struct GroupView {
    BrokerEndpoint coordinator;
    DescribedGroup group;
};

GroupView view_of(AdminTool& tool, const std::string& name) {
    GroupView view{find_coordinator(tool, name), {}};
    auto answer = tool.broker<DescribeGroupsResponse>(
        view.coordinator.node, DescribeGroupsRequest{{name}}, name, "describeConsumerGroups");
    view.group = std::move(answer.groups.at(0));
    if (view.group.error != ErrorCode::none) refuse(tool.place(), view.group.error, "");
    return view;
}

std::vector<CommittedOffset> committed_offsets(AdminTool& tool, const GroupView& view) {
    auto answer = tool.broker<OffsetFetchResponse>(view.coordinator.node,
                                                   OffsetFetchRequest{view.group.group, {}},
                                                   view.group.group, "listConsumerGroupOffsets");
    if (answer.error != ErrorCode::none) refuse(tool.place(), answer.error, "");
    return std::move(answer.offsets);
}

void describe_offsets(const ToolRun& run, AdminTool& tool, const MetadataResponse& cluster,
                      const GroupView& view, Duration most) {
    std::map<TopicPartition, Offset> committed;
    for (const CommittedOffset& offset : committed_offsets(tool, view)) {
        committed[offset.tp] = offset.offset;
    }
    std::map<TopicPartition, const DescribedMember*> owners;
    for (const auto& [tp, offset] : committed) owners[tp] = nullptr;
    for (const DescribedMember& member : view.group.members) {
        for (const TopicPartition& tp : member.assignment) owners[tp] = &member;
    }
    std::vector<TopicPartition> partitions;
    for (const auto& [tp, owner] : owners) partitions.push_back(tp);
    const auto ends = list_offsets(tool, cluster, partitions, -1, most);
    Table table;
    table.rows.push_back({"GROUP", "TOPIC", "PARTITION", "CURRENT-OFFSET", "LOG-END-OFFSET", "LAG",
                          "CONSUMER-ID", "HOST", "CLIENT-ID"});
    for (const auto& [tp, owner] : owners) {
        const auto at = committed.find(tp);
        const bool known = at != committed.end() && at->second != no_offset;
        const OffsetAnswer end = ends.at(tp);
        const bool has_end = end.error == ErrorCode::none;
        table.rows.push_back({view.group.group, tp.topic, std::to_string(tp.partition.value()),
                              known ? std::to_string(at->second.value()) : "-",
                              has_end ? std::to_string(end.offset.value()) : "-",
                              known && has_end ? std::to_string(end.offset - at->second) : "-",
                              owner != nullptr ? owner->member_id : "-",
                              owner != nullptr ? host_name(run.cluster(), owner->host) : "-",
                              owner != nullptr ? owner->client_id : "-"});
    }
    run.print("");
    run.session.out() += table.text({15, 15, 10, 15, 15, 15, 15, 15});
}

void describe_members(const ToolRun& run, const GroupView& view, bool verbose) {
    Table table;
    table.rows.push_back(
        {"GROUP", "CONSUMER-ID", "HOST", "CLIENT-ID", "#PARTITIONS", verbose ? "ASSIGNMENT" : ""});
    for (const DescribedMember& member : view.group.members) {
        std::map<std::string, std::string> by_topic;
        for (const TopicPartition& tp : member.assignment) {
            std::string& list = by_topic[tp.topic];
            list += (list.empty() ? "" : ",") + std::to_string(tp.partition.value());
        }
        std::string assigned;
        for (const auto& [topic, list] : by_topic) {
            assigned += (assigned.empty() ? "" : ", ") + topic + "(" + list + ")";
        }
        table.rows.push_back({view.group.group, member.member_id,
                              host_name(run.cluster(), member.host), member.client_id,
                              std::to_string(member.assignment.size()),
                              verbose ? (assigned.empty() ? "-" : assigned) : ""});
    }
    run.print("");
    run.session.out() += table.text({15, 15, 15, 15, 15});
}

void describe_state(const ToolRun& run, const GroupView& view) {
    const Listener& at = run.cluster().listener(view.coordinator.node);
    Table table;
    table.rows.push_back({"GROUP", "COORDINATOR (ID)", "ASSIGNMENT-STRATEGY", "STATE", "#MEMBERS"});
    table.rows.push_back(
        {view.group.group,
         to_string(at) + "  (" + std::to_string(view.coordinator.broker.value()) + ")",
         view.group.protocol, view.group.state, std::to_string(view.group.members.size())});
    run.print("");
    run.session.out() += table.text({25, 25, 20, 15});
}

std::vector<std::string> chosen_groups(const Options& options, AdminTool& tool,
                                       const MetadataResponse& cluster) {
    std::vector<std::string> names;
    if (options.has("--all-groups")) {
        for (const ListedGroup& group : all_groups(tool, cluster)) names.push_back(group.group);
        return names;
    }
    for (const Word& word : options.values("--group")) names.push_back(word.text);
    if (!names.empty()) return names;
    throw BadInput(options.place(), "Option describe takes one of these options: all-groups, group",
                   "add --group NAME");
}

void describe_groups(const ToolRun& run, const Options& options, AdminTool& tool) {
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    for (const std::string& name : chosen_groups(options, tool, cluster)) {
        const GroupView view = view_of(tool, name);
        const std::string& state = view.group.state;
        if (state == "Dead") {
            throw BadInput(options.place_of("--group"),
                           "GroupIdNotFoundException: Consumer group '" + name + "' does not exist",
                           "see --list");
        }
        if (state == "Empty") {
            run.print("\nConsumer group '" + name + "' has no active members.");
        } else if (state != "Stable") {
            run.print("\nWarning: Consumer group '" + name + "' is rebalancing.");
        }
        if (options.has("--state")) {
            describe_state(run, view);
        } else if (options.has("--members")) {
            describe_members(run, view, options.has("--verbose"));
        } else {
            describe_offsets(run, tool, cluster, view, patience_of(options));
        }
    }
}

// ---- --reset-offsets

std::vector<TopicPartition> partitions_to_reset(const Options& options, AdminTool& tool,
                                                const MetadataResponse& cluster,
                                                const GroupView& view) {
    std::vector<TopicPartition> partitions;
    if (options.has("--all-topics")) {
        for (const CommittedOffset& offset : committed_offsets(tool, view)) {
            partitions.push_back(offset.tp);
        }
        return partitions;
    }
    for (const Word& word : options.values("--topic")) {
        const std::size_t colon = word.text.find(':');
        const std::string name = word.text.substr(0, colon);
        const TopicMetadata* topic = find_topic(cluster, name);
        if (topic == nullptr) {
            throw BadInput(
                word.place,
                "UnknownTopicOrPartitionException: the topic " + name + " does not exist",
                "see kafka-topics --list");
        }
        std::set<std::string> wanted;
        if (colon != std::string::npos) {
            for (const std::string& one : split(word.text.substr(colon + 1), ',')) {
                wanted.insert(one);
            }
        }
        for (const PartitionMetadata& partition : topic->partitions) {
            const std::string number = std::to_string(partition.partition.value());
            if (wanted.empty() || wanted.contains(number)) {
                partitions.push_back({name, partition.partition});
            }
        }
    }
    if (!partitions.empty()) return partitions;
    throw BadInput(options.place(),
                   "One of the reset scopes should be defined: --all-topics, --topic",
                   "add --topic NAME");
}

// Where to reset to: exactly one of these (ConsumerGroupCommandOptions.checkArgs).
std::string scenario_of(const Options& options) {
    if (options.has("--dry-run") && options.has("--execute")) {
        throw BadInput(options.place_of("--dry-run"),
                       "Option [reset-offsets] only accepts one of [execute] and [dry-run]",
                       "leave out one of them");
    }
    const std::vector<std::string> all{"--to-offset", "--to-earliest", "--to-latest",
                                       "--to-current", "--shift-by"};
    std::string found;
    for (const std::string& one : all) {
        std::vector<std::string> others = all;
        std::erase(others, one);
        options.refuse_together(one, others);
        if (options.has(one)) found = one;
    }
    if (!found.empty()) return found;
    std::vector<std::string> names;
    for (const std::string& one : all) names.push_back("[" + one.substr(2) + "]");
    throw BadInput(options.place(),
                   "Option '[reset-offsets]' requires one of the following scenarios: [" +
                       joined(names, ", ") + "]",
                   "add one of them");
}

// Java's addition: it wraps.
Offset shifted(Offset offset, std::int64_t by) {
    return Offset(static_cast<std::int64_t>(static_cast<std::uint64_t>(offset.value()) +
                                            static_cast<std::uint64_t>(by)));
}

// All of them, or none: Kafka's tool gives up too.
std::map<TopicPartition, OffsetAnswer> known_offsets(const Options& options, AdminTool& tool,
                                                     const MetadataResponse& cluster,
                                                     const std::vector<TopicPartition>& partitions,
                                                     std::int64_t timestamp_ms) {
    auto answers = list_offsets(tool, cluster, partitions, timestamp_ms, patience_of(options));
    for (const auto& [tp, answer] : answers) {
        if (answer.error == ErrorCode::none) continue;
        refuse(tool.place(), answer.error,
               answer.error == ErrorCode::request_timed_out
                   ? "Call(callName=listOffsets) timed out, for " + to_string(tp)
                   : "");
    }
    return answers;
}

// Where each partition is to be, within its log.
std::vector<CommittedOffset> new_offsets(const Options& options, AdminTool& tool,
                                         const MetadataResponse& cluster, const GroupView& view,
                                         const std::vector<TopicPartition>& partitions) {
    const std::string how = scenario_of(options);
    const auto begin = known_offsets(options, tool, cluster, partitions, -2);
    const auto end = known_offsets(options, tool, cluster, partitions, -1);
    std::map<TopicPartition, Offset> current;
    for (const CommittedOffset& offset : committed_offsets(tool, view)) {
        current[offset.tp] = offset.offset;
    }
    std::vector<CommittedOffset> reset;
    for (const TopicPartition& tp : partitions) {
        const Offset first = begin.at(tp).offset;
        const Offset last = end.at(tp).offset;
        const bool known = current.contains(tp);
        if (how == "--shift-by" && !known) {
            throw BadInput(options.place_of(how),
                           "Cannot shift offset for partition " + to_string(tp) +
                               " since there is no current committed offset",
                           "use --to-earliest, --to-latest or --to-offset");
        }
        Offset wish = last;
        if (how == "--to-earliest") wish = first;
        if (how == "--to-current" && known) wish = current[tp];
        if (how == "--to-offset") wish = Offset(*options.whole(how));
        if (how == "--shift-by") wish = shifted(current[tp], *options.whole(how));
        CommittedOffset& offset = reset.emplace_back();
        offset.tp = tp;
        offset.offset = std::clamp(wish, first, std::max(first, last));
    }
    return reset;
}

void reset_offsets(const ToolRun& run, const Options& options, AdminTool& tool) {
    for (const char* by_time : {"--to-datetime", "--by-duration"}) {
        if (!options.has(by_time)) continue;
        throw BadInput(options.place_of(by_time), "offsets are not reset by time here",
                       "look with kafka-get-offsets --time MS, then use --to-offset");
    }
    const Word& name = options.required("--group");
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    const GroupView view = view_of(tool, name.text);
    if (view.group.state != "Empty" && view.group.state != "Dead") {
        throw BadInput(name.place,
                       "Assignments can only be reset if the group '" + name.text +
                           "' is inactive, but the current state is " + view.group.state,
                       "stop its consumers first");
    }
    const auto partitions = partitions_to_reset(options, tool, cluster, view);
    const std::vector<CommittedOffset> offsets =
        new_offsets(options, tool, cluster, view, partitions);
    if (!options.has("--execute") && !options.has("--dry-run")) {
        run.print(
            "WARN: No action will be performed as the --execute option is missing. In a "
            "future major release, the default behavior of this command will be to prompt "
            "the user before executing the reset rather than doing a dry run. You should add "
            "the --dry-run option explicitly if you are scripting this command and want to "
            "keep the current default behavior without prompting.");
    }
    if (options.has("--execute")) {
        OffsetCommitRequest request{name.text, no_generation, "", offsets};
        const auto answer = tool.broker<OffsetCommitResponse>(
            view.coordinator.node, std::move(request), name.text, "alterConsumerGroupOffsets");
        for (const OffsetCommitResult& result : answer.partitions) {
            if (result.error != ErrorCode::none) refuse(name.place, result.error, "");
        }
    }
    Table table;
    table.rows.push_back({"GROUP", "TOPIC", "PARTITION", "NEW-OFFSET"});
    for (const CommittedOffset& offset : offsets) {
        table.rows.push_back({name.text, offset.tp.topic,
                              std::to_string(offset.tp.partition.value()),
                              std::to_string(offset.offset.value())});
    }
    run.print("");
    run.session.out() += table.text({30, 30, 10});
}

void list_groups(const ToolRun& run, const Options& options, AdminTool& tool) {
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    const std::vector<ListedGroup> groups = all_groups(tool, cluster);
    if (!options.has("--state")) {
        for (const ListedGroup& group : groups) run.print(group.group);
        return;
    }
    const std::string wanted = options.text("--state", "");
    Table table;
    table.rows.push_back({"GROUP", "STATE"});
    for (const ListedGroup& group : groups) {
        if (wanted.empty() || wanted == group.state)
            table.rows.push_back({group.group, group.state});
    }
    run.session.out() += table.text({25});
}

}  // namespace

void run_consumer_groups(const ToolRun& run) {
    const Options options(run.command, groups_flags(run));
    const std::string action = options.one_of({"--list", "--describe", "--reset-offsets"});
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    if (action == "--list") list_groups(run, options, tool);
    if (action == "--describe") describe_groups(run, options, tool);
    if (action == "--reset-offsets") reset_offsets(run, options, tool);
}

}  // namespace kscope::sim
