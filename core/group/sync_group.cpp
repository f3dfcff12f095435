// SyncGroup: the leader hands in the assignment, everybody takes theirs.
#include "core/group/group_coordinator.h"
#include "core/group/group_records.h"

namespace kscope {

namespace {

// GroupMetadataManager.storeGroup: what the log's refusal means to the group's members.
ErrorCode assignment_error(ErrorCode append) {
    switch (append) {
        case ErrorCode::unknown_topic_or_partition:
        case ErrorCode::not_enough_replicas:
        case ErrorCode::not_enough_replicas_after_append:
            return ErrorCode::coordinator_not_available;
        case ErrorCode::request_timed_out: return ErrorCode::rebalance_in_progress;
        case ErrorCode::not_leader_or_follower: return ErrorCode::not_coordinator;
        case ErrorCode::message_too_large:
        case ErrorCode::record_list_too_large: return ErrorCode::unknown_server_error;
        default: return append;
    }
}

}  // namespace

void GroupCoordinator::handle(const Now& now, const RequestContext& context,
                              const SyncGroupRequest& request, CoordinatorOutput& out) {
    const auto refuse = [&](ErrorCode error) { out.answer(context, SyncGroupResponse{error, {}}); };
    const ErrorCode status = status_of(request.group);
    if (status != ErrorCode::none) return refuse(status);
    Group* group = find(request.group);
    Member* member = group != nullptr ? group->member(request.member_id) : nullptr;
    if (member == nullptr) return refuse(ErrorCode::unknown_member_id);
    if (request.generation != group->generation()) return refuse(ErrorCode::illegal_generation);
    member->last_heard = now.event;
    member->last_heard_at = now.monotonic;
    switch (group->state()) {
        case GroupState::empty:
        case GroupState::dead: return refuse(ErrorCode::unknown_member_id);
        case GroupState::preparing_rebalance: return refuse(ErrorCode::rebalance_in_progress);
        case GroupState::stable:
            finish_sync(*group, member->id);
            out.answer(context, SyncGroupResponse{ErrorCode::none, member->assignment});
            schedule_heartbeat(now, *group, *member);
            return;
        case GroupState::completing_rebalance: break;
    }
    member->awaiting_sync = context;
    finish_sync(*group, member->id);
    if (group->leader() != member->id) return;
    std::vector<MemberAssignment> assignments;
    for (const auto& [id, other] : group->members()) {
        MemberAssignment theirs{id, {}};
        for (const MemberAssignment& given : request.assignments) {
            if (given.member_id == id || mutant_ == Mutant::assign_twice)
                theirs.partitions = given.partitions;
        }
        assignments.push_back(std::move(theirs));
    }
    const Record record = group_metadata_record(*group, assignments, now.wall);
    append(group->name(), {record},
           AssignmentAppend{group->name(), group->generation(), std::move(assignments)}, out);
}

void GroupCoordinator::on_assignment_stored(const Now& now, const AssignmentAppend& stored,
                                            const CoordinatorAppended& appended,
                                            CoordinatorOutput& out) {
    const ErrorCode error = assignment_error(appended.error);
    Group* group = find(stored.group);
    // Another rebalance, or a failover, overtook the append.
    if (group == nullptr || group->state() != GroupState::completing_rebalance ||
        group->generation() != stored.generation) {
        return;
    }
    if (error != ErrorCode::none) {
        reset_and_propagate_error(now, *group, error, out);
        maybe_prepare_rebalance(now, *group, "the assignment could not be stored", out);
        maybe_complete_join(now, *group, out);
        return;
    }
    for (const MemberAssignment& assignment : stored.assignments) {
        if (Member* member = group->member(assignment.member_id)) {
            member->assignment = assignment.partitions;
        }
    }
    propagate_assignment(now, *group, ErrorCode::none, out);
    group->transition_to(GroupState::stable);
    arm_cleanup(now, *group);
    if (out.notes.wants<AssignmentStored>()) {
        out.notes.note(AssignmentStored{broker_, group->name(), group->generation(),
                                        stored.assignments, appended.base_offset});
    }
}

}  // namespace kscope
