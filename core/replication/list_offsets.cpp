// ListOffsets and OffsetForLeaderEpoch, as the leader answers them. Rules: Kafka's
// Partition.fetchOffsetForTimestamp and lastOffsetForLeaderEpoch.
#include <algorithm>

#include "core/border/border.h"
#include "core/replication/replica.h"

namespace kscope {

namespace {

// A sentinel of ListOffsets, since 3.0 (KIP-734): the first of the records with the greatest
// timestamp.
constexpr std::int64_t max_timestamp = -3;

std::optional<TimestampAndOffset> offset_of_max_timestamp(const PartitionLog& log) {
    std::int64_t greatest = -1;
    for (const auto& segment : log.segments()) {
        for (const auto& chunk : segment->chunks()) {
            greatest = std::max(greatest, chunk->max_timestamp.millis());
        }
    }
    return greatest < 0 ? std::nullopt : log.offset_for_timestamp(greatest);
}

}  // namespace

OffsetListing Replica::list_offsets(const ListOffsetsPartition& asked, BrokerId replica) const {
    const ErrorCode fenced = check_leader_epoch(asked.current_leader_epoch);
    if (fenced != ErrorCode::none) return {fenced, {}};
    const Leader* self = leader_state();
    if (self == nullptr) return {ErrorCode::not_leader_or_follower, {}};
    const bool consumer = replica == no_broker;
    const Offset last_fetchable = consumer ? high_watermark_ : log_.log_end_offset();
    // A new leader whose high watermark is still that of a follower must not tell clients an end
    // that lies before records which they may have seen (KIP-207).
    const bool lagging =
        consumer && spec_->features.hides_lagging_end && self->epoch_start_offset > high_watermark_;
    if (asked.timestamp_ms == latest_timestamp) {
        if (lagging) return {ErrorCode::offset_not_available, {}};
        return {ErrorCode::none, {-1, last_fetchable, leader_epoch_}};
    }
    if (asked.timestamp_ms == earliest_timestamp) {
        const auto first = log_.epochs().earliest_entry();
        const bool known = first && first->start_offset <= log_.log_start_offset();
        return {ErrorCode::none,
                {-1, log_.log_start_offset(), known ? first->epoch : no_leader_epoch}};
    }
    const auto found = asked.timestamp_ms == max_timestamp
                           ? offset_of_max_timestamp(log_)
                           : log_.offset_for_timestamp(asked.timestamp_ms);
    if (found && found->offset < last_fetchable) return {ErrorCode::none, *found};
    return {lagging ? ErrorCode::offset_not_available : ErrorCode::none, {}};
}

EpochEndAnswer Replica::last_offset_for_leader_epoch(LeaderEpoch current_leader_epoch,
                                                     LeaderEpoch asked) const {
    const ErrorCode fenced = check_leader_epoch(current_leader_epoch);
    if (fenced != ErrorCode::none) return {fenced, {}};
    if (!is_leader()) return {ErrorCode::not_leader_or_follower, {}};
    // Up to KIP-279 an epoch below all that the log knows was unknown.
    const auto first = log_.epochs().earliest_entry();
    if (spec_->features.truncation == Truncation::leader_epoch_once && first &&
        asked < first->epoch) {
        return {ErrorCode::none, {}};
    }
    return {ErrorCode::none, log_.end_offset_for_epoch(asked)};
}

}  // namespace kscope
