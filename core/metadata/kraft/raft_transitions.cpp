// RaftClient: from role to role, and what another's word about the leader changes.
#include <algorithm>

#include "core/metadata/kraft/control_records.h"
#include "core/metadata/kraft/raft_client.h"

namespace kscope {

void RaftClient::transitioned() {
    again_ = true;
    peers_.reset_all();
    if (is_leader()) return;
    refuse_fetches();
    finish_voter_change(ErrorCode::not_leader_or_follower);
}

void RaftClient::try_election(const Now& now) {
    if (!spec_.config.pre_vote) return become_candidate(now);
    quorum_->to_prospective(now.monotonic, voters());
    transitioned();
    if (quorum_->as<ProspectiveRole>()->votes.is_granted()) become_candidate(now);
}

void RaftClient::become_candidate(const Now& now) {
    quorum_->to_candidate(now.monotonic, voters());
    transitioned();
    if (quorum_->as<CandidateRole>()->votes.is_granted()) become_leader(now);
}

// The LeaderChange record comes first: with it a majority commits all of the epochs before. Voters
// that stand nowhere in the log yet (the bootstrap snapshot's) are written down after it.
void RaftClient::become_leader(const Now& now) {
    quorum_->to_leader(now.monotonic, log_->end().offset, voters());
    transitioned();
    auto& leader = *quorum_->as<QuorumLeaderState>();
    LeaderChange change{self().id, {}, leader.granting_voters()};
    for (const Voter& voter : voters().voters()) change.voters.push_back(voter.key);
    const WallTime wall = WallTime::from_millis(now.wall.millis());
    std::vector<Record> records{leader_change_record(wall, change)};
    const std::int16_t version = log_->voters().last_kraft_version();
    if (version > 0 && log_->voters().last_offset() == Offset(-1)) {
        records.push_back(kraft_version_record(wall, version));
        records.push_back(voters_record(wall, voters()));
    }
    leader.accumulator().append_control(std::move(records));
}

// A nominee that would not win goes back to what it knows.
void RaftClient::lose_pre_vote(const Now& now) {
    const ProspectiveRole prospective = *quorum_->as<ProspectiveRole>();
    if (prospective.leader != no_broker && prospective.leader_node != no_node) {
        quorum_->to_follower(now.monotonic, quorum_->epoch(), prospective.leader,
                             prospective.leader_node);
    } else {
        quorum_->to_unattached(now.monotonic, quorum_->epoch(), prospective.leader, voters());
    }
    transitioned();
}

void RaftClient::to_unattached(const Now& now, LeaderEpoch epoch) {
    quorum_->to_unattached(now.monotonic, epoch, no_broker, voters());
    transitioned();
}

void RaftClient::to_follower(const Now& now, const QuorumLeader& leader) {
    if (is_self(leader.leader)) return halt("another replica says that this one leads");
    if (leader.node == no_node) {
        // It leads, but nobody says where: the bootstrap servers will.
        quorum_->to_unattached(now.monotonic, leader.epoch, leader.leader, voters());
    } else {
        quorum_->to_follower(now.monotonic, leader.epoch, leader.leader, leader.node);
    }
    transitioned();
}

void RaftClient::to_resigned(const Now& now) {
    auto successors = quorum_->as<QuorumLeaderState>()->others_by_descending_offset();
    quorum_->to_resigned(now.monotonic, std::move(successors), voters());
    transitioned();
}

QuorumLeader RaftClient::current() const {
    const bool own = is_self(quorum_->leader());
    return {quorum_->leader(), quorum_->epoch(), own ? node_ : quorum_->leader_node()};
}

QuorumLeader RaftClient::located(QuorumLeader leader) const {
    const Voter* voter = voters().find(leader.leader);
    if (leader.node == no_node && voter != nullptr) leader.node = voter->node;
    return leader;
}

void RaftClient::maybe_transition(const Now& now, const QuorumLeader& told) {
    const QuorumLeader leader = located(told);
    const bool named = leader.leader != no_broker;
    const bool same_epoch = leader.epoch == quorum_->epoch();
    const bool consistent =
        is_self(leader.leader)
            ? quorum_->leader() == self().id && same_epoch
            : !same_epoch || !named || !quorum_->has_leader() || leader.leader == quorum_->leader();
    if (!consistent) return halt("two leaders in epoch " + std::to_string(leader.epoch.value()));
    if (leader.epoch > quorum_->epoch()) {
        if (named) return to_follower(now, leader);
        return to_unattached(now, leader.epoch);
    }
    if (!same_epoch || !named || is_self(leader.leader)) return;
    const bool now_located = quorum_->leader_node() == no_node && leader.node != no_node;
    if (leader.node != no_node && (!quorum_->has_leader() || now_located)) to_follower(now, leader);
}

// KafkaRaftClient.maybeHandleCommonResponse. None: the answer is of this epoch, and to be looked
// at.
std::optional<RaftClient::Handled> RaftClient::common_response(const Now& now, ErrorCode error,
                                                               const QuorumLeader& told) {
    const QuorumLeader leader = located(told);
    if (leader.epoch < quorum_->epoch() || error == ErrorCode::unknown_leader_epoch) {
        return Handled::yes;
    }
    if (leader.epoch > quorum_->epoch() || error == ErrorCode::fenced_leader_epoch ||
        error == ErrorCode::not_leader_or_follower) {
        maybe_transition(now, leader);
        return Handled::yes;
    }
    if (leader.leader != no_broker && leader.node != no_node && !quorum_->has_leader()) {
        to_follower(now, leader);
        if (error != ErrorCode::none) return Handled::yes;
        return std::nullopt;
    }
    if (error == ErrorCode::broker_not_available) return Handled::no;
    if (error == ErrorCode::invalid_voter_key) return Handled::yes;
    if (error == ErrorCode::invalid_request) halt("a request of this replica was invalid");
    return error == ErrorCode::invalid_request ? std::optional(Handled::no) : std::nullopt;
}

}  // namespace kscope
