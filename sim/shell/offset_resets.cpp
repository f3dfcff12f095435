#include "sim/shell/offset_resets.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "sim/shell/consumer_group_view.h"
#include "sim/shell/offset_queries.h"
#include "sim/shell/refusal.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

// "click:0,7": which of the topic's; none: all of them.
std::set<PartitionIndex> partitions_named(const Word& word) {
    const std::size_t colon = word.text.find(':');
    if (colon == std::string::npos) return {};
    std::vector<std::string> numbers = split(word.text.substr(colon + 1), ',');
    while (!numbers.empty() && numbers.back().empty()) numbers.pop_back();  // as String.split does
    if (numbers.empty() || word.text.find(':', colon + 1) != std::string::npos) {
        throw BadInput(word.place,
                       "Invalid topic arg '" + word.text + "', expected topic name and partitions",
                       "write for example " + word.text.substr(0, colon) + ":0,1");
    }
    std::set<PartitionIndex> named;
    for (const std::string& number : numbers) {
        std::int32_t value = 0;
        const char* end = number.data() + number.size();
        const auto parsed = std::from_chars(number.data(), end, value);
        if (parsed.ec != std::errc{} || parsed.ptr != end) {
            throw BadInput(
                word.place,
                "Invalid partition '" + number + "' specified in topic arg '" + word.text + "'",
                "write numbers of partitions, from 0");
        }
        named.insert(PartitionIndex(value));
    }
    return named;
}

// Kafka's tool waits for a partition that is not there until its time is over.
void refuse_unknown(const Word& word, const TopicMetadata& topic,
                    const std::set<PartitionIndex>& named) {
    std::vector<std::string> known;
    for (const PartitionMetadata& partition : topic.partitions) {
        known.push_back(std::to_string(partition.partition.value()));
    }
    for (const PartitionIndex one : named) {
        const std::string number = std::to_string(one.value());
        if (std::find(known.begin(), known.end(), number) != known.end()) continue;
        throw BadInput(word.place,
                       "UnknownTopicOrPartitionException: the topic " + topic.topic +
                           " has no partition " + number,
                       "it has " + joined(known, ","));
    }
}

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
    std::set<TopicPartition> seen;
    for (const Word& word : options.values("--topic")) {
        const std::string name = word.text.substr(0, word.text.find(':'));
        const std::set<PartitionIndex> named = partitions_named(word);
        const TopicMetadata* topic = find_topic(cluster, name);
        if (topic == nullptr) {
            throw BadInput(
                word.place,
                "UnknownTopicOrPartitionException: the topic " + name + " does not exist",
                "see kafka-topics --list");
        }
        refuse_unknown(word, *topic, named);
        for (const PartitionMetadata& partition : topic->partitions) {
            if (!named.empty() && !named.contains(partition.partition)) continue;
            const TopicPartition tp{name, partition.partition};
            if (seen.insert(tp).second) partitions.push_back(tp);
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

// ConsumerGroupCommand.checkOffsetsRange.
Offset within_log(const ToolRun& run, const TopicPartition& tp, Offset wish, Offset first,
                  Offset last) {
    if (wish >= first && wish <= last) return wish;
    const bool high = wish > last;
    const Offset set = high ? last : first;
    run.complain("WARN New offset (" + std::to_string(wish.value()) + ") is " +
                 (high ? "higher than latest" : "lower than earliest") +
                 " offset for topic partition " + to_string(tp) + ". Value will be set to " +
                 std::to_string(set.value()) +
                 " (org.apache.kafka.tools.consumer.group.ConsumerGroupCommand)");
    return set;
}

// Where each partition is to be.
std::vector<CommittedOffset> new_offsets(const ToolRun& run, const Options& options,
                                         AdminTool& tool, const MetadataResponse& cluster,
                                         const GroupView& view,
                                         const std::vector<TopicPartition>& partitions) {
    const std::string how = scenario_of(options);
    const auto begin = known_offsets(options, tool, cluster, partitions, -2);
    const auto end = known_offsets(options, tool, cluster, partitions, -1);
    std::map<TopicPartition, Offset> current;
    for (const CommittedOffset& offset : committed_offsets(tool, view)) {
        if (offset.offset != no_offset) current[offset.tp] = offset.offset;
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
        if (how == "--to-offset" || how == "--shift-by") {
            wish = within_log(run, tp, wish, first, last);
        }
        CommittedOffset& offset = reset.emplace_back();
        offset.tp = tp;
        offset.offset = wish;
    }
    return reset;
}

void commit(AdminTool& tool, const GroupView& view, const std::vector<CommittedOffset>& offsets) {
    const std::string& group = view.group.group;
    OffsetCommitRequest request{group, no_generation, "", offsets};
    const auto answer = tool.broker<OffsetCommitResponse>(view.coordinator.node, std::move(request),
                                                          group, "alterConsumerGroupOffsets");
    for (const OffsetCommitResult& result : answer.partitions) {
        if (result.error != ErrorCode::none) refuse(tool.place(), result.error, "");
    }
}

std::vector<GroupView> inactive_groups(const Options& options, AdminTool& tool,
                                       const MetadataResponse& cluster) {
    std::vector<GroupView> groups;
    for (const std::string& name : chosen_groups(options, tool, cluster)) {
        GroupView& view = groups.emplace_back(view_of(tool, name));
        if (view.group.state == "Empty" || view.group.state == "Dead") continue;
        throw BadInput(options.has("--group") ? options.values("--group").front().place
                                              : options.place_of("--all-groups"),
                       "Assignments can only be reset if the group '" + name +
                           "' is inactive, but the current state is " + view.group.state,
                       "stop its consumers first");
    }
    return groups;
}

}  // namespace

void reset_offsets(const ToolRun& run, const Options& options, AdminTool& tool) {
    for (const char* by_time : {"--to-datetime", "--by-duration"}) {
        if (!options.has(by_time)) continue;
        throw BadInput(options.place_of(by_time), "offsets are not reset by time here",
                       "look with kafka-get-offsets --time MS, then use --to-offset");
    }
    if (!options.has("--group") && !options.has("--all-groups")) {
        throw BadInput(options.place(),
                       "Option [reset-offsets] takes one of these options: [group], [all-groups]",
                       "add --group NAME");
    }
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    const std::vector<GroupView> groups = inactive_groups(options, tool, cluster);
    std::vector<std::vector<CommittedOffset>> offsets;
    for (const GroupView& view : groups) {
        const auto partitions = partitions_to_reset(options, tool, cluster, view);
        offsets.push_back(new_offsets(run, options, tool, cluster, view, partitions));
    }
    if (!options.has("--execute") && !options.has("--dry-run")) {
        run.complain(
            "WARN: No action will be performed as the --execute option is missing. In a "
            "future major release, the default behavior of this command will be to prompt "
            "the user before executing the reset rather than doing a dry run. You should add "
            "the --dry-run option explicitly if you are scripting this command and want to "
            "keep the current default behavior without prompting.");
    }
    Table table;
    table.rows.push_back({"GROUP", "TOPIC", "PARTITION", "NEW-OFFSET"});
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (options.has("--execute")) commit(tool, groups[i], offsets[i]);
        for (const CommittedOffset& offset : offsets[i]) {
            table.rows.push_back({groups[i].group.group, offset.tp.topic,
                                  std::to_string(offset.tp.partition.value()),
                                  std::to_string(offset.offset.value())});
        }
    }
    run.print("");
    run.session.out() += table.text({30, 30, 10});
}

}  // namespace kscope::sim
