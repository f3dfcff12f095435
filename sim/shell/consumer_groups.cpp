// kafka-consumer-groups (org.apache.kafka.tools.consumer.group.ConsumerGroupCommand): groups, their
// members and lag, and resetting their offsets.
#include <algorithm>
#include <map>
#include <set>

#include "sim/shell/addresses.h"
#include "sim/shell/consumer_group_options.h"
#include "sim/shell/consumer_group_view.h"
#include "sim/shell/offset_queries.h"
#include "sim/shell/offset_resets.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

std::string host_name(const Cluster& cluster, NodeId node) {
    return node == no_node ? "-" : "/" + cluster.name(node);
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

void describe_groups(const ToolRun& run, const Options& options, AdminTool& tool) {
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    if (!options.has("--group") && !options.has("--all-groups")) {
        throw BadInput(options.place(),
                       "Option describe takes one of these options: all-groups, group",
                       "add --group NAME");
    }
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

void list_groups(const ToolRun& run, const Options& options, AdminTool& tool) {
    const std::set<std::string> wanted = states_of(options);
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    const std::vector<ListedGroup> groups = all_groups(tool, cluster);
    if (!options.has("--state")) {
        for (const ListedGroup& group : groups) run.print(group.group);
        return;
    }
    Table table;
    table.rows.push_back({"GROUP", "STATE"});
    std::size_t longest = 15;
    for (const ListedGroup& group : groups) {
        if (!wanted.empty() && !wanted.contains(group.state)) continue;
        longest = std::max(longest, group.group.size());
        table.rows.push_back({group.group, group.state});
    }
    run.session.out() += table.text({longest + 10});
}

}  // namespace

void run_consumer_groups(const ToolRun& run) {
    const Options options(run.command, consumer_group_flags(run));
    const std::string action = options.one_of({"--list", "--describe", "--reset-offsets"});
    check_group_options(options);
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    if (action == "--list") list_groups(run, options, tool);
    if (action == "--describe") describe_groups(run, options, tool);
    if (action == "--reset-offsets") reset_offsets(run, options, tool);
}

}  // namespace kscope::sim
