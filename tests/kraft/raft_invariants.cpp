#include "tests/kraft/raft_invariants.h"

#include <algorithm>

namespace kscope::test {

std::string RaftInvariants::after_step(std::size_t node, const std::optional<ElectionState>& stored,
                                       const std::vector<const RaftCounter*>& replicas) {
    const RaftCounter* replica = replicas[node];
    if (replica == nullptr || !replica->client().booted()) return "";
    if (!replica->wrong().empty()) return replica->wrong();
    flushed_[node] = replica->client().log().flushed_offset();
    std::string wrong;
    const ElectionState election = stored.value_or(ElectionState{});
    if (after_ == AfterDataLoss::no) wrong = monotonic_epoch(node, election, *replica);
    if (wrong.empty()) wrong = single_leader(election);
    if (wrong.empty()) wrong = high_watermark(replicas);
    if (wrong.empty()) wrong = snapshot_at_log_start(*replica);
    return wrong;
}

std::string RaftInvariants::monotonic_epoch(std::size_t node, const ElectionState& stored,
                                            const RaftCounter& replica) {
    if (stored.epoch < epochs_[node] || stored.epoch != replica.client().quorum().epoch()) {
        return "MonotonicEpoch: node " + std::to_string(node) + " has written epoch " +
               std::to_string(stored.epoch.value()) + " after " +
               std::to_string(epochs_[node].value()) + ", and is in epoch " +
               std::to_string(replica.client().quorum().epoch().value());
    }
    epochs_[node] = stored.epoch;
    return "";
}

std::string RaftInvariants::single_leader(const ElectionState& stored) {
    if (!stored.has_leader()) return "";
    const auto [at, fresh] = leaders_.emplace(stored.epoch, stored.leader);
    if (fresh || at->second == stored.leader) return "";
    return "SingleLeader: epoch " + std::to_string(stored.epoch.value()) + " has leaders " +
           std::to_string(at->second.value()) + " and " + std::to_string(stored.leader.value());
}

std::string RaftInvariants::high_watermark(const std::vector<const RaftCounter*>& replicas) {
    const RaftCounter* leader = nullptr;
    for (const RaftCounter* replica : replicas) {
        if (replica == nullptr || !replica->client().booted() || !replica->client().is_leader()) {
            continue;
        }
        if (leader == nullptr ||
            replica->client().quorum().epoch() > leader->client().quorum().epoch()) {
            leader = replica;
        }
    }
    if (leader == nullptr) return "";
    const auto now = leader->client().quorum().high_watermark();
    if (!now) return "";
    if (*now < high_watermark_) {
        return "MonotonicHighWatermark: " + std::to_string(high_watermark_.value()) + " -> " +
               std::to_string(now->value());
    }
    high_watermark_ = *now;
    const auto reached =
        std::count_if(flushed_.begin(), flushed_.begin() + static_cast<std::ptrdiff_t>(voters_),
                      [&](Offset end) { return end >= *now; });
    if (after_ == AfterDataLoss::no && static_cast<std::size_t>(reached) < voters_ / 2 + 1) {
        return "MajorityReachedHighWatermark: only " + std::to_string(reached) + " of " +
               std::to_string(voters_) + " have reached " + std::to_string(now->value());
    }
    return "";
}

std::string RaftInvariants::snapshot_at_log_start(const RaftCounter& replica) const {
    const MetadataLog& log = replica.client().log();
    const auto earliest = log.earliest_snapshot();
    if (log.start_offset() > Offset(0) && (!earliest || earliest->offset != log.start_offset())) {
        return "SnapshotAtLogStart: the log begins at " +
               std::to_string(log.start_offset().value());
    }
    if (!earliest) return "";
    if (log.start_offset() > earliest->offset ||
        log.validate(*earliest).kind != FetchValidity::Kind::valid) {
        return "SnapshotAtLogStart: the earliest snapshot is no place in the log";
    }
    return "";
}

std::string RaftInvariants::validate(const std::vector<const RaftCounter*>& replicas) {
    std::string wrong;
    for (std::size_t node = 0; node < replicas.size(); ++node) {
        const RaftCounter* replica = replicas[node];
        if (replica == nullptr || !replica->client().booted()) continue;
        const auto high_watermark = replica->client().quorum().high_watermark();
        const MetadataLog& log = replica->client().log();
        if (!high_watermark) continue;
        log.log().for_each_batch(log.start_offset(), [&](const RecordBatch& batch) {
            Offset offset = batch.base_offset;
            for (const Record& record : batch.records()) {
                const auto number = RaftCounter::number_of(record);
                if (number && offset < *high_watermark) {
                    const auto [at, fresh] = committed_.emplace(offset, *number);
                    if (!fresh && at->second != *number && wrong.empty()) {
                        wrong = "ConsistentCommittedData: offset " +
                                std::to_string(offset.value()) + " was " +
                                std::to_string(at->second) + " and is " + std::to_string(*number) +
                                " on node " + std::to_string(node);
                    }
                }
                ++offset;
            }
        });
    }
    return wrong;
}

}  // namespace kscope::test
