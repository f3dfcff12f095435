// Servers of a session: started, awaited, stopped.
#pragma once

#include <vector>

#include "sim/shell/session.h"

namespace kscope::sim {

// "b1", "1", "zk", "controller", "leader of click-0". Throws BadInput.
NodeId named_node(const ToolRun& run, const std::vector<Word>& words);

// For what is ZooKeeper's: throws if this cluster has KRaft, as a shell does that does not find the
// script, from the version on that has it no more.
void require_zookeeper(const ToolRun& run);

// Lets time pass until the server serves, and prints what its log says then.
void tell_started(const ToolRun& run, NodeId node);
// SIGTERM: the broker moves its leaderships and ends in good order.
void stop_in_order(const ToolRun& run, NodeId node);
// SIGTERM to all of these at once.
void stop_together(const ToolRun& run, const std::vector<NodeId>& nodes);

}  // namespace kscope::sim
