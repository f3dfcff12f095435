// What moves a replica's log start: retention of its own, its leader's start, and DeleteRecords. It
// never passes the high watermark. Rules: Kafka's UnifiedLog.maybeIncrementLogStartOffset,
// Partition.deleteRecordsOnLeader and lowWatermarkIfLeader.
#include <algorithm>

#include "core/border/border.h"
#include "core/protocol/delete_records_messages.h"
#include "core/replication/replica.h"

namespace kscope {

void Replica::delete_old_segments(ReplicaStep& step) {
    log_.delete_old_segments(high_watermark_, step.now, step.out);
}

bool Replica::move_log_start(Offset to, const char* rule, ReplicaStep& step) {
    const Offset from = log_.log_start_offset();
    if (!log_.maybe_increment_log_start_offset(to, step.out)) return false;
    if (step.out.wants<LogStartMoved>()) {
        const Offset now = log_.log_start_offset();
        Note& note = step.out.note(LogStartMoved{broker(), tp(), from, now, is_leader()});
        note.rule = Rule{rule, "", "", ""};
    }
    return true;
}

DeletedRecords Replica::delete_records(Offset before, ReplicaStep& step) {
    if (!is_leader()) return {ErrorCode::not_leader_or_follower};
    if (!log_.spec().config.cleanup_delete) return {ErrorCode::policy_violation};
    const Offset up_to = before == delete_up_to_high_watermark ? high_watermark_ : before;
    if (up_to < Offset(0) || up_to > high_watermark_) return {ErrorCode::offset_out_of_range};
    const bool moved =
        move_log_start(up_to, "DeleteRecords: a client gives up what lies below an offset", step);
    return {ErrorCode::none, up_to, moved};
}

Offset Replica::low_watermark(std::span<const BrokerId> alive_brokers) const {
    Offset lowest = log_.log_start_offset();
    const Leader* self = leader_state();
    if (self == nullptr) return lowest;
    for (const RemoteReplica& follower : self->followers) {
        const bool alive =
            std::binary_search(alive_brokers.begin(), alive_brokers.end(), follower.broker);
        if (alive) lowest = std::min(lowest, follower.log_start_offset);
    }
    return lowest;
}

}  // namespace kscope
