#include "sim/export/world_disks.h"

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/node/node.h"
#include "core/replication/replica.h"

namespace kscope::sim {

namespace {

// The topic's own value is known to every live broker that has a replica.
std::int64_t index_interval_of(const World& world, const TopicPartition& tp,
                               const BrokerSpec& fallback) {
    for (std::size_t n = 0; n < world.node_count(); ++n) {
        const Node* node = world.find_node(NodeId(static_cast<std::int32_t>(n)));
        const Broker* broker = node != nullptr ? node->get_if<Broker>() : nullptr;
        if (broker == nullptr) continue;
        if (const auto slot = broker->replicas().find(tp)) {
            return broker->replicas().replica(*slot).log().spec().config.index_interval_bytes;
        }
    }
    return fallback.config.topic_defaults.index_interval_bytes;
}

}  // namespace

void write_disks(const World& world, AtomicDirectory& directory) {
    for (std::size_t n = 0; n < world.node_count(); ++n) {
        const auto* spec = std::get_if<BrokerSpec>(&world.spec().nodes[n].spec);
        if (spec == nullptr) continue;
        directory.enter("broker-" + std::to_string(spec->config.broker_id.value()));
        const auto interval = [&](const TopicPartition& tp) {
            return index_interval_of(world, tp, *spec);
        };
        write_log_dir(world.disk(NodeId(static_cast<std::int32_t>(n))).contents(), interval,
                      directory);
    }
}

}  // namespace kscope::sim
