// Offsets expire, and groups that are Empty and have none go (GroupMetadataManager
// .cleanupGroupMetadata, GroupMetadata.removeExpiredOffsets; KIP-211). Kafka looks at every
// offsets.retention.check.interval.ms from the broker's start on; here only at those instants at
// which something may be found.
#include "core/group/group_coordinator.h"
#include "core/group/group_records.h"

namespace kscope {

namespace {

bool has(const std::vector<TopicPartition>& all, const TopicPartition& tp) {
    return std::find(all.begin(), all.end(), tp) != all.end();
}

const char* expiration_rule(OffsetExpiration rule) {
    return rule == OffsetExpiration::commit
               ? "a committed offset is forgotten when it is this old"
               : "committed offsets are forgotten when nobody was in the group for so long, or "
                 "nobody was subscribed";
}

}  // namespace

// Those whose records are not committed yet (GroupMetadata.pendingOffsetCommits).
std::vector<TopicPartition> GroupCoordinator::pending_commits(const std::string& group) const {
    std::vector<TopicPartition> all;
    for (const auto& [token, pending] : pending_appends_) {
        const auto* commit = std::get_if<OffsetsAppend>(&pending);
        if (commit == nullptr || commit->group != group) continue;
        for (const CommittedOffset& offset : commit->offsets) all.push_back(offset.tp);
    }
    return all;
}

void GroupCoordinator::arm_cleanup(const Now& now, const Group& group) {
    if (cleanup_interval_ <= Duration()) return;
    std::optional<WallTime> first;
    for (const auto& [tp, offset] : group.offsets()) {
        const auto expiry = group.expiry_of(tp, offset_expiration_, offsets_retention_);
        if (expiry && (!first || *expiry < *first)) first = expiry;
    }
    if (group.offsets().empty() && group.state() == GroupState::empty) first = now.wall;
    if (!first) return;
    const Duration wait = std::max(*first - now.wall, Duration::nanos(1));  // a later check
    const std::int64_t since = (now.monotonic + wait - started_).count();
    const std::int64_t checks_before = (since - 1) / cleanup_interval_.count();
    const Instant check = started_ + cleanup_interval_ * checks_before + cleanup_interval_;
    cleanup_at_ = std::min(cleanup_at_, check);
}

bool GroupCoordinator::cleanup(const Now& now, Group& group, CoordinatorOutput& out) {
    const std::vector<TopicPartition> pending = pending_commits(group.name());
    TombstonesAppend gone{group.name(), {}, false};
    std::vector<Record> tombstones;
    for (const auto& [tp, offset] : group.offsets()) {
        const auto expiry = group.expiry_of(tp, offset_expiration_, offsets_retention_);
        if (!expiry || now.wall < *expiry || has(pending, tp)) continue;
        gone.offsets.push_back(tp);
        tombstones.push_back(offset_commit_tombstone(group.name(), tp, now.wall));
    }
    for (const TopicPartition& tp : gone.offsets) group.forget_offset(tp);
    const bool dead =
        group.state() == GroupState::empty && group.offsets().empty() && pending.empty();
    // Generation 0: the group only ever stored offsets, and has no record of its own.
    if (dead && group.generation() > Generation(0)) {
        gone.group_too = true;
        tombstones.push_back(group_metadata_tombstone(group.name(), now.wall));
    }
    if (!tombstones.empty()) {
        append(group.name(), std::move(tombstones), std::move(gone), out);
        out.appends.back().waits = false;
    }
    if (!dead) return false;
    group.transition_to(GroupState::dead);
    for (const auto& [id, timer] : group.pending_timers) timers_.cancel(timer);
    return true;
}

void GroupCoordinator::cleanup(const Now& now, CoordinatorOutput& out) {
    cleanup_at_ = Instant::never();
    for (auto& [partition, shard] : shards_) {
        shard.groups.erase_if([&](const std::string&, Group& group) {
            const bool dead = cleanup(now, group, out);
            if (!dead) arm_cleanup(now, group);
            return dead;
        });
    }
}

// If the log did not take them, they are lost: a coordinator that loads the group finds it expired.
void GroupCoordinator::on_tombstones_stored(const TombstonesAppend& stored,
                                            const CoordinatorAppended& appended,
                                            CoordinatorOutput& out) const {
    if (appended.error != ErrorCode::none) return;
    Offset log_offset = appended.base_offset;
    for (const TopicPartition& tp : stored.offsets) {
        if (out.notes.wants<OffsetCommitted>()) {
            Note& note = out.notes.note(
                OffsetCommitted{broker_, stored.group, tp, no_offset, no_generation, log_offset});
            const std::int64_t minute = Duration::seconds(60).count();
            note.rule = Rule{expiration_rule(offset_expiration_), "offsets.retention.minutes",
                             std::to_string(offsets_retention_.count() / minute),
                             "offset-expiration-count +1"};
        }
        log_offset = log_offset.next();
    }
    if (stored.group_too && out.notes.wants<AssignmentStored>()) {
        Note& note =
            out.notes.note(AssignmentStored{broker_, stored.group, no_generation, {}, log_offset});
        note.rule = Rule{"an Empty group without offsets is Dead", "", "", ""};
    }
}

}  // namespace kscope
