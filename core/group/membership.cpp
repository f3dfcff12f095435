// Heartbeats, leaving and being thrown out.
#include <algorithm>

#include "core/group/group_coordinator.h"

namespace kscope {

void GroupCoordinator::schedule_heartbeat(const Now& now, Group& group, Member& member) {
    schedule_expiry(now, group, member, member.session_timeout);
}

void GroupCoordinator::schedule_expiry(const Now& now, Group& group, Member& member,
                                       Duration timeout) {
    timers_.cancel(member.heartbeat_timer);
    member.heartbeat_timer =
        timers_.arm(now.monotonic + timeout, {TimerKind::heartbeat, group.name(), member.id});
}

void GroupCoordinator::handle(const Now& now, const RequestContext& context,
                              const HeartbeatRequest& request, CoordinatorOutput& out) {
    const auto answer = [&](ErrorCode error) { out.answer(context, HeartbeatResponse{error}); };
    const ErrorCode status = status_of(request.group);
    if (status != ErrorCode::none) return answer(status);
    Group* group = find(request.group);
    if (group == nullptr || group->state() == GroupState::empty) {
        return answer(ErrorCode::unknown_member_id);
    }
    Member* member = group->member(request.member_id);
    if (member == nullptr) return answer(ErrorCode::unknown_member_id);
    const bool syncing = group->state() == GroupState::completing_rebalance;
    // Up to 2.0 whatever the generation.
    if (syncing && !fences_before_rebalance_) return answer(ErrorCode::rebalance_in_progress);
    if (request.generation != group->generation()) return answer(ErrorCode::illegal_generation);
    // Up to 2.5 nobody beats between JoinGroup and SyncGroup, and who does gains no time by it.
    if (syncing && !beats_before_sync_) return answer(ErrorCode::rebalance_in_progress);
    member->last_heard = now.event;
    member->last_heard_at = now.monotonic;
    schedule_heartbeat(now, *group, *member);
    answer(group->state() == GroupState::preparing_rebalance ? ErrorCode::rebalance_in_progress
                                                             : ErrorCode::none);
}

void GroupCoordinator::handle(const Now& now, const RequestContext& context,
                              const LeaveGroupRequest& request, CoordinatorOutput& out) {
    ErrorCode error = status_of(request.group);
    Group* group = error == ErrorCode::none ? find(request.group) : nullptr;
    const bool pending =
        group != nullptr && std::count(group->pending_members.begin(), group->pending_members.end(),
                                       request.member_id) > 0;
    if (error == ErrorCode::none && !pending &&
        (group == nullptr || group->member(request.member_id) == nullptr)) {
        error = ErrorCode::unknown_member_id;
    }
    if (error == ErrorCode::none && pending) {
        remove_pending_member(now, *group, request.member_id, out);
    } else if (error == ErrorCode::none) {
        if (out.notes.wants<MemberLeft>()) {
            out.notes.note(MemberLeft{broker_, group->name(), request.member_id});
        }
        remove_member(now, *group, request.member_id, "member " + request.member_id + " leaves",
                      out);
    }
    out.answer(context, LeaveGroupResponse{error});
}

// onExpireHeartbeat. A member that waits for a join or a sync is alive as long as it waits, but a
// newcomer whose first generation does not come in time is not.
void GroupCoordinator::on_heartbeat_timer(const Now& now, Group& group, const std::string& id,
                                          CoordinatorOutput& out) {
    Member* member = group.member(id);
    if (member == nullptr) return;
    if (!member->is_new && (member->awaiting_join || member->awaiting_sync)) return;
    note_fenced(now, group, *member, out);
    remove_member(now, group, id, "member " + id + " was silent for its session timeout", out);
}

// removeMemberAndUpdateGroup
void GroupCoordinator::remove_member(const Now& now, Group& group, const std::string& id,
                                     const std::string& reason, CoordinatorOutput& out) {
    Member* member = group.member(id);
    timers_.cancel(member->heartbeat_timer);
    if (member->awaiting_join) {
        JoinGroupResponse response;
        response.error = ErrorCode::unknown_member_id;
        out.answer(*member->awaiting_join, response);
    }
    if (member->awaiting_sync) {
        out.answer(*member->awaiting_sync, SyncGroupResponse{ErrorCode::unknown_member_id, {}});
    }
    group.remove_member(id);
    maybe_prepare_rebalance(now, group, reason, out);
    maybe_complete_join(now, group, out);
}

void GroupCoordinator::remove_pending_member(const Now& now, Group& group, const std::string& id,
                                             CoordinatorOutput& out) {
    std::erase(group.pending_members, id);
    if (const TimerId* timer = group.pending_timers.find(id)) timers_.cancel(*timer);
    group.pending_timers.erase(id);
    arm_cleanup(now, group);
    maybe_complete_join(now, group, out);
}

void GroupCoordinator::note_fenced(const Now& now, const Group& group, const Member& member,
                                   CoordinatorOutput& out) const {
    if (!out.notes.wants<MemberFenced>()) return;
    const Duration silent = now.monotonic - member.last_heard_at;
    Note& note = out.notes.note(MemberFenced{broker_, group.name(), member.id, silent});
    note.missing = Missing{"a heartbeat of member " + member.id, member.client, member.last_heard,
                           member.last_heard_at};
    note.rule = Rule{"a member that is silent for its session timeout is out of the group",
                     "session.timeout.ms", std::to_string(member.session_timeout.to_millis()),
                     "failed-rebalance-total +1"};
}

}  // namespace kscope
