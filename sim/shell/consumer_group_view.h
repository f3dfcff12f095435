// What the actions of kafka-consumer-groups share: groups as their coordinators describe them, and
// the tool's tables.
#pragma once

#include <string>
#include <vector>

#include "sim/shell/admin_tool.h"
#include "sim/shell/options.h"

namespace kscope::sim {

// Columns as wide as their longest cell, and at least so wide; the last is open.
struct Table {
    std::vector<std::vector<std::string>> rows;
    [[nodiscard]] std::string text(const std::vector<std::size_t>& least) const;
};

struct GroupView {
    BrokerEndpoint coordinator;
    DescribedGroup group;
};
// These throw BadInput with Kafka's error.
GroupView view_of(AdminTool& tool, const std::string& name);
std::vector<CommittedOffset> committed_offsets(AdminTool& tool, const GroupView& view);
// Of all brokers, by name.
std::vector<ListedGroup> all_groups(AdminTool& tool, const MetadataResponse& cluster);
// --group, several times, or --all-groups; empty: neither is there.
std::vector<std::string> chosen_groups(const Options& options, AdminTool& tool,
                                       const MetadataResponse& cluster);

// --timeout, as ConsumerGroupCommand has it.
Duration patience_of(const Options& options);

}  // namespace kscope::sim
