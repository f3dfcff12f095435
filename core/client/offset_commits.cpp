#include "core/client/offset_commits.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/client/backoff.h"

namespace kscope {

namespace {

bool subscribed(const ConsumerContext& context) { return !context.spec.topics.empty(); }

}  // namespace

bool OffsetCommits::send(std::vector<CommittedOffset> offsets, bool sync,
                         GroupMembership& membership, ConsumerContext& context) {
    if (!membership.ensure_coordinator(context)) return false;
    if (!context.network.ready(membership.coordinator(), context.turn)) return false;
    OffsetCommitRequest request;
    request.group = context.spec.config.group_id;
    if (subscribed(context)) {
        request.generation = membership.generation();
        request.member_id = membership.member_id();
    }
    request.offsets = offsets;
    Sent sent{next_id_++, sync, membership.stamp(), std::move(offsets)};
    context.network.send(membership.coordinator(), make_message(std::move(request)),
                         tag_of(ConsumerRequest::offset_commit, sent.id), context.turn);
    sent_.push_back(std::move(sent));
    return true;
}

void OffsetCommits::maybe_auto_commit(GroupMembership& membership, ConsumerContext& context) {
    const ConsumerConfig& config = context.spec.config;
    const Instant now = context.turn.now.monotonic;
    if (!config.enable_auto_commit || next_auto_commit_ > now) return;
    next_auto_commit_ = now + config.auto_commit_interval;
    std::vector<CommittedOffset> offsets = context.subscriptions.all_consumed();
    if (offsets.empty()) return;
    if (subscribed(context) && membership.state() != MemberState::stable) return;
    if (!send(std::move(offsets), false, membership, context)) {
        next_auto_commit_ = now + config.retry_backoff;
    }
}

bool OffsetCommits::commit_sync(GroupMembership& membership, ConsumerContext& context,
                                Duration patience) {
    const Instant now = context.turn.now.monotonic;
    if (sync_ == Sync::idle) {
        if (context.subscriptions.all_consumed().empty()) return true;
        sync_ = Sync::waiting;
        sync_deadline_ = now + patience;
        sync_retry_at_ = now;
        sync_attempts_ = 0;
    }
    // Outside the group nobody takes the offsets any more.
    const bool pointless =
        sync_ == Sync::waiting && subscribed(context) && membership.state() != MemberState::stable;
    if (sync_ == Sync::done || sync_deadline_ <= now || pointless) {
        sync_ = Sync::idle;
        return true;
    }
    if (sync_ == Sync::waiting && sync_retry_at_ <= now &&
        send(context.subscriptions.all_consumed(), true, membership, context)) {
        sync_ = Sync::in_flight;
    }
    return false;
}

void OffsetCommits::on_completion(const Completion& done, GroupMembership& membership,
                                  ConsumerContext& context) {
    const auto kind = static_cast<ConsumerRequest>(done.tag.kind);
    if (!done.response && done.to == membership.coordinator()) {
        membership.coordinator_disconnected();
    }
    if (kind == ConsumerRequest::offset_commit) {
        on_committed(done, membership, context);
    } else {
        on_fetched(done, membership, context);
    }
}

void OffsetCommits::on_committed(const Completion& done, GroupMembership& membership,
                                 ConsumerContext& context) {
    const auto at = std::find_if(sent_.begin(), sent_.end(),
                                 [&](const Sent& sent) { return sent.id == done.tag.context; });
    KSCOPE_CHECK(at != sent_.end());
    const Sent sent = std::move(*at);
    sent_.erase(at);
    const auto* response = done.response ? done.response->get_if<OffsetCommitResponse>() : nullptr;
    const ErrorCode error = response == nullptr ? ErrorCode::network_exception
                                                : settle(*response, sent, membership, context);
    const ConsumerConfig& config = context.spec.config;
    const Instant now = context.turn.now.monotonic;
    const bool again = error != ErrorCode::none && is_retriable(error);
    if (!sent.sync) {
        if (again) next_auto_commit_ = now + config.retry_backoff;
        return;
    }
    if (sync_ != Sync::in_flight) return;  // given up in the meantime
    if (!again) {
        sync_ = Sync::done;
        return;
    }
    const Duration wait = exponential_backoff(config.retry_backoff, config.retry_backoff_max,
                                              sync_attempts_, context.rng);
    ++sync_attempts_;
    sync_ = Sync::waiting;
    sync_retry_at_ = now + wait;
}

ErrorCode OffsetCommits::settle(const OffsetCommitResponse& response, const Sent& sent,
                                GroupMembership& membership, ConsumerContext& context) {
    for (const OffsetCommitResult& result : response.partitions) {
        switch (result.error) {
            case ErrorCode::none: {
                const auto at = std::find_if(sent.offsets.begin(), sent.offsets.end(),
                                             [&](const auto& o) { return o.tp == result.tp; });
                AssignedPartition* partition = context.subscriptions.find(result.tp);
                if (at != sent.offsets.end() && partition != nullptr) {
                    partition->committed = at->offset;
                }
                continue;
            }
            case ErrorCode::coordinator_not_available:
            case ErrorCode::not_coordinator:
            case ErrorCode::request_timed_out: membership.coordinator_failed(context); break;
            case ErrorCode::rebalance_in_progress:
                if (context.spec.config.features.keeps_generation) {
                    membership.request_rejoin();
                    break;
                }
                [[fallthrough]];
            case ErrorCode::unknown_member_id:
            case ErrorCode::illegal_generation:
                if (sent.stamp == membership.stamp() ||
                    membership.state() != MemberState::preparing_rebalance) {
                    membership.reset_on_error(result.error, context);
                }
                break;
            default: break;
        }
        return result.error;
    }
    return ErrorCode::none;
}

void OffsetCommits::fetch_committed(GroupMembership& membership, ConsumerContext& context) {
    if (fetch_in_flight_ || fetch_retry_at_ > context.turn.now.monotonic) return;
    std::vector<TopicPartition> wanted;
    for (const auto& [tp, partition] : context.subscriptions.partitions()) {
        if (partition.state == FetchState::initializing) wanted.push_back(tp);
    }
    if (wanted.empty() || !membership.ensure_coordinator(context)) return;
    if (!context.network.ready(membership.coordinator(), context.turn)) return;
    fetch_in_flight_ = true;
    OffsetFetchRequest request{context.spec.config.group_id, std::move(wanted)};
    context.network.send(membership.coordinator(), make_message(std::move(request)),
                         tag_of(ConsumerRequest::offset_fetch, membership.stamp()), context.turn);
}

void OffsetCommits::on_fetched(const Completion& done, GroupMembership& membership,
                               ConsumerContext& context) {
    fetch_in_flight_ = false;
    // Another generation: its own request will tell.
    if (done.tag.context != membership.stamp()) return;
    const auto* response = done.response ? done.response->get_if<OffsetFetchResponse>() : nullptr;
    if (response == nullptr || response->error != ErrorCode::none) {
        const bool moved =
            response != nullptr && (response->error == ErrorCode::coordinator_not_available ||
                                    response->error == ErrorCode::not_coordinator);
        if (moved) membership.coordinator_failed(context);
        fetch_failed(context);
        return;
    }
    fetch_attempts_ = 0;
    Output& out = context.turn.out;
    for (const CommittedOffset& committed : response->offsets) {
        AssignedPartition* partition = context.subscriptions.find(committed.tp);
        if (partition == nullptr || partition->state != FetchState::initializing) continue;
        if (committed.offset == no_offset) {
            if (!context.subscriptions.request_reset(*partition)) position_missing_ = true;
            continue;
        }
        partition->committed = committed.offset;
        if (committed.leader_epoch != no_leader_epoch) {
            context.metadata.epoch_seen(committed.tp, committed.leader_epoch);
        }
        context.subscriptions.seek(*partition, committed.offset, committed.leader_epoch,
                                   context.metadata.leader(committed.tp));
        if (out.wants<PositionReset>()) {
            out.note(
                PositionReset{context.network.self(), committed.tp, committed.offset, "committed"});
        }
    }
}

void OffsetCommits::fetch_failed(ConsumerContext& context) {
    const ConsumerConfig& config = context.spec.config;
    const Duration wait = exponential_backoff(config.retry_backoff, config.retry_backoff_max,
                                              fetch_attempts_, context.rng);
    ++fetch_attempts_;
    fetch_retry_at_ = context.turn.now.monotonic + wait;
}

Instant OffsetCommits::retry_at(Instant now) const {
    Instant soonest = Instant::never();
    if (sync_ == Sync::waiting && sync_retry_at_ > now) soonest = sync_retry_at_;
    if (sync_ != Sync::idle) soonest = std::min(soonest, sync_deadline_);
    if (fetch_retry_at_ > now) soonest = std::min(soonest, fetch_retry_at_);
    return soonest;
}

void OffsetCommits::digest(Digest& d) const {
    digest_into(d, next_auto_commit_);
    digest_into(d, next_id_);
    for (const Sent& sent : sent_) {
        digest_into(d, sent.id);
        digest_into(d, sent.offsets);
    }
    digest_into(d, sync_);
    digest_into(d, sync_deadline_);
    digest_into(d, sync_retry_at_);
    digest_into(d, fetch_in_flight_);
    digest_into(d, fetch_retry_at_);
}

}  // namespace kscope
