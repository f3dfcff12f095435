#include "sim/shell/consumer_group_view.h"

#include <algorithm>
#include <limits>

#include "sim/shell/offset_queries.h"
#include "sim/shell/refusal.h"

namespace kscope::sim {

namespace {

std::string cell(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text + " ";
}

}  // namespace

std::string Table::text(const std::vector<std::size_t>& least) const {
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

std::vector<std::string> chosen_groups(const Options& options, AdminTool& tool,
                                       const MetadataResponse& cluster) {
    std::vector<std::string> names;
    if (options.has("--all-groups")) {
        for (const ListedGroup& group : all_groups(tool, cluster)) names.push_back(group.group);
        return names;
    }
    for (const Word& word : options.values("--group")) names.push_back(word.text);
    return names;
}

Duration patience_of(const Options& options) {
    const auto asked = options.whole("--timeout");
    if (asked && (*asked < 0 || *asked > std::numeric_limits<std::int32_t>::max())) {
        throw BadInput(options.value("--timeout")->place, "no number of milliseconds",
                       "write for example --timeout 5000");
    }
    return Duration::millis(asked.value_or(5'000));
}

}  // namespace kscope::sim
