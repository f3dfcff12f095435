// `kscope run --disks DIR`: the log directory of every broker as it is in the world at this moment,
// DIR/broker-1/click-0/00000000000000000000.log and so on. Brokers that are down have their disks
// too; one that never ran has none. It looks at the world and changes nothing in it.
#pragma once

#include "sim/engine/world.h"
#include "sim/export/atomic_directory.h"

namespace kscope::sim {

void write_disks(const World& world, AtomicDirectory& directory);

}  // namespace kscope::sim
