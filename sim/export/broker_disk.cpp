#include "sim/export/broker_disk.h"

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

void write_broker_disk(const World& world, NodeId node, FileSink& sink) {
    const NodePlan& plan = world.spec().nodes.at(static_cast<std::size_t>(node.value()));
    const auto* spec = std::get_if<BrokerSpec>(&plan.spec);
    if (spec == nullptr) return;
    const auto interval = [&](const TopicPartition& tp) {
        return index_interval_of(world, tp, *spec);
    };
    write_log_dir(world.disk(node).contents(), interval, sink);
}

}  // namespace kscope::sim
