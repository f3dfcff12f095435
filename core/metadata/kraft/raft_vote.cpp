// RaftClient: Vote, with pre-vote (KIP-996).
#include <algorithm>

#include "core/metadata/kraft/raft_client.h"

namespace kscope {

void RaftClient::handle(const Now& now, const Received& in, const VoteRequest& request) {
    const auto refuse = [&](ErrorCode error) { answer(in, VoteResponse{error, current(), false}); };
    if (const auto error = cluster_error(request.cluster_id); error != ErrorCode::none) {
        return refuse(error);
    }
    // A candidate is in an epoch of its own; a prospective one is still in that of its log.
    const bool epoch_too_high = request.pre_vote ? request.last.epoch > request.replica_epoch
                                                 : request.last.epoch >= request.replica_epoch;
    if (request.last.offset < Offset(0) || request.last.epoch < LeaderEpoch(0) || epoch_too_high) {
        return refuse(ErrorCode::invalid_request);
    }
    if (const auto error = voter_request_error(request.replica.id, request.replica_epoch);
        error != ErrorCode::none) {
        return refuse(error);
    }
    if (request.replica_epoch > quorum_->epoch()) to_unattached(now, request.replica_epoch);
    if (!is_for_self(request.voter)) return refuse(ErrorCode::invalid_voter_key);
    const auto log = request.last >= log_->end() ? LogUpToDate::yes : LogUpToDate::no;
    const auto pre_vote = request.pre_vote ? PreVote::yes : PreVote::no;
    const bool granted = quorum_->can_grant_vote(request.replica, log, pre_vote);
    if (granted && !request.pre_vote && quorum_->election().voted != request.replica) {
        quorum_->grant_vote(now.monotonic, request.replica);
    }
    answer(in, VoteResponse{ErrorCode::none, current(), granted});
}

RaftClient::Handled RaftClient::handle_response(const Now& now, NodeId peer,
                                                const VoteResponse& response) {
    using Vote = EpochElection::Vote;
    if (const auto handled = common_response(now, response.error, response.current)) {
        return *handled;
    }
    if (response.error != ErrorCode::none) return Handled::no;
    const Vote vote = response.vote_granted ? Vote::granted : Vote::rejected;
    if (auto* prospective = quorum_->as<ProspectiveRole>()) {
        prospective->votes.record(id_of(peer), vote);
        if (prospective->votes.is_granted()) {
            become_candidate(now);
        } else if (prospective->votes.is_rejected()) {
            lose_pre_vote(now);
        }
    } else if (auto* candidate = quorum_->as<CandidateRole>()) {
        candidate->votes.record(id_of(peer), vote);
        if (candidate->votes.is_granted()) {
            become_leader(now);
        } else if (candidate->votes.is_rejected() && !candidate->backoff_until &&
                   !spec_.config.pre_vote) {
            // Not to wait for the election timeout when the votes are split.
            candidate->backoff_until = now.monotonic + candidate_backoff(candidate->retries);
        }
    }
    return Handled::yes;
}

// KafkaRaftClient.binaryExponentialElectionBackoffMs.
Duration RaftClient::candidate_backoff(std::int32_t retries) {
    constexpr Duration base = Duration::millis(100);
    const auto bound = std::uint32_t{2} << std::min(20, retries - 1);
    const std::uint32_t draw = quorum_->rng().below(bound);
    return std::min(base * draw, spec_.config.election_backoff_max);
}

}  // namespace kscope
