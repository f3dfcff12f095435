// The course of a rebalance: preparing (all join), completing (the leader assigns), stable.
#include <algorithm>

#include "core/group/group_coordinator.h"
#include "core/group/group_records.h"

namespace kscope {

void GroupCoordinator::maybe_prepare_rebalance(const Now& now, Group& group,
                                               const std::string& reason, CoordinatorOutput& out) {
    const GroupState state = group.state();
    if (state == GroupState::preparing_rebalance || state == GroupState::dead) return;
    if (state == GroupState::completing_rebalance) {
        reset_and_propagate_error(now, group, ErrorCode::rebalance_in_progress, out);
    }
    timers_.cancel(group.sync_timer);
    group.pending_sync.clear();
    group.initial_delay = state == GroupState::empty;
    // An empty group waits a little for more members to come (KIP-134).
    const Duration whole = group.rebalance_timeout();
    const Duration delay = group.initial_delay ? initial_rebalance_delay_ : whole;
    group.initial_delay_left = std::max(whole - delay, Duration());
    group.transition_to(GroupState::preparing_rebalance);
    arm_cleanup(now, group);
    group.join_timer = timers_.arm(now.monotonic + delay, {TimerKind::join, group.name(), ""});
    if (out.notes.wants<RebalanceStarted>()) {
        Note& note =
            out.notes.note(RebalanceStarted{broker_, group.name(), group.generation(), reason});
        note.rule =
            Rule{"all members stop and join again before partitions are divided anew",
                 group.initial_delay ? "group.initial.rebalance.delay.ms" : "",
                 group.initial_delay ? std::to_string(initial_rebalance_delay_.to_millis()) : "",
                 "rebalance-total +1"};
    }
}

// DelayedJoin.tryComplete; the initial delay always runs its time.
void GroupCoordinator::maybe_complete_join(const Now& now, Group& group, CoordinatorOutput& out) {
    if (group.state() != GroupState::preparing_rebalance || group.initial_delay) return;
    if (!group.has_all_joined()) return;
    timers_.cancel(group.join_timer);
    complete_join(now, group, out);
}

void GroupCoordinator::on_join_timer(const Now& now, Group& group, CoordinatorOutput& out) {
    if (group.state() != GroupState::preparing_rebalance) return;
    if (group.initial_delay && group.new_member_added && group.initial_delay_left > Duration()) {
        group.new_member_added = false;
        const Duration delay = std::min(initial_rebalance_delay_, group.initial_delay_left);
        group.initial_delay_left = group.initial_delay_left - delay;
        group.join_timer = timers_.arm(now.monotonic + delay, {TimerKind::join, group.name(), ""});
        return;
    }
    complete_join(now, group, out);
}

// onCompleteJoin: who has not joined is out; the others get the new generation.
void GroupCoordinator::complete_join(const Now& now, Group& group, CoordinatorOutput& out) {
    group.initial_delay = false;
    std::vector<std::string> late;
    for (const auto& [id, member] : group.members()) {
        if (!member.awaiting_join) late.push_back(id);
    }
    for (const std::string& id : late) {
        note_fenced(now, group, *group.member(id), out);
        timers_.cancel(group.member(id)->heartbeat_timer);
        group.remove_member(id);
    }
    group.elect_joined_leader();
    group.start_next_generation(now.wall);
    if (group.state() == GroupState::empty) {
        arm_cleanup(now, group);
        append(group.name(), {group_metadata_record(group, {}, now.wall)},
               EmptyGroupAppend{group.name()}, out);
        return;
    }
    for (const auto& [id, member] : group.members()) group.pending_sync.push_back(id);
    for (const std::string& id : std::vector<std::string>(group.pending_sync)) {
        Member& member = *group.member(id);
        answer_join(group, member, out);
        schedule_heartbeat(now, group, member);
        member.is_new = false;
    }
    // DelayedSync; up to 2.5 only the session of who does not sync ends.
    if (beats_before_sync_) {
        group.sync_timer = timers_.arm(now.monotonic + group.rebalance_timeout(),
                                       {TimerKind::sync, group.name(), ""});
    }
    if (out.notes.wants<GenerationStarted>()) {
        out.notes.note(GenerationStarted{broker_, group.name(), group.generation(), group.leader(),
                                         group.protocol(),
                                         static_cast<std::int32_t>(group.members().size())});
    }
}

JoinGroupResponse GroupCoordinator::join_answer(const Group& group, const Member& member) const {
    JoinGroupResponse response;
    response.generation = group.generation();
    response.protocol = group.protocol();
    response.leader = group.leader();
    response.member_id = member.id;
    if (group.leader() == member.id) {
        for (const auto& [id, other] : group.members()) {
            response.members.push_back({id, group.subscription_of(other)});
        }
    }
    return response;
}

void GroupCoordinator::answer_join(Group& group, Member& member, CoordinatorOutput& out) const {
    if (!member.awaiting_join) return;
    out.answer(*member.awaiting_join, join_answer(group, member));
    member.awaiting_join.reset();
}

// onExpirePendingSync: who joined but never synced is out.
void GroupCoordinator::on_sync_timer(const Now& now, Group& group, CoordinatorOutput& out) {
    if (group.pending_sync.empty()) return;
    const std::vector<std::string> silent = group.pending_sync;
    for (const std::string& id : silent) {
        if (const Member* member = group.member(id)) {
            note_fenced(now, group, *member, out);
            timers_.cancel(member->heartbeat_timer);
            group.remove_member(id);
        }
    }
    group.pending_sync.clear();
    maybe_prepare_rebalance(now, group, "members did not sync in time", out);
    maybe_complete_join(now, group, out);
}

void GroupCoordinator::finish_sync(Group& group, const std::string& member) {
    std::erase(group.pending_sync, member);
    if (group.pending_sync.empty()) timers_.cancel(group.sync_timer);
}

void GroupCoordinator::propagate_assignment(const Now& now, Group& group, ErrorCode error,
                                            CoordinatorOutput& out) {
    std::vector<std::string> ids;
    for (const auto& [id, member] : group.members()) {
        if (member.awaiting_sync) ids.push_back(id);
    }
    for (const std::string& id : ids) {
        Member& member = *group.member(id);
        out.answer(*member.awaiting_sync, SyncGroupResponse{error, member.assignment});
        member.awaiting_sync.reset();
        finish_sync(group, id);
        schedule_heartbeat(now, group, member);
    }
}

void GroupCoordinator::reset_and_propagate_error(const Now& now, Group& group, ErrorCode error,
                                                 CoordinatorOutput& out) {
    std::vector<std::string> ids;
    for (const auto& [id, member] : group.members()) ids.push_back(id);
    for (const std::string& id : ids) group.member(id)->assignment.clear();
    propagate_assignment(now, group, error, out);
}

}  // namespace kscope
