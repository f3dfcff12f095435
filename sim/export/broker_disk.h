// The log directory of one broker of a world as it is at this moment, file by file into a sink. It
// looks at the world and changes nothing in it.
#pragma once

#include "sim/engine/world.h"
#include "sim/export/log_dir_files.h"

namespace kscope::sim {

// Nothing, if the node is no broker or never ran.
void write_broker_disk(const World& world, NodeId node, FileSink& sink);

}  // namespace kscope::sim
