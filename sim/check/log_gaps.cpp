// Gaps in the middle of a log. A power loss leaves of each segment what was flushed of it, so the
// end of one may be gone and the next be there; Kafka's recovery looks for no gap between segments
// (LogLoader.recoverLog), and nobody fetches what is missing again. When such a log leads, what
// was acknowledged there is lost: told, and licensed, as what is lost at a log's end. In a
// compacted log a cleaner may have made the gap before, or at a leader that the log was copied
// from: there only the latest committed record of a key is known to be lost.
#include <algorithm>

#include "core/replication/replica.h"
#include "sim/check/checker.h"

namespace kscope::sim {

namespace {

bool is_compacted(const PartitionRecord& record, const PartitionLog& log) {
    return log.spec().config.cleanup_compact || log.cleaner_checkpoint() || !record.latest->empty();
}

// What of the gap is certainly lost, by offset.
std::vector<OffsetRange> lost_in(const PartitionRecord& record, const PartitionLog& log,
                                 const OffsetRange& gap) {
    const Offset from = std::max(gap.from, log.log_start_offset());
    if (!is_compacted(record, log)) return {{from, gap.to}};
    std::vector<OffsetRange> lost;
    for (const auto& [key, latest] : *record.latest) {
        // It may have made way for a later record, which was lost.
        if (latest.tombstone || latest.epoch < record.loss_epoch) continue;
        if (latest.offset < from || latest.offset >= gap.to) continue;
        lost.push_back({latest.offset, latest.offset + 1});
    }
    std::sort(lost.begin(), lost.end(),
              [](const OffsetRange& a, const OffsetRange& b) { return a.from < b.from; });
    return lost;
}

bool holds(const std::vector<OffsetRange>& ranges, const OffsetRange& one) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const OffsetRange& range) {
        return range.from <= one.from && one.to <= range.to;
    });
}

}  // namespace

void Checker::remember_gaps(ReplicaSight& sight, const Replica& replica) {
    sight.gaps.clear();
    Offset next = replica.log_start_offset();
    replica.log().for_each_batch(next, [&](const RecordBatch& batch) {
        if (batch.base_offset > next) sight.gaps.push_back({next, batch.base_offset});
        next = batch.next_offset();
    });
    if (next < replica.log_end_offset()) sight.gaps.push_back({next, replica.log_end_offset()});
}

// Nothing is told twice.
void Checker::lose_in_gaps(const World& world, PartitionRecord& record, const Replica& leader) {
    std::vector<OffsetRange> lost;
    for (const ReplicaSight& sight : record.replicas) {
        if (sight.broker != leader.broker()) continue;
        for (const OffsetRange& gap : sight.gaps) {
            for (const OffsetRange& one : lost_in(record, leader.log(), gap)) {
                if (one.from < one.to && !holds(record.lost_in_gaps, one)) lost.push_back(one);
            }
        }
    }
    for (const OffsetRange& one : lost) {
        record.lost_in_gaps.push_back(one);
        const Offset end = std::min(one.to, record.committed);
        if (one.from >= end) continue;
        licensed_.push_back({record.tp, one.from, end, world.last_event(),
                             to_string(record.tp) + " lost committed records: broker " +
                                 std::to_string(leader.broker().value()) +
                                 " leads, and a power loss took them out of its log"});
    }
    if (lost.empty()) return;
    if (!record.latest->empty()) {
        std::erase_if(record.latest.edit(), [&](const auto& entry) {
            return holds(lost, {entry.second.offset, entry.second.offset + 1});
        });
    }
    for (std::vector<AckedRange>* told : {&record.kept, &record.acked}) {
        std::erase_if(*told, [&](const AckedRange& acked) {
            bool any = false;
            for (const OffsetRange& one : lost) {
                AckedRange part = acked;
                part.from = std::max(acked.from, one.from);
                part.to = std::min(acked.to, one.to);
                if (part.from >= part.to) continue;
                lose(world, record, leader, part, LostRecords::How::not_in_new_leader);
                any = true;
            }
            return any;
        });
    }
}

}  // namespace kscope::sim
