#include "core/metadata/kraft/quorum_state.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

const char* name_of(const QuorumRole& role) {
    constexpr const char* names[] = {"Unattached", "Prospective", "Candidate",
                                     "Leader",     "Follower",    "Resigned"};
    return names[role.index()];
}

QuorumState::QuorumState(ReplicaKey self, const QuorumConfig& config, Rng rng)
    : self_(self), config_(config), rng_(rng) {}

// QuorumState.randomElectionTimeoutMs: from the timeout to twice it, in whole milliseconds.
Instant QuorumState::random_election_deadline(Instant now) {
    const auto timeout = static_cast<std::uint32_t>(config_.election_timeout.to_millis());
    const std::uint32_t jitter = timeout == 0 ? 0 : rng_.below(timeout);
    return now + config_.election_timeout + Duration::millis(jitter);
}

void QuorumState::set_role(QuorumRole role) {
    role_ = std::move(role);
    dirty_ = true;
}

void QuorumState::initialize(Instant now, const std::optional<ElectionState>& stored,
                             const OffsetAndEpoch& log_end, const VoterSet& voters) {
    const ElectionState election = stored.value_or(ElectionState{});
    epoch_ = std::max(election.epoch, log_end.epoch);
    const Instant deadline = random_election_deadline(now);
    const Voter* leader = voters.find(election.leader);
    if (election.epoch < log_end.epoch) {
        set_role(UnattachedRole{no_broker, {}, deadline});
    } else if (election.has_leader() && election.leader == self_.id) {
        to_resigned(now, {}, voters);
        dirty_ = true;
    } else if (election.voted == self_ && voters.is_voter(self_)) {
        EpochElection votes(voters);
        votes.record(self_.id, EpochElection::Vote::granted);
        set_role(CandidateRole{std::move(votes), deadline, 1, {}});
    } else if (election.has_leader() && leader != nullptr && leader->node != no_node) {
        to_follower(now, epoch_, election.leader, leader->node);
    } else {
        set_role(UnattachedRole{election.leader, election.voted, deadline});
    }
}

// What is left of a role's election timeout stays: an election must not be put off by others'.
void QuorumState::to_unattached(Instant now, LeaderEpoch epoch, BrokerId leader,
                                const VoterSet& voters) {
    const auto* prospective = as<ProspectiveRole>();
    KSCOPE_CHECK(epoch > epoch_ || (epoch == epoch_ && prospective != nullptr),
                 "Unattached is of a higher epoch, or after a pre-vote");
    Instant deadline = Instant::never();
    if (voters.is_voter(self_)) {
        deadline = random_election_deadline(now);
        if (const auto* candidate = as<CandidateRole>()) deadline = candidate->election_deadline;
        if (const auto* unattached = as<UnattachedRole>()) deadline = unattached->election_deadline;
        if (prospective != nullptr && !prospective->votes.is_rejected()) {
            deadline = prospective->election_deadline;
        }
    }
    const auto high_watermark = this->high_watermark();
    const ReplicaKey voted =
        epoch == epoch_ && prospective != nullptr ? prospective->voted : ReplicaKey{};
    epoch_ = epoch;
    high_watermark_ = high_watermark;
    set_role(UnattachedRole{leader, voted, deadline});
}

// The election timeout begins anew: the candidate has at least as good a chance.
void QuorumState::grant_vote(Instant now, const ReplicaKey& candidate) {
    KSCOPE_CHECK(candidate.id != self_.id, "nobody asks itself for a vote");
    const Instant deadline = random_election_deadline(now);
    if (auto* prospective = as<ProspectiveRole>()) {
        prospective->voted = candidate;
        prospective->election_deadline = deadline;
    } else {
        auto* unattached = as<UnattachedRole>();
        KSCOPE_CHECK(unattached != nullptr, "only Unattached and Prospective vote");
        unattached->voted = candidate;
        unattached->election_deadline = deadline;
    }
    dirty_ = true;
}

void QuorumState::to_prospective(Instant now, const VoterSet& voters) {
    KSCOPE_CHECK(voters.is_voter(self_), "an observer is never prospective");
    KSCOPE_CHECK(as<QuorumLeaderState>() == nullptr && as<ProspectiveRole>() == nullptr);
    EpochElection votes(voters);
    votes.record(self_.id, EpochElection::Vote::granted);
    const auto high_watermark = this->high_watermark();
    const ElectionState before = election();
    const NodeId node = leader_node();
    const Instant deadline = random_election_deadline(now);
    high_watermark_ = high_watermark;
    set_role(ProspectiveRole{before.leader, node, before.voted, std::move(votes), deadline});
}

void QuorumState::to_candidate(Instant now, const VoterSet& voters) {
    KSCOPE_CHECK(voters.is_voter(self_), "an observer is never a candidate");
    KSCOPE_CHECK(as<QuorumLeaderState>() == nullptr, "a leader is no candidate");
    KSCOPE_CHECK(!config_.pre_vote || as<ProspectiveRole>() != nullptr,
                 "with pre-vote a candidate was prospective");
    EpochElection votes(voters);
    votes.record(self_.id, EpochElection::Vote::granted);
    const auto* again = as<CandidateRole>();
    const std::int32_t retries = again == nullptr ? 1 : again->retries + 1;
    const auto high_watermark = this->high_watermark();
    ++epoch_;
    const Instant deadline = random_election_deadline(now);
    high_watermark_ = high_watermark;
    set_role(CandidateRole{std::move(votes), deadline, retries, {}});
}

// The high watermark of before is not kept: only a majority in this epoch can say that it does not
// fall.
void QuorumState::to_leader(Instant now, Offset epoch_start_offset, const VoterSet& voters) {
    const auto* candidate = as<CandidateRole>();
    KSCOPE_CHECK(candidate != nullptr && candidate->votes.is_granted(),
                 "a leader has a majority of votes");
    auto granting = candidate->votes.voters_with(EpochElection::Vote::granted);
    high_watermark_.reset();
    set_role(
        QuorumLeaderState(now, self_, epoch_start_offset, voters, std::move(granting), config_));
}

void QuorumState::to_follower(Instant now, LeaderEpoch epoch, BrokerId leader, NodeId leader_node) {
    KSCOPE_CHECK(leader != self_.id && leader_node != no_node, "nobody follows itself");
    KSCOPE_CHECK(epoch >= epoch_, "an epoch never falls");
    KSCOPE_CHECK(epoch > epoch_ || as<QuorumLeaderState>() == nullptr, "an epoch has one leader");
    const auto high_watermark = this->high_watermark();
    epoch_ = epoch;
    high_watermark_ = high_watermark;
    FollowerRole follower;
    follower.leader = leader;
    follower.leader_node = leader_node;
    follower.fetch_deadline = now + config_.fetch_timeout;
    follower.update_voter_at = now + config_.fetch_timeout * 3;
    set_role(std::move(follower));
}

// Not written: the epoch and its leader stay what they are.
void QuorumState::to_resigned(Instant now, std::vector<ReplicaKey> preferred_successors,
                              const VoterSet& voters) {
    ResignedRole resigned;
    for (const Voter& voter : voters.voters()) {
        if (voter.key.id != self_.id) resigned.unacknowledged.push_back(voter.key.id);
    }
    resigned.preferred_successors = std::move(preferred_successors);
    resigned.election_deadline = random_election_deadline(now);
    high_watermark_.reset();
    role_ = std::move(resigned);
}

bool QuorumState::can_grant_vote(const ReplicaKey& candidate, LogUpToDate log,
                                 PreVote pre_vote) const {
    const bool up_to_date = log == LogUpToDate::yes;
    const bool asked_before = pre_vote == PreVote::yes;
    if (as<QuorumLeaderState>() != nullptr) return false;
    if (const auto* follower = as<FollowerRole>()) {
        return asked_before && up_to_date && !follower->has_fetched;
    }
    const auto* unattached = as<UnattachedRole>();
    const auto* prospective = as<ProspectiveRole>();
    if (unattached == nullptr && prospective == nullptr) return asked_before && up_to_date;
    if (asked_before) return up_to_date;
    const ReplicaKey& voted = unattached != nullptr ? unattached->voted : prospective->voted;
    const bool forgets = config_.mutant == QuorumMutant::vote_twice;
    if (voted.id != no_broker && !forgets) {
        return voted.id == candidate.id &&
               (!voted.directory.known() || voted.directory == candidate.directory);
    }
    const BrokerId leader = unattached != nullptr ? unattached->leader : prospective->leader;
    return leader == no_broker && up_to_date;
}

BrokerId QuorumState::leader() const {
    if (as<QuorumLeaderState>() != nullptr || as<ResignedRole>() != nullptr) return self_.id;
    if (const auto* follower = as<FollowerRole>()) return follower->leader;
    if (const auto* unattached = as<UnattachedRole>()) return unattached->leader;
    if (const auto* prospective = as<ProspectiveRole>()) return prospective->leader;
    return no_broker;
}

NodeId QuorumState::leader_node() const {
    if (const auto* follower = as<FollowerRole>()) return follower->leader_node;
    if (const auto* prospective = as<ProspectiveRole>()) return prospective->leader_node;
    return no_node;
}

ElectionState QuorumState::election() const {
    ElectionState election{epoch_, leader(), {}};
    if (as<CandidateRole>() != nullptr) election.voted = self_;
    if (const auto* unattached = as<UnattachedRole>()) election.voted = unattached->voted;
    if (const auto* prospective = as<ProspectiveRole>()) election.voted = prospective->voted;
    return election;
}

std::optional<Offset> QuorumState::high_watermark() const {
    const auto* leader = as<QuorumLeaderState>();
    return leader != nullptr ? leader->high_watermark() : high_watermark_;
}

bool QuorumState::update_high_watermark(Offset high_watermark) {
    if (high_watermark_ && high_watermark <= *high_watermark_) return false;
    high_watermark_ = high_watermark;
    return true;
}

}  // namespace kscope
