#include "sim/export/world_disks.h"

#include "sim/export/broker_disk.h"

namespace kscope::sim {

void write_disks(const World& world, AtomicDirectory& directory) {
    for (std::size_t n = 0; n < world.node_count(); ++n) {
        const auto* spec = std::get_if<BrokerSpec>(&world.spec().nodes[n].spec);
        if (spec == nullptr) continue;
        directory.enter("broker-" + std::to_string(spec->config.broker_id.value()));
        write_broker_disk(world, NodeId(static_cast<std::int32_t>(n)), directory);
    }
}

}  // namespace kscope::sim
