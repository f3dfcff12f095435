// JoinGroup: a newcomer gets an id, a member asks to be in the next generation
// (GroupCoordinator.handleJoinGroup and what it calls).
#include <algorithm>

#include "core/group/group_coordinator.h"

namespace kscope {

namespace {

// MemberMetadata's limit for a member that waits for its first generation.
constexpr Duration new_member_join_timeout = Duration::seconds(300);

JoinGroupResponse refusal(ErrorCode error, const std::string& member_id) {
    JoinGroupResponse response;
    response.error = error;
    response.member_id = member_id;
    return response;
}

void hex(std::string& text, std::uint64_t value, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
        text += "0123456789abcdef"[value >> shift & 15];
    }
}

}  // namespace

void GroupCoordinator::handle(const Now& now, const RequestContext& context,
                              const JoinGroupRequest& request, CoordinatorOutput& out) {
    ErrorCode error = status_of(request.group);
    if (error == ErrorCode::none && (request.session_timeout < min_session_timeout_ ||
                                     request.session_timeout > max_session_timeout_)) {
        error = ErrorCode::invalid_session_timeout;
    }
    const bool unknown = request.member_id.empty();
    if (error == ErrorCode::none && !unknown && find(request.group) == nullptr) {
        error = ErrorCode::unknown_member_id;
    }
    if (error != ErrorCode::none) {
        out.answer(context, refusal(error, request.member_id));
        return;
    }
    Group& group = find_or_create(request.group);
    if (!accepts(group, request.member_id)) {
        group.remove_member(request.member_id);
        out.answer(context, refusal(ErrorCode::group_max_size_reached, ""));
    } else if (!group.supports(request.protocols)) {
        out.answer(context, refusal(ErrorCode::inconsistent_group_protocol, request.member_id));
    } else if (unknown) {
        join_new_member(now, context, group, request, out);
    } else {
        join_known_member(now, context, group, request, out);
    }
    maybe_complete_join(now, group, out);
}

// acceptJoiningMember: a full group takes nobody new, but keeps whom it has.
bool GroupCoordinator::accepts(const Group& group, const std::string& member) const {
    const auto limit = static_cast<std::size_t>(group_max_size_);
    if (group.state() == GroupState::preparing_rebalance) {
        const Member* known = group.member(member);
        if (known != nullptr && known->awaiting_join) return true;
        const auto waiting =
            std::count_if(group.members().begin(), group.members().end(),
                          [](const auto& entry) { return entry.second.awaiting_join.has_value(); });
        return static_cast<std::size_t>(waiting) < limit;
    }
    if (group.state() == GroupState::empty || group.state() == GroupState::dead) return true;
    return group.member(member) != nullptr || group.members().size() < limit;
}

// "<client.id>-<uuid>"
std::string GroupCoordinator::new_member_id(const JoinGroupRequest& request) {
    const std::uint64_t high = rng_.next();
    const std::uint64_t low = rng_.next();
    std::string id = request.client_id + "-";
    hex(id, high >> 32, 8);
    id += '-';
    hex(id, high >> 16, 4);
    id += '-';
    hex(id, (high & 0x0fff) | 0x4000, 4);
    id += '-';
    hex(id, (low >> 48 & 0x3fff) | 0x8000, 4);
    id += '-';
    hex(id, low, 12);
    return id;
}

void GroupCoordinator::join_new_member(const Now& now, const RequestContext& context, Group& group,
                                       const JoinGroupRequest& request, CoordinatorOutput& out) {
    const std::string id = new_member_id(request);
    if (!member_id_required_) {
        add_member_and_rebalance(now, context, group, request, id, out);
        return;
    }
    // KIP-394: the id first, so that a retried first join does not leave a ghost behind.
    group.pending_members.push_back(id);
    group.pending_timers.set(id, timers_.arm(now.monotonic + request.session_timeout,
                                             {TimerKind::pending_member, group.name(), id}));
    out.answer(context, refusal(ErrorCode::member_id_required, id));
}

void GroupCoordinator::join_known_member(const Now& now, const RequestContext& context,
                                         Group& group, const JoinGroupRequest& request,
                                         CoordinatorOutput& out) {
    const auto& pending = group.pending_members;
    if (std::find(pending.begin(), pending.end(), request.member_id) != pending.end()) {
        if (const TimerId* timer = group.pending_timers.find(request.member_id)) {
            timers_.cancel(*timer);
            group.pending_timers.erase(request.member_id);
        }
        add_member_and_rebalance(now, context, group, request, request.member_id, out);
        return;
    }
    Member* member = group.member(request.member_id);
    if (member == nullptr) {
        out.answer(context, refusal(ErrorCode::unknown_member_id, request.member_id));
        return;
    }
    const bool same = member->protocols == request.protocols;
    const bool leads_group = group.leader() == member->id;
    switch (group.state()) {
        case GroupState::preparing_rebalance:
            update_member_and_rebalance(now, context, group, *member, request,
                                        "a member joins again", out);
            return;
        case GroupState::completing_rebalance:
            // The answer to its join was lost: it may have it again, if it asks for the same.
            if (same) {
                out.answer(context, join_answer(group, *member));
            } else {
                update_member_and_rebalance(now, context, group, *member, request,
                                            "a member subscribes to something else", out);
            }
            return;
        case GroupState::stable:
            if (leads_group || !same) {
                update_member_and_rebalance(now, context, group, *member, request,
                                            leads_group ? "the leader joins again"
                                                        : "a member subscribes to something else",
                                            out);
            } else {
                out.answer(context, join_answer(group, *member));
            }
            return;
        case GroupState::empty:
        case GroupState::dead:
            out.answer(context, refusal(ErrorCode::unknown_member_id, request.member_id));
            return;
    }
}

void GroupCoordinator::add_member_and_rebalance(const Now& now, const RequestContext& context,
                                                Group& group, const JoinGroupRequest& request,
                                                const std::string& id, CoordinatorOutput& out) {
    Member member;
    member.id = id;
    member.client_id = request.client_id;
    member.client = context.client;
    member.session_timeout = request.session_timeout;
    member.rebalance_timeout = request.rebalance_timeout;
    member.protocols = request.protocols;
    member.is_new = true;
    member.awaiting_join = context;
    member.last_heard = now.event;
    member.last_heard_at = now.monotonic;
    // Only a group's first generation waits longer for members that come during the wait.
    if (group.state() == GroupState::preparing_rebalance && group.generation() == Generation(0)) {
        group.new_member_added = true;
    }
    Member& added = group.add_member(std::move(member));
    // Before KIP-394 it stays as long as the rebalance takes.
    if (member_id_required_) schedule_expiry(now, group, added, new_member_join_timeout);
    if (out.notes.wants<MemberJoined>()) {
        out.notes.note(MemberJoined{broker_, group.name(), id, context.client});
    }
    maybe_prepare_rebalance(now, group, "member " + id + " joins", out);
}

void GroupCoordinator::update_member_and_rebalance(const Now& now, const RequestContext& context,
                                                   Group& group, Member& member,
                                                   const JoinGroupRequest& request,
                                                   const char* reason, CoordinatorOutput& out) {
    // A retry that overtakes the first try takes its place: that one never gets an answer.
    member.protocols = request.protocols;
    member.rebalance_timeout = request.rebalance_timeout;
    member.session_timeout = request.session_timeout;
    member.client = context.client;
    member.awaiting_join = context;
    member.last_heard = now.event;
    member.last_heard_at = now.monotonic;
    maybe_prepare_rebalance(now, group, reason, out);
}

}  // namespace kscope
