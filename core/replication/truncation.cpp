// What a follower drops of its log, by the four rules that Kafka has had (Features::truncation).
// Rules: ReplicaManager.makeFollowers up to 0.10.2; ReplicaFetcherThread.maybeTruncate of 0.11 to
// 1.1; AbstractFetcherThread.getOffsetTruncationState since 2.0.
#include <algorithm>

#include "core/border/border.h"
#include "core/replication/replica.h"

namespace kscope {

namespace {

constexpr const char* by_epoch = "a follower drops what its leader's epochs do not have";
constexpr const char* by_high_watermark =
    "a follower drops what lies above its own high watermark (before KIP-101)";
constexpr const char* epoch_unknown =
    "the leader does not know the follower's epoch: it drops what lies above its high watermark";

}  // namespace

std::optional<EpochQuery> Replica::next_epoch_query() const {
    const LeaderEpoch latest = log_.latest_epoch();
    if (latest == no_leader_epoch) return std::nullopt;
    const bool fenced = spec_->features.fence_fetch_by_leader_epoch;
    return EpochQuery{tp(), fenced ? leader_epoch_ : no_leader_epoch, latest};
}

void Replica::truncate_to_high_watermark(ReplicaStep& step) {
    const EpochEnd unknown{no_leader_epoch, high_watermark_};
    const bool always = spec_->features.truncation == Truncation::to_high_watermark;
    truncate(high_watermark_, unknown, always ? by_high_watermark : epoch_unknown, step);
}

// The answer to next_epoch_query(). KIP-101 knew only its offset; since KIP-279 the answer says of
// which epoch it is, and a follower that does not know that one asks again from a lower one.
Replica::Truncated Replica::truncate_to_epoch_end(const EpochEnd& leader_end, ReplicaStep& step) {
    if (!is_follower()) return Truncated::completely;
    if (leader_end.end_offset == no_offset) {
        truncate_to_high_watermark(step);
        return Truncated::completely;
    }
    const bool once = spec_->features.truncation == Truncation::leader_epoch_once;
    const EpochEnd own = once || leader_end.epoch == no_leader_epoch
                             ? EpochEnd{}
                             : log_.end_offset_for_epoch(leader_end.epoch);
    const bool other_epoch = own.end_offset != no_offset && own.epoch != leader_end.epoch;
    truncate_between(leader_end, own, step);
    return other_epoch ? Truncated::ask_again : Truncated::completely;
}

// Where the leader's log and this one part. If this log does not know the leader's epoch at all, it
// goes back to the end of the next lower one it knows, and asks again by its next Fetch (KIP-279).
bool Replica::truncate_to_diverging(const EpochEnd& leader_end, ReplicaStep& step) {
    if (!is_follower() || leader_end.end_offset == no_offset) return false;
    const EpochEnd own = leader_end.epoch == no_leader_epoch
                             ? EpochEnd{}
                             : log_.end_offset_for_epoch(leader_end.epoch);
    return truncate_between(leader_end, own, step);
}

// `own`: the end in this log of the leader's epoch, or of the next lower one; none if unknown.
bool Replica::truncate_between(const EpochEnd& leader_end, const EpochEnd& own, ReplicaStep& step) {
    const Offset log_end = log_.log_end_offset();
    Offset target = std::min(leader_end.end_offset, log_end);
    if (own.end_offset != no_offset) {
        target = own.epoch != leader_end.epoch ? std::min(own.end_offset, log_end)
                                               : std::min(target, own.end_offset);
    }
    truncate(target, leader_end, by_epoch, step);
    return target < log_end;
}

void Replica::truncate(Offset offset, const EpochEnd& leader_end, const char* rule,
                       ReplicaStep& step) {
    const Offset from = log_.log_end_offset();
    if (!log_.truncate_to(offset, step.out)) return;
    high_watermark_ = std::min(high_watermark_, log_.log_end_offset());
    if (!step.out.wants<LogTruncated>()) return;
    Note& note = step.out.note(
        LogTruncated{broker(), tp(), from, log_.log_end_offset(), leader(), leader_end.epoch});
    note.rule = Rule{rule, "", "", ""};
}

}  // namespace kscope
