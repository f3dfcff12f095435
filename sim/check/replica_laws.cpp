// Laws over replicas side by side: OffsetOrder, LogMatching, LeaderCandidateCompleteness.
#include <algorithm>

#include "core/log/log_matching.h"
#include "core/replication/replica.h"
#include "sim/check/checker.h"
#include "sim/check/law_text.h"

namespace kscope::sim {

namespace {

std::string on_broker(const Replica& replica) {
    return to_string(replica.tp()) + " on broker " + std::to_string(replica.broker().value());
}

}  // namespace

void Checker::check_offsets(const World& world, const Replica& replica) {
    if (replica.log_start_offset() <= replica.high_watermark() &&
        replica.high_watermark() <= replica.log_end_offset()) {
        return;
    }
    breaks(world, Law::offset_order,
           on_broker(replica) + ": log start " + text(replica.log_start_offset()) +
               ", high watermark " + text(replica.high_watermark()) + ", log end " +
               text(replica.log_end_offset()));
}

void Checker::check_matching(const World& world, const PartitionRecord& record,
                             const Replica& replica, NodeId node) {
    const Replica* leader = legitimate_leader(world, record);
    if (leader != nullptr && leader != &replica) {
        compare(world, record, replica, *leader);
        return;
    }
    for (const ReplicaSight& other : record.replicas) {
        if (other.node == node) continue;
        const Replica* theirs = replica_at(world, other);
        if (theirs != nullptr) compare(world, record, replica, *theirs);
    }
}

void Checker::compare(const World& world, const PartitionRecord& record, const Replica& a,
                      const Replica& b) {
    if (&a == &b) return;
    const Offset end = std::min(a.high_watermark(), b.high_watermark());
    // Of a high watermark inside a batch nothing can be said; of the next one it can.
    if (logs_match(a.log(), b.log(), end).value_or(true)) return;
    // After a licensed loss, who still has records of the time before has not truncated yet.
    const auto behind = [&](const Replica& replica) {
        return replica.log().newest_epoch() < record.loss_epoch;
    };
    if (record.forked || behind(a) || behind(b)) return;
    breaks(world, Law::log_matching,
           to_string(a.tp()) + ": brokers " + std::to_string(a.broker().value()) + " and " +
               std::to_string(b.broker().value()) + " differ below offset " + text(end));
}

void Checker::check_candidates(const World& world, const PartitionRecord& record) {
    // What one life of the leader committed the other truncated, and both are in the ISR.
    if (record.forked) return;
    // Before KIP-101, and still where messages have no epochs, a member that begins to follow drops
    // what is not below its own high watermark, and has it again after a fetch. What that costs
    // LeaderCompleteness tells.
    if (features_of(world).truncation == Truncation::to_high_watermark) return;
    for (const ReplicaSight& sight : record.replicas) {
        if (std::find(record.isr.begin(), record.isr.end(), sight.broker) == record.isr.end()) {
            continue;
        }
        const Replica* replica = replica_at(world, sight);
        // Only who takes part in this epoch: another does not yet know, or no longer knows.
        if (replica == nullptr || replica->leader_epoch() != record.leader_epoch) continue;
        if (replica->log_end_offset() >= record.committed || sight.torn) continue;
        if (replica->log().spec().format() != MessageFormat::v2) continue;
        breaks(world, Law::leader_candidate_completeness,
               on_broker(*replica) + " is in the ISR with log end " +
                   text(replica->log_end_offset()) + " although " + text(record.committed) +
                   " is committed");
    }
}

}  // namespace kscope::sim
