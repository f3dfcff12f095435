// RaftClient: what is to be done now without anybody asking: KafkaRaftClient.pollCurrentState.
#include <algorithm>

#include "core/metadata/kraft/raft_client.h"

namespace kscope {

void RaftClient::poll(const Now& now, Output& out) {
    again_ = true;
    while (again_ && halted_.empty()) {
        again_ = false;
        maybe_complete_shutdown(now.monotonic);
        if (shut_down_) return;
        peers_.expire(now.monotonic, out);
        expire_fetches(now);
        poll_role(now, out);
    }
}

void RaftClient::poll_role(const Now& now, Output& out) {
    const QuorumRole& role = quorum_->role();
    if (std::holds_alternative<QuorumLeaderState>(role)) return poll_leader(now, out);
    if (std::holds_alternative<ProspectiveRole>(role)) return poll_nominee(now, out);
    if (std::holds_alternative<CandidateRole>(role)) return poll_candidate(now, out);
    if (std::holds_alternative<UnattachedRole>(role)) return poll_unattached(now, out);
    if (std::holds_alternative<ResignedRole>(role)) return poll_resigned(now, out);
    if (is_voter()) return poll_follower(now, out);
    poll_observer(now, out);
}

void RaftClient::maybe_complete_shutdown(Instant now) {
    if (!shutdown_deadline_ || shut_down_) return;
    const bool remote_leader = quorum_->has_leader() && quorum_->leader() != self().id;
    shut_down_ = now >= *shutdown_deadline_ || !is_voter() || voters().is_only_voter(self()) ||
                 remote_leader;
    if (shut_down_) refuse_fetches();
}

void RaftClient::poll_unattached(const Now& now, Output& out) {
    const bool voter = is_voter();
    if (voter && shutdown_deadline_) return;
    if (voter && now.monotonic >= quorum_->as<UnattachedRole>()->election_deadline) {
        return try_election(now);
    }
    // Since pre-vote a voter looks for a leader too, rather than only wait to be told.
    if (!voter || spec_.config.pre_vote) fetch_from_any(now, out);
}

void RaftClient::poll_nominee(const Now& now, Output& out) {
    const auto& prospective = *quorum_->as<ProspectiveRole>();
    if (!shutdown_deadline_ && now.monotonic >= prospective.election_deadline) {
        return lose_pre_vote(now);
    }
    for (const ReplicaKey& voter : prospective.votes.voters_with(EpochElection::Vote::unrecorded)) {
        const NodeId node = voters().find(voter.id)->node;
        if (!peers_.is_ready(node)) continue;
        ask(now, node,
            VoteRequest{spec_.cluster_id, voter, self(), quorum_->epoch(), log_->end(), true}, out);
    }
}

void RaftClient::poll_candidate(const Now& now, Output& out) {
    auto& candidate = *quorum_->as<CandidateRole>();
    if (!shutdown_deadline_ && candidate.backoff_until) {
        if (now.monotonic >= *candidate.backoff_until) become_candidate(now);
        return;
    }
    if (!shutdown_deadline_ && now.monotonic >= candidate.election_deadline) {
        if (spec_.config.pre_vote) return try_election(now);
        candidate.backoff_until = now.monotonic + candidate_backoff(candidate.retries);
        again_ = true;
        return;
    }
    if (candidate.votes.is_rejected()) return;
    for (const ReplicaKey& voter : candidate.votes.voters_with(EpochElection::Vote::unrecorded)) {
        const NodeId node = voters().find(voter.id)->node;
        if (!peers_.is_ready(node)) continue;
        ask(now, node,
            VoteRequest{spec_.cluster_id, voter, self(), quorum_->epoch(), log_->end(), false},
            out);
    }
}

void RaftClient::poll_leader(const Now& now, Output& out) {
    auto& leader = *quorum_->as<QuorumLeaderState>();
    update_leader_end(now);
    poll_voter_change(now.monotonic);
    if (shutdown_deadline_ || leader.resign_requested() ||
        now.monotonic >= leader.check_quorum_deadline()) {
        return to_resigned(now);
    }
    append_batches(now, out);
    send_begin_epoch(now, out);
}

// maybeSendBeginQuorumEpochRequests; before, to nonAcknowledgingVoters: to each as soon as it can
// be asked, until it answers or fetches. Who is lost after that finds out by its fetch timeout.
void RaftClient::send_begin_epoch(const Now& now, Output& out) {
    auto& leader = *quorum_->as<QuorumLeaderState>();
    const bool repeats = spec_.config.repeats_begin_epoch;
    if (repeats && now.monotonic < leader.begin_epoch_at()) return;
    for (const Voter& voter : voters().voters()) {
        if (voter.key.id == self().id || !peers_.is_ready(voter.node)) continue;
        if (!repeats && leader.has_acknowledged(voter.key.id)) continue;
        ask(now, voter.node, BeginQuorumEpochRequest{spec_.cluster_id, voter.key, current()}, out);
    }
    leader.begin_epoch_sent(now.monotonic);
}

void RaftClient::append_batches(const Now& now, Output& out) {
    auto& accumulator = quorum_->as<QuorumLeaderState>()->accumulator();
    if (now.monotonic < accumulator.drain_at()) return;
    for (const RecordBatch& batch : accumulator.drain()) {
        log_->append_as_leader(batch, quorum_->epoch(), now, out);
    }
    log_->flush(out);
}

// The leader counts itself among those who have a record only when its own disk has it.
void RaftClient::update_leader_end(const Now& now) {
    auto& leader = *quorum_->as<QuorumLeaderState>();
    const Offset end = log_->end().offset;
    const FetchProgress* own = leader.voters().find(self().id);
    if (own == nullptr || !own->is(self())) own = leader.observers().find(self());
    const bool known = own != nullptr && own->end_offset == end;
    if (known || log_->flushed_offset() < end) return;
    if (leader.update_local(end, voters())) on_high_watermark(now);
    complete_fetches(now);
}

void RaftClient::fetch_from(const Now& now, NodeId peer, Output& out) {
    const auto* follower = quorum_->as<FollowerRole>();
    if (follower != nullptr && follower->snapshot) {
        ask(now, peer,
            FetchSnapshotRequest{spec_.cluster_id, self(), spec_.config.fetch_max_bytes,
                                 quorum_->epoch(), follower->snapshot->id,
                                 follower->snapshot->position},
            out);
        return;
    }
    ask(now, peer, fetch_request(), out);
}

QuorumFetchRequest RaftClient::fetch_request() const {
    QuorumFetchRequest request{
        spec_.cluster_id, self(),     spec_.config.fetch_max_wait, spec_.config.fetch_max_bytes,
        quorum_->epoch(), log_->end()};
    if (spec_.config.tells_high_watermark) {
        request.high_watermark = quorum_->high_watermark().value_or(no_offset);
    }
    return request;
}

// RequestManager.findReadyBootstrapServer: from a random place on, the first that is ready.
void RaftClient::fetch_from_any(const Now& now, Output& out) {
    if (peers_.any_awaited() || spec_.bootstrap.empty()) return;
    const auto size = static_cast<std::uint32_t>(spec_.bootstrap.size());
    const std::uint32_t start = quorum_->rng().below(size);
    for (std::uint32_t i = 0; i < size; ++i) {
        const NodeId peer = spec_.bootstrap[(start + i) % size];
        if (!peers_.is_ready(peer)) continue;
        ask(now, peer, fetch_request(), out);
        return;
    }
}

void RaftClient::poll_follower(const Now& now, Output& out) {
    auto& follower = *quorum_->as<FollowerRole>();
    if (shutdown_deadline_) return;
    if (now.monotonic >= follower.fetch_deadline) return try_election(now);
    if (!peers_.is_ready(follower.leader_node)) return;
    if (now.monotonic < follower.update_voter_at) {
        return fetch_from(now, follower.leader_node, out);
    }
    follower.update_voter_at = now.monotonic + spec_.config.fetch_timeout * 3;
    if (!needs_update()) return fetch_from(now, follower.leader_node, out);
    ask(now, follower.leader_node,
        UpdateRaftVoterRequest{spec_.cluster_id, quorum_->epoch(), self(), node_, 0, 1}, out);
}

// never() as the deadline: it has passed.
void RaftClient::poll_observer(const Now& now, Output& out) {
    auto& follower = *quorum_->as<FollowerRole>();
    if (now.monotonic >= follower.fetch_deadline) follower.fetch_deadline = Instant::never();
    const NodeId leader = follower.leader_node;
    if (follower.fetch_deadline.is_never() || peers_.has_timed_out(leader) ||
        peers_.is_backing_off(leader)) {
        return fetch_from_any(now, out);
    }
    if (!peers_.any_awaited()) fetch_from(now, leader, out);
}

void RaftClient::poll_resigned(const Now& now, Output& out) {
    const auto& resigned = *quorum_->as<ResignedRole>();
    if (!shutdown_deadline_ && now.monotonic >= resigned.election_deadline) {
        if (is_voter() && !spec_.config.pre_vote) return become_candidate(now);
        return to_unattached(now, quorum_->epoch().next());
    }
    for (const BrokerId id : resigned.unacknowledged) {
        const Voter* voter = voters().find(id);
        if (voter == nullptr || !peers_.is_ready(voter->node)) continue;
        ask(now, voter->node,
            EndQuorumEpochRequest{spec_.cluster_id, current(), resigned.preferred_successors}, out);
    }
}

Instant RaftClient::role_deadline() const {
    if (shut_down_) return Instant::never();
    if (const auto* leader = quorum_->as<QuorumLeaderState>()) {
        return std::min({leader->check_quorum_deadline(), leader->begin_epoch_at(),
                         leader->accumulator().drain_at()});
    }
    if (shutdown_deadline_) return Instant::never();
    if (const auto* follower = quorum_->as<FollowerRole>()) return follower->fetch_deadline;
    if (const auto* prospective = quorum_->as<ProspectiveRole>()) {
        return prospective->election_deadline;
    }
    if (const auto* candidate = quorum_->as<CandidateRole>()) {
        return candidate->backoff_until.value_or(candidate->election_deadline);
    }
    if (const auto* resigned = quorum_->as<ResignedRole>()) return resigned->election_deadline;
    return is_voter() ? quorum_->as<UnattachedRole>()->election_deadline : Instant::never();
}

}  // namespace kscope
