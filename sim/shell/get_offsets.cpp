// kafka-get-offsets, before: kafka-run-class kafka.tools.GetOffsetShell
// (org.apache.kafka.tools.GetOffsetShell).
#include <algorithm>
#include <limits>

#include "sim/shell/addresses.h"
#include "sim/shell/offset_queries.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_chooser.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

constexpr Duration default_api_timeout = Duration::seconds(60);  // default.api.timeout.ms

std::int64_t time_of(const Options& options) {
    const Word* word = options.value("--time");
    if (word == nullptr || word->text == "latest" || word->text == "-1") return -1;
    if (word->text == "earliest" || word->text == "-2") return -2;
    if (word->text == "max-timestamp" || word->text == "-3") return -3;
    for (const char* tiered : {"earliest-local", "-4", "latest-tiered", "-5"}) {
        if (word->text != tiered) continue;
        throw BadInput(word->place, "nothing is tiered here", "write earliest or latest");
    }
    if (word->text.find_first_not_of("0123456789") != std::string::npos) {
        throw BadInput(
            word->place,
            "Malformed time argument " + word->text +
                ". Please use -1 or latest / -2 or earliest / -3 or max-timestamp / -4 or "
                "earliest-local / -5 or latest-tiered, or a specified long format "
                "timestamp",
            "write latest, earliest, max-timestamp, or milliseconds since 1970");
    }
    return whole_of(*word, "--time");
}

// "click:0-2,view:1,:3": a topic, a number or a range in each.
struct PartitionFilter {
    TopicChooser topics;
    std::int64_t from = 0;
    std::int64_t to = std::numeric_limits<std::int64_t>::max();  // not included
};

PartitionFilter filter_of(const std::string& text, const Place& place) {
    const std::size_t colon = text.find(':');
    PartitionFilter filter{TopicChooser(text.substr(0, colon), place)};
    if (colon == std::string::npos || colon + 1 == text.size()) return filter;
    const std::string range = text.substr(colon + 1);
    const std::size_t dash = range.find('-');
    const auto number = [&](const std::string& digits) {
        return whole_of({digits, place}, "--topic-partitions");
    };
    if (dash == std::string::npos) {
        filter.from = number(range);
        filter.to = filter.from + 1;
        return filter;
    }
    if (dash > 0) filter.from = number(range.substr(0, dash));
    if (dash + 1 < range.size()) filter.to = number(range.substr(dash + 1));
    return filter;
}

std::vector<PartitionFilter> filters_of(const Options& options) {
    options.refuse_together("--topic-partitions", {"--topic", "--partitions"});
    std::vector<PartitionFilter> filters;
    if (const Word* list = options.value("--topic-partitions")) {
        for (const std::string& part : split(list->text, ',')) {
            filters.push_back(filter_of(part, list->place));
        }
        return filters;
    }
    const TopicChooser topics(options.value("--topic"));
    const Word* numbers = options.value("--partitions");
    if (numbers == nullptr) return {PartitionFilter{topics}};
    for (const std::string& number : split(numbers->text, ',')) {
        const std::int64_t partition = whole_of({number, numbers->place}, "--partitions");
        filters.push_back({topics, partition, partition + 1});
    }
    return filters;
}

}  // namespace

void run_get_offsets(const ToolRun& run) {
    const Options options(
        run.command, with_bootstrap(run, {with_value("--topic"), with_value("--partitions"),
                                          with_value("--topic-partitions"), with_value("--time"),
                                          flag("--exclude-internal-topics"),
                                          with_value("--offsets"), with_value("--max-wait-ms")}));
    const std::int64_t time = time_of(options);
    const std::vector<PartitionFilter> filters = filters_of(options);
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    const MetadataResponse cluster = describe_cluster(tool, "listTopics");
    std::vector<TopicPartition> partitions;
    for (const TopicMetadata& topic : cluster.topics) {
        if (topic.is_internal && options.has("--exclude-internal-topics")) continue;
        for (const PartitionMetadata& partition : topic.partitions) {
            const std::int64_t number = partition.partition.value();
            const bool chosen =
                std::any_of(filters.begin(), filters.end(), [&](const PartitionFilter& filter) {
                    return filter.topics.matches(topic.topic) && number >= filter.from &&
                           number < filter.to;
                });
            if (chosen) partitions.push_back({topic.topic, partition.partition});
        }
    }
    if (partitions.empty()) {
        throw BadInput(run.place(),
                       "Could not match any topic-partitions with the specified filters",
                       "see kafka-topics --describe");
    }
    for (const auto& [tp, answer] :
         list_offsets(tool, cluster, partitions, time, default_api_timeout)) {
        if (answer.error != ErrorCode::none) {
            run.print("Skip getting offsets for topic-partition " + to_string(tp) +
                      " due to error: org.apache.kafka.common.errors." +
                      exception_name(answer.error));
        } else if (answer.offset != no_offset) {
            run.print(tp.topic + ":" + std::to_string(tp.partition.value()) + ":" +
                      std::to_string(answer.offset.value()));
        }
    }
}

// kafka-run-class kafka.tools.GetOffsetShell ...
void run_class(const ToolRun& run) {
    if (run.command.words.size() < 2) {
        throw BadInput(run.place(), "which class?", "write kafka.tools.GetOffsetShell");
    }
    const Word& name = run.command.words[1];
    CommandText command = run.command;
    command.words.erase(command.words.begin());
    const ToolRun inner{command, run.session};
    if (name.text.ends_with("GetOffsetShell")) return run_get_offsets(inner);
    if (name.text.ends_with("DumpLogSegments")) return run_dump_log(inner);
    throw BadInput(name.place, "Could not find or load main class " + name.text,
                   "write kafka.tools.GetOffsetShell or kafka.tools.DumpLogSegments");
}

}  // namespace kscope::sim
