#include "core/metadata/zab/fast_leader_election.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {
namespace {

constexpr Duration finalize_wait = Duration::millis(200);
constexpr Duration notification_interval_max = Duration::seconds(60);

}  // namespace

bool FastLeaderElection::beats(const ZabVote& a, const ZabVote& b) const {
    if (mutant_ == ZabMutant::elect_by_id) return a.leader > b.leader;
    if (a.peer_epoch != b.peer_epoch) return a.peer_epoch > b.peer_epoch;
    if (a.zxid != b.zxid) return a.zxid > b.zxid;
    return a.leader > b.leader;
}

FastLeaderElection::Outcome FastLeaderElection::start(Instant now, Zxid last_zxid,
                                                      ZabEpoch current_epoch) {
    KSCOPE_CHECK(!looking_, "an election has begun");
    Outcome outcome;
    looking_ = true;
    finalizing_ = false;
    ++round_;
    received_.clear();
    out_of_election_.clear();
    interval_ = finalize_wait;
    deadline_ = now + interval_;
    own_ = {self_, last_zxid, current_epoch, round_};
    propose(own_, outcome);
    return outcome;
}

void FastLeaderElection::propose(const ZabVote& vote, Outcome& outcome) {
    proposal_ = vote;
    proposal_.round = round_;
    received_.set(self_, Heard{proposal_, ServerState::looking});
    outcome.notify_all = true;
}

FastLeaderElection::Outcome FastLeaderElection::on_notification(Instant now, ServerId from,
                                                                const ZabNotification& n) {
    Outcome outcome;
    if (!looking_) {
        if (n.state == ServerState::looking) outcome.answer = from;
        return outcome;
    }
    if (n.state == ServerState::looking && n.vote.round < round_) outcome.answer = from;
    if (finalizing_) {
        deadline_ = now + finalize_wait;
        if (!beats(n.vote, proposal_)) return outcome;
        finalizing_ = false;
    }
    deadline_ = now + interval_;
    if (n.state == ServerState::looking) {
        hear_looking(now, from, n.vote, outcome);
    } else {
        hear_settled(from, n, outcome);
    }
    return outcome;
}

void FastLeaderElection::hear_looking(Instant now, ServerId from, const ZabVote& vote,
                                      Outcome& outcome) {
    if (vote.round < round_) return;
    if (vote.round > round_) {
        round_ = vote.round;
        received_.clear();
        propose(beats(vote, own_) ? vote : own_, outcome);
    } else if (beats(vote, proposal_)) {
        propose(vote, outcome);
    }
    received_.set(from, Heard{vote, ServerState::looking});
    count(now);
}

// Our own vote counts as soon as it is cast, as ZooKeeper's notification to itself does.
void FastLeaderElection::count(Instant now) {
    if (!supported(received_, Heard{proposal_, ServerState::looking})) return;
    finalizing_ = true;
    deadline_ = now + finalize_wait;
}

void FastLeaderElection::hear_settled(ServerId from, const ZabNotification& n, Outcome& outcome) {
    const Heard heard{n.vote, n.state};
    if (n.vote.round == round_) {
        received_.set(from, heard);
        if (supported(received_, heard) && leader_is_sure(received_, n.vote)) {
            decide(n.vote, outcome);
            return;
        }
    }
    out_of_election_.set(from, heard);
    if (supported(out_of_election_, heard) && leader_is_sure(out_of_election_, n.vote)) {
        round_ = n.vote.round;
        decide(n.vote, outcome);
    }
}

// Vote.equals: votes of those that follow differ in zxid and round, and mean the same all the same.
bool FastLeaderElection::supported(const Votes& votes, const Heard& wanted) const {
    ServerSet supporters;
    for (const auto& [server, heard] : votes) {
        const bool of_looking =
            heard.state == ServerState::looking || wanted.state == ServerState::looking;
        const bool same = of_looking ? heard.vote == wanted.vote
                                     : heard.vote.leader == wanted.vote.leader &&
                                           heard.vote.peer_epoch == wanted.vote.peer_epoch;
        if (same) supporters.add(server);
    }
    return supporters.majority_of(servers_);
}

// checkLeader: nobody follows a server that does not say itself that it leads.
bool FastLeaderElection::leader_is_sure(const Votes& votes, const ZabVote& vote) const {
    if (vote.leader == self_) return vote.round == round_;
    const Heard* leader = votes.find(vote.leader);
    return leader != nullptr && leader->state == ServerState::leading;
}

FastLeaderElection::Outcome FastLeaderElection::on_wakeup(Instant now) {
    Outcome outcome;
    if (!looking_ || now < deadline_) return outcome;
    if (finalizing_) {
        decide(proposal_, outcome);
        return outcome;
    }
    outcome.notify_all = true;
    interval_ = std::min(interval_ * 2, notification_interval_max);
    deadline_ = now + interval_;
    return outcome;
}

void FastLeaderElection::decide(const ZabVote& vote, Outcome& outcome) {
    proposal_ = vote;
    proposal_.round = round_;
    looking_ = false;
    finalizing_ = false;
    outcome.decided = proposal_;
    outcome.notify_all = false;
}

void FastLeaderElection::digest(Digest& d) const {
    d.add(looking_);
    d.add(finalizing_);
    digest_into(d, round_);
    digest_into(d, proposal_);
    digest_into(d, interval_);
    if (looking_) digest_into(d, deadline_);
    for (const Votes* votes : {&received_, &out_of_election_}) {
        d.add(votes->size());
        for (const auto& [server, heard] : *votes) {
            digest_into(d, server);
            digest_into(d, heard.vote);
            digest_into(d, heard.state);
        }
    }
}

}  // namespace kscope
