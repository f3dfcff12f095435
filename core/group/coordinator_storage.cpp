// Appending to __consumer_offsets, and loading it when this broker becomes its leader.
#include "core/base/check.h"
#include "core/group/group_coordinator.h"
#include "core/group/group_records.h"

namespace kscope {

void GroupCoordinator::append(const std::string& group, std::vector<Record> records,
                              PendingAppend pending, CoordinatorOutput& out) {
    const std::uint64_t token = next_token_++;
    pending_appends_.set(token, std::move(pending));
    out.appends.push_back({partition_of(group), std::move(records), token});
}

void GroupCoordinator::on_appended(const Now& now, const CoordinatorAppended& appended,
                                   CoordinatorOutput& out) {
    PendingAppend* found = pending_appends_.find(appended.token);
    if (found == nullptr) return;  // answered already when the partition was given up
    PendingAppend pending = std::move(*found);
    pending_appends_.erase(appended.token);
    if (auto* assignment = std::get_if<AssignmentAppend>(&pending)) {
        on_assignment_stored(now, *assignment, appended, out);
    } else if (auto* offsets = std::get_if<OffsetsAppend>(&pending)) {
        on_offsets_stored(now, *offsets, appended, out);
    } else if (const auto* tombstones = std::get_if<TombstonesAppend>(&pending)) {
        on_tombstones_stored(*tombstones, appended, out);
    }
}

void GroupCoordinator::on_become_leader(const Now& now, PartitionIndex partition, LeaderEpoch epoch,
                                        const std::vector<Ref<const RecordBatch>>& log,
                                        CoordinatorOutput& out) {
    if (Shard* known = shards_.find(partition)) {
        if (known->epoch >= epoch) return;
        on_resign(partition, out);
    }
    Shard shard;
    shard.epoch = epoch;
    FlatMap<std::string, LoadedGroup> loaded;
    FlatMap<std::string, FlatMap<TopicPartition, LoadedOffset>> offsets;
    for (const auto& batch : log) {
        for (const Record& record : batch->records()) {
            LoadedRecord one = load_record(record);
            if (auto* offset = std::get_if<LoadedOffset>(&one)) {
                const TopicPartition tp = offset->tp;
                auto& of_group = offsets[offset->group];
                offset->offset ? (void)of_group.set(tp, std::move(*offset))
                               : (void)of_group.erase(tp);
            } else if (auto* group = std::get_if<LoadedGroup>(&one)) {
                const std::string name = group->group;
                group->tombstone ? (void)loaded.erase(name)
                                 : (void)loaded.set(name, std::move(*group));
            }
        }
    }
    for (auto& [name, from] : loaded) {
        Group& group = shard.groups.set(name, Group(name));
        for (Member& member : from.members) {
            member.last_heard = now.event;
            member.last_heard_at = now.monotonic;
            schedule_heartbeat(now, group, group.add_member(std::move(member)));
        }
        group.restore(from.generation, from.protocol, from.leader, from.since);
    }
    for (const auto& [name, of_group] : offsets) {
        if (of_group.empty()) continue;
        if (!shard.groups.contains(name)) shard.groups.set(name, Group(name));
        Group& group = *shard.groups.find(name);
        for (const auto& [tp, loaded_offset] : of_group) {
            group.store_offset(*loaded_offset.offset, loaded_offset.committed);
        }
    }
    for (const auto& [name, group] : shard.groups) arm_cleanup(now, group);
    const auto count = static_cast<std::int32_t>(shard.groups.size());
    shards_.set(partition, std::move(shard));
    if (out.notes.wants<CoordinatorLoaded>()) {
        out.notes.note(CoordinatorLoaded{broker_, partition, count});
    }
}

// onGroupUnloaded: whoever waits is told to look for the new coordinator.
void GroupCoordinator::on_resign(PartitionIndex partition, CoordinatorOutput& out) {
    Shard* shard = shards_.find(partition);
    if (shard == nullptr) return;
    for (auto& [name, group] : shard->groups) {
        timers_.cancel(group.join_timer);
        timers_.cancel(group.sync_timer);
        for (const auto& [id, timer] : group.pending_timers) timers_.cancel(timer);
        for (const auto& [id, member] : group.members()) {
            timers_.cancel(member.heartbeat_timer);
            if (member.awaiting_join) {
                JoinGroupResponse response;
                response.error = ErrorCode::not_coordinator;
                response.member_id = id;
                out.answer(*member.awaiting_join, response);
            }
            if (member.awaiting_sync) {
                out.answer(*member.awaiting_sync,
                           SyncGroupResponse{ErrorCode::not_coordinator, {}});
            }
        }
    }
    shards_.erase(partition);
    pending_appends_.erase_if([&](std::uint64_t, PendingAppend& pending) {
        if (auto* offsets = std::get_if<OffsetsAppend>(&pending)) {
            if (partition_of(offsets->group) != partition) return false;
            for (OffsetCommitResult& r : offsets->results) r.error = ErrorCode::not_coordinator;
            out.answer(offsets->context, OffsetCommitResponse{offsets->results});
            return true;
        }
        return std::visit([&](const auto& p) { return partition_of(p.group) == partition; },
                          pending);
    });
    if (out.notes.wants<CoordinatorUnloaded>()) {
        out.notes.note(CoordinatorUnloaded{broker_, partition});
    }
}

}  // namespace kscope
