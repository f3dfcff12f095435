// What compaction licenses and what not. Replicas are compacted each for itself and at times of
// their own, so below what a cleaner has been through LogMatching can only ask that records with
// the same offset are equal; and that no key loses its latest record is a law of its own,
// CompactionKeepsLatest. Both are asked when a cleaner has run: nothing else thins a log out.
#include <algorithm>

#include "core/log/partition_log.h"
#include "core/replication/replica.h"
#include "sim/check/checker.h"
#include "sim/check/law_text.h"

namespace kscope::sim {

namespace {

// The record at this offset; null if the log has none there.
const Record* record_at(const PartitionLog& log, Offset offset) {
    LogRead read;
    if (log.read(offset, 0, log.log_end_offset(), true, read) != ErrorCode::none) return nullptr;
    if (read.batches.empty()) return nullptr;
    const RecordBatch& batch = *read.batches.front();
    const std::size_t at = batch.record_set->records_below(offset - batch.base_offset);
    const bool there = at < batch.records().size() && batch.offset_of(at) == offset;
    return there ? &batch.records()[at] : nullptr;
}

bool in_gap(const ReplicaSight& sight, Offset offset) {
    return std::any_of(sight.gaps.begin(), sight.gaps.end(), [offset](const OffsetRange& gap) {
        return gap.from <= offset && offset < gap.to;
    });
}

}  // namespace

void Checker::remember_latest(PartitionRecord& record, const RecordBatch& batch) {
    LatestByKey& latest = record.latest.edit();
    for (std::size_t i = 0; i < batch.records().size(); ++i) {
        const Record& one = batch.records()[i];
        if (!one.key) continue;
        latest.insert_or_assign(
            std::string(one.key->view()),
            LatestRecord{batch.offset_of(i), batch.partition_leader_epoch, !one.value.has_value()});
    }
}

void Checker::check_compaction(const World& world, const PartitionRecord& record,
                               const ReplicaSight& sight, const Replica& replica) {
    // Who has not heard of a licensed loss yet still has what was before it.
    if (record.forked || replica.log().newest_epoch() < record.loss_epoch) return;
    const Offset from = replica.log_start_offset();
    const Offset to = std::min(replica.high_watermark(), replica.log().prefix_origin());
    for (const auto& [key, latest] : *record.latest) {
        if (latest.tombstone || latest.offset < from || latest.offset >= to) continue;
        // It may have made way for a later record, which was lost.
        if (latest.epoch < record.loss_epoch) continue;
        if (in_gap(sight, latest.offset)) continue;  // no cleaner took it
        const Record* kept = record_at(replica.log(), latest.offset);
        if (kept != nullptr && kept->key && kept->key->view() == key) continue;
        breaks(world, Law::compaction_keeps_latest,
               to_string(record.tp) + ": broker " + std::to_string(replica.broker().value()) +
                   " has compacted away offset " + text(latest.offset) +
                   ", the latest record with key '" + key + "'");
        return;
    }
    for (const ReplicaSight& other : record.replicas) {
        const Replica* theirs = replica_at(world, other);
        if (theirs == nullptr || theirs == &replica) continue;
        if (theirs->log().newest_epoch() < record.loss_epoch) continue;
        compare_thinned(world, replica, *theirs);
    }
}

void Checker::compare_thinned(const World& world, const Replica& a, const Replica& b) {
    const Offset end = std::min({a.high_watermark(), b.high_watermark(),
                                 std::max(a.log().prefix_origin(), b.log().prefix_origin())});
    a.log().for_each_batch(a.log_start_offset(), [&](const RecordBatch& batch) {
        if (violation_) return;
        for (std::size_t i = 0; i < batch.records().size(); ++i) {
            const Offset offset = batch.offset_of(i);
            if (offset >= end || offset < b.log_start_offset()) continue;
            const Record* theirs = record_at(b.log(), offset);
            if (theirs == nullptr || *theirs == batch.records()[i]) continue;
            breaks(world, Law::log_matching,
                   to_string(a.tp()) + ": brokers " + std::to_string(a.broker().value()) + " and " +
                       std::to_string(b.broker().value()) + " have different records at offset " +
                       text(offset));
            return;
        }
    });
}

}  // namespace kscope::sim
