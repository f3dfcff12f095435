// What the logs say in the end: the part of RunMeter that compares what producers were told with
// what the partitions' leaders hold.
#include <algorithm>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/log/log_content.h"
#include "core/node/node.h"
#include "core/replication/replica.h"
#include "sim/outcome/run_meter.h"

namespace kscope::sim {

namespace {

using LeadingLogs = std::map<TopicPartition, const Replica*>;

// Of live brokers that believe that they lead, the one of the newest epoch; no internal topics.
LeadingLogs leading_logs(const World& world) {
    LeadingLogs leaders;
    for (std::size_t n = 0; n < world.node_count(); ++n) {
        const Node* node = world.find_node(NodeId(static_cast<std::int32_t>(n)));
        const Broker* broker = node != nullptr ? node->get_if<Broker>() : nullptr;
        if (broker == nullptr) continue;
        for (std::uint32_t slot = 0; slot < broker->replicas().replica_count(); ++slot) {
            if (broker->replicas().deleted(slot)) continue;
            const Replica& replica = broker->replicas().replica(slot);
            if (!replica.is_leader() || replica.tp().topic == offsets_topic_name) continue;
            const Replica*& best = leaders[replica.tp()];
            if (best == nullptr || best->leader_epoch() < replica.leader_epoch()) best = &replica;
        }
    }
    return leaders;
}

std::uint64_t repeated_in(const PartitionLog& log) {
    std::vector<Hash128> seen;
    log.for_each_batch(log.log_start_offset(), [&seen](const RecordBatch& batch) {
        for (const Record& record : batch.records()) {
            Digest digest;
            digest_into(digest, record);
            seen.push_back(digest.value());
        }
    });
    std::sort(seen.begin(), seen.end());
    const auto distinct = std::unique(seen.begin(), seen.end()) - seen.begin();
    return seen.size() - static_cast<std::size_t>(distinct);
}

}  // namespace

std::uint64_t RunMeter::lost(const World& world, NodeId producer) const {
    const LeadingLogs leaders = leading_logs(world);
    std::uint64_t lost = 0;
    for (const Acked& acked : acked_) {
        const auto leader = leaders.find(acked.tp);
        if (acked.producer != producer || leader == leaders.end()) continue;
        const PartitionLog& log = leader->second->log();
        // Gone by rule, or thinned out.
        if (acked.base_offset < std::max(log.log_start_offset(), log.prefix_origin())) continue;
        if (holds(log, acked.base_offset, acked.base_offset + acked.records, acked.content))
            continue;
        lost += static_cast<std::uint64_t>(acked.records);
    }
    return lost;
}

std::uint64_t repeated_records(const World& world) {
    std::uint64_t all = 0;
    for (const auto& [tp, leader] : leading_logs(world)) all += repeated_in(leader->log());
    return all;
}

}  // namespace kscope::sim
