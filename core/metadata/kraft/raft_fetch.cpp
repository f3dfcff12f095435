// RaftClient: the quorum's Fetch, at the leader and at who follows it.
#include <algorithm>

#include "core/metadata/kraft/raft_client.h"

namespace kscope {

// ---- at the leader

void RaftClient::handle(const Now& now, const Received& in, const QuorumFetchRequest& request) {
    QuorumFetchResponse response;
    response.current = current();
    response.log_start_offset = log_->start_offset();
    response.error = cluster_error(request.cluster_id);
    const bool invalid = request.max_wait < Duration() || request.fetch.offset < Offset(0) ||
                         request.fetch.epoch < LeaderEpoch(0) ||
                         request.fetch.epoch > request.current_leader_epoch;
    if (response.error == ErrorCode::none && invalid) response.error = ErrorCode::invalid_request;
    if (response.error == ErrorCode::none) response = try_fetch(now, request);
    const bool knows_less =
        request.high_watermark && response.high_watermark > *request.high_watermark;
    const bool waits = response.error == ErrorCode::none && response.batches.empty() &&
                       !response.diverging_epoch && !response.snapshot && !knows_less &&
                       request.max_wait > Duration();
    if (!waits) return answer(in, std::move(response));
    parked_.push_back({in.conn, in.correlation, in.message, now.monotonic + request.max_wait,
                       make_message(std::move(response))});
}

QuorumFetchResponse RaftClient::try_fetch(const Now& now, const QuorumFetchRequest& request) {
    QuorumFetchResponse response;
    response.current = current();
    response.log_start_offset = log_->start_offset();
    response.error = leader_request_error(request.current_leader_epoch);
    if (response.error != ErrorCode::none) return response;
    auto& leader = *quorum_->as<QuorumLeaderState>();
    const FetchValidity position = log_->validate(request.fetch);
    const bool asked_within = request.fetch.offset <= log_->end().offset;
    if (position.kind == FetchValidity::Kind::diverging &&
        !(has(QuorumMutant::keep_divergence) && asked_within)) {
        response.diverging_epoch = EpochEnd{position.at.epoch, position.at.offset};
    } else if (position.kind == FetchValidity::Kind::snapshot) {
        response.snapshot = position.at;
    } else {
        if (leader.update_replica(now.monotonic, request.replica, request.fetch.offset)) {
            on_high_watermark(now);
        }
        response.batches = log_->read(request.fetch.offset, request.max_bytes);
    }
    response.high_watermark = leader.high_watermark().value_or(no_offset);
    return response;
}

void RaftClient::answer_parked(const Now& now, const ParkedFetch& fetch) {
    const auto& request = *fetch.request->get_if<QuorumFetchRequest>();
    sends_.push_back(Send{fetch.conn, fetch.correlation, make_message(try_fetch(now, request))});
}

// KafkaRaftClient.onUpdateLeaderHighWatermark: whoever waits knows an older one (KIP-1166).
void RaftClient::on_high_watermark(const Now& now) {
    if (!spec_.config.tells_high_watermark) return;
    for (const ParkedFetch& fetch : std::exchange(parked_, {})) answer_parked(now, fetch);
}

// The log has grown: whoever waits at a place before its end is answered.
void RaftClient::complete_fetches(const Now& now) {
    for (const ParkedFetch& fetch : std::exchange(parked_, {})) {
        const auto& request = *fetch.request->get_if<QuorumFetchRequest>();
        if (request.fetch.offset < log_->end().offset) {
            answer_parked(now, fetch);
        } else {
            parked_.push_back(fetch);
        }
    }
}

void RaftClient::expire_fetches(const Now& now) {
    const auto waiting = std::exchange(parked_, {});
    for (const ParkedFetch& fetch : waiting) {
        if (now.monotonic < fetch.deadline) {
            parked_.push_back(fetch);
            continue;
        }
        sends_.push_back(Send{fetch.conn, fetch.correlation, fetch.if_late});
    }
}

void RaftClient::refuse_fetches() {
    for (const ParkedFetch& fetch : std::exchange(parked_, {})) {
        QuorumFetchResponse response;
        response.error = ErrorCode::not_leader_or_follower;
        response.current = current();
        sends_.push_back(Send{fetch.conn, fetch.correlation, make_message(std::move(response))});
    }
}

// ---- at who follows

RaftClient::Handled RaftClient::handle_response(const Now& now, const QuorumFetchResponse& response,
                                                Output& out) {
    if (const auto handled = common_response(now, response.error, response.current)) {
        // A controller in one process with it answers at once, and would be asked without end.
        return spec_.anonymous && response.error != ErrorCode::none ? Handled::no : *handled;
    }
    if (response.error != ErrorCode::none) return Handled::no;
    auto* follower = quorum_->as<FollowerRole>();
    if (follower == nullptr) return Handled::yes;
    if (response.diverging_epoch) {
        const auto high_watermark = quorum_->high_watermark();
        if (high_watermark && response.diverging_epoch->end_offset < *high_watermark) {
            halt("the leader asks for a truncation below the high watermark");
            return Handled::no;
        }
        log_->truncate_to_end_offset(*response.diverging_epoch, out);
    } else if (response.snapshot) {
        follower->snapshot = SnapshotDownload{*response.snapshot, 0, {}};
    } else {
        for (const auto& batch : response.batches) {
            if (log_->append_as_follower(batch, now, out)) continue;
            halt("the leader sent a batch that does not continue the log");
            return Handled::no;
        }
        // A voter's fetch says to the leader: this is on my disk.
        if (is_voter() || spec_.always_flushes) log_->flush(out);
        if (response.high_watermark != no_offset) {
            quorum_->update_high_watermark(std::min(response.high_watermark, log_->end().offset));
        }
    }
    follower->fetch_deadline = now.monotonic + spec_.config.fetch_timeout;
    follower->has_fetched = true;
    return Handled::yes;
}

}  // namespace kscope
