// OffsetCommit and OffsetFetch.
#include <algorithm>

#include "core/group/group_coordinator.h"
#include "core/group/group_records.h"

namespace kscope {

namespace {

// GroupMetadataManager.maybeConvertOffsetCommitError: what the log's refusal means to the consumer.
ErrorCode commit_error(ErrorCode append) {
    switch (append) {
        case ErrorCode::unknown_topic_or_partition:
        case ErrorCode::not_enough_replicas:
        case ErrorCode::not_enough_replicas_after_append:
            return ErrorCode::coordinator_not_available;
        case ErrorCode::not_leader_or_follower: return ErrorCode::not_coordinator;
        case ErrorCode::message_too_large:
        case ErrorCode::record_list_too_large: return ErrorCode::invalid_commit_offset_size;
        default: return append;
    }
}

// GroupCoordinator.isValidGroupId: offsets may stand under the empty name, which old consumers
// used.
ErrorCode offsets_status(const std::string& group, ErrorCode status, bool here) {
    if (!group.empty()) return status;
    return here ? ErrorCode::none : ErrorCode::not_coordinator;
}

}  // namespace

ErrorCode GroupCoordinator::validate_commit(const Group& group,
                                            const OffsetCommitRequest& request) const {
    const bool outside = request.generation.value() < 0;
    if (group.state() == GroupState::dead) return ErrorCode::coordinator_not_available;
    if (outside && group.state() == GroupState::empty) return ErrorCode::none;
    // GroupCoordinator.doCommitOffsets: up to 2.0 whoever asks is told so.
    const bool syncing = group.state() == GroupState::completing_rebalance;
    if (syncing && !fences_before_rebalance_) return ErrorCode::rebalance_in_progress;
    if (outside && request.member_id.empty()) return ErrorCode::unknown_member_id;
    if (mutant_ == Mutant::accept_old_generation) return ErrorCode::none;
    if (group.member(request.member_id) == nullptr) return ErrorCode::unknown_member_id;
    if (request.generation != group.generation()) return ErrorCode::illegal_generation;
    return syncing ? ErrorCode::rebalance_in_progress : ErrorCode::none;
}

void GroupCoordinator::handle(const Now& now, const RequestContext& context,
                              const OffsetCommitRequest& request, CoordinatorOutput& out) {
    ErrorCode error =
        offsets_status(request.group, status_of(request.group), leads(partition_of(request.group)));
    if (error == ErrorCode::none) {
        const Group* known = find(request.group);
        if (known != nullptr) {
            error = validate_commit(*known, request);
        } else if (request.generation.value() >= 0) {
            error = ErrorCode::illegal_generation;
        }
    }
    OffsetsAppend append_data{request.group, context, request.generation, {}, now.wall, {}};
    std::vector<Record> records;
    for (const CommittedOffset& offset : request.offsets) {
        ErrorCode own = error;
        if (own == ErrorCode::none &&
            offset.metadata.size() > static_cast<std::size_t>(offset_metadata_max_bytes_)) {
            own = ErrorCode::offset_metadata_too_large;
        }
        append_data.results.push_back({offset.tp, own});
        if (own != ErrorCode::none) continue;
        append_data.offsets.push_back(offset);
        records.push_back(offset_commit_record(request.group, offset, now.wall));
    }
    if (error == ErrorCode::none) {
        Group& group = find_or_create(request.group);
        if (Member* member = group.member(request.member_id)) {
            member->last_heard = now.event;
            member->last_heard_at = now.monotonic;
            schedule_heartbeat(now, group, *member);
        }
        if (!records.empty()) {
            append(group.name(), std::move(records), std::move(append_data), out);
            return;
        }
        arm_cleanup(now, group);
    }
    out.answer(context, OffsetCommitResponse{std::move(append_data.results)});
}

void GroupCoordinator::on_offsets_stored(const Now& now, OffsetsAppend& stored,
                                         const CoordinatorAppended& appended,
                                         CoordinatorOutput& out) {
    const ErrorCode error = appended.error;
    Group* group = find(stored.group);
    Offset log_offset = appended.base_offset;
    for (const CommittedOffset& offset : stored.offsets) {
        if (error == ErrorCode::none && group != nullptr) {
            group->store_offset(offset, stored.committed);
            if (out.notes.wants<OffsetCommitted>()) {
                out.notes.note(OffsetCommitted{broker_, stored.group, offset.tp, offset.offset,
                                               stored.generation, log_offset});
            }
            log_offset = log_offset + 1;
        }
    }
    if (group != nullptr) arm_cleanup(now, *group);
    for (OffsetCommitResult& result : stored.results) {
        if (result.error == ErrorCode::none) result.error = commit_error(error);
    }
    out.answer(stored.context, OffsetCommitResponse{std::move(stored.results)});
}

void GroupCoordinator::handle(const Now&, const RequestContext& context,
                              const OffsetFetchRequest& request, CoordinatorOutput& out) {
    OffsetFetchResponse response;
    response.error =
        offsets_status(request.group, status_of(request.group), leads(partition_of(request.group)));
    const Group* group = response.error == ErrorCode::none ? find(request.group) : nullptr;
    if (response.error == ErrorCode::none && request.partitions) {
        for (const TopicPartition& tp : *request.partitions) {
            const CommittedOffset* known = group != nullptr ? group->offsets().find(tp) : nullptr;
            CommittedOffset none;
            none.tp = tp;
            response.offsets.push_back(known != nullptr ? *known : none);
        }
    } else if (group != nullptr) {
        for (const auto& [tp, offset] : group->offsets()) response.offsets.push_back(offset);
    }
    out.answer(context, std::move(response));
}

}  // namespace kscope
