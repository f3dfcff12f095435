// QuorumState: the role of a replica of the quorum, and the transitions between roles. A role is a
// type; each transition is one function here that refuses an illegal source. Whatever changes the
// epoch, the leader or the vote makes it `dirty`: the owner writes quorum-state before it tells
// anybody. Rules: org.apache.kafka.raft.QuorumState, 3.9; with pre-vote (KIP-996) as in 4.1.
//
//   Unattached   -> Unattached   a higher epoch is heard of; a vote is granted
//                -> Prospective  the election timeout expires (Candidate without pre-vote)
//                -> Follower     a leader of this or a higher epoch is heard of
//   Prospective  -> Candidate    a majority would vote for it
//                -> Unattached, Follower   it would not win, or time is up
//   Candidate    -> Leader       a majority has voted for it
//                -> Prospective  the election timeout expires (Candidate again without pre-vote)
//                -> Unattached, Follower   a higher epoch; a leader
//   Leader       -> Resigned     shutdown, or no majority fetches
//                -> Unattached, Follower   a higher epoch
//   Follower     -> Prospective  the fetch timeout expires (Candidate without pre-vote)
//                -> Unattached, Follower   a higher epoch; a leader
//   Resigned     -> Unattached   the election timeout expires, in the next epoch (Candidate without
//                                pre-vote); a higher epoch
// Observers are only Unattached or Follower.
#pragma once

#include <variant>

#include "core/base/rng.h"
#include "core/metadata/kraft/election_state.h"
#include "core/metadata/kraft/epoch_election.h"
#include "core/metadata/kraft/leader_state.h"

namespace kscope {

// A snapshot on its way here.
struct SnapshotDownload {
    OffsetAndEpoch id;
    std::int64_t position = 0;
    std::vector<Ref<const RecordBatch>> batches;
    template <class V>
    void visit(V&& v) const {
        v("id", id);
        v("position", position);
    }
};

struct UnattachedRole {
    BrokerId leader = no_broker;  // known, but not where it is
    ReplicaKey voted;
    Instant election_deadline;
    template <class V>
    void visit(V&& v) const {
        v("leader", leader);
        v("voted", voted);
        v("election_deadline", election_deadline);
    }
};
struct ProspectiveRole {
    BrokerId leader = no_broker;
    NodeId leader_node = no_node;
    ReplicaKey voted;
    EpochElection votes;
    Instant election_deadline;
    template <class V>
    void visit(V&& v) const {
        v("leader", leader);
        v("leader_node", leader_node);
        v("voted", voted);
        v("votes", votes);
        v("election_deadline", election_deadline);
    }
};
struct CandidateRole {
    EpochElection votes;
    Instant election_deadline;
    std::int32_t retries = 1;
    std::optional<Instant> backoff_until;
    template <class V>
    void visit(V&& v) const {
        v("votes", votes);
        v("election_deadline", election_deadline);
        v("retries", retries);
        v("backoff_until", backoff_until);
    }
};
struct FollowerRole {
    BrokerId leader = no_broker;
    NodeId leader_node = no_node;
    Instant fetch_deadline;
    Instant update_voter_at;
    bool has_fetched = false;  // from this leader
    std::optional<SnapshotDownload> snapshot;
    template <class V>
    void visit(V&& v) const {
        v("leader", leader);
        v("leader_node", leader_node);
        v("fetch_deadline", fetch_deadline);
        v("update_voter_at", update_voter_at);
        v("has_fetched", has_fetched);
        v("snapshot", snapshot);
    }
};
struct ResignedRole {
    std::vector<BrokerId> unacknowledged;
    std::vector<ReplicaKey> preferred_successors;
    Instant election_deadline;
    template <class V>
    void visit(V&& v) const {
        v("unacknowledged", unacknowledged);
        v("preferred_successors", preferred_successors);
        v("election_deadline", election_deadline);
    }
};

using QuorumRole = std::variant<UnattachedRole, ProspectiveRole, CandidateRole, QuorumLeaderState,
                                FollowerRole, ResignedRole>;
// "Unattached", "Prospective", "Candidate", "Leader", "Follower", "Resigned".
const char* name_of(const QuorumRole& role);

enum class LogUpToDate : bool { no, yes };
enum class PreVote : bool { no, yes };

class QuorumState {
public:
    QuorumState(ReplicaKey self, const QuorumConfig& config, Rng rng);

    // The role with which a life begins: what it was, but a leader begins as resigned, so that no
    // two records have the same offset and epoch.
    void initialize(Instant now, const std::optional<ElectionState>& stored,
                    const OffsetAndEpoch& log_end, const VoterSet& voters);

    // ---- transitions
    void to_unattached(Instant now, LeaderEpoch epoch, BrokerId leader, const VoterSet& voters);
    // Of Unattached or Prospective, which keep their role.
    void grant_vote(Instant now, const ReplicaKey& candidate);
    void to_prospective(Instant now, const VoterSet& voters);
    void to_candidate(Instant now, const VoterSet& voters);
    void to_leader(Instant now, Offset epoch_start_offset, const VoterSet& voters);
    void to_follower(Instant now, LeaderEpoch epoch, BrokerId leader, NodeId leader_node);
    void to_resigned(Instant now, std::vector<ReplicaKey> preferred_successors,
                     const VoterSet& voters);

    [[nodiscard]] bool can_grant_vote(const ReplicaKey& candidate, LogUpToDate log,
                                      PreVote pre_vote) const;

    // ---- state
    [[nodiscard]] const ReplicaKey& self() const { return self_; }
    [[nodiscard]] LeaderEpoch epoch() const { return epoch_; }
    [[nodiscard]] BrokerId leader() const;
    [[nodiscard]] NodeId leader_node() const;  // no_node: oneself, or not known
    [[nodiscard]] bool has_leader() const { return leader() != no_broker; }
    [[nodiscard]] ElectionState election() const;
    [[nodiscard]] std::optional<Offset> high_watermark() const;
    // A follower learns it from its leader. False: it is not above the known one.
    bool update_high_watermark(Offset high_watermark);
    [[nodiscard]] const QuorumRole& role() const { return role_; }
    template <class Role>
    [[nodiscard]] Role* as() {
        return std::get_if<Role>(&role_);
    }
    template <class Role>
    [[nodiscard]] const Role* as() const {
        return std::get_if<Role>(&role_);
    }
    // The random numbers of this replica: for election timeouts and backoffs.
    [[nodiscard]] Rng& rng() { return rng_; }

    // Whether quorum-state on disk is behind; asking makes it clean.
    [[nodiscard]] bool take_dirty() { return std::exchange(dirty_, false); }
    template <class V>
    void visit(V&& v) const {
        v("self", self_);
        v("epoch", epoch_);
        v("high_watermark", high_watermark_);
        v("role", role_.index());
        std::visit([&v](const auto& role) { role.visit(v); }, role_);
        v("rng", rng_.state()[0]);
    }

private:
    [[nodiscard]] Instant random_election_deadline(Instant now);
    void set_role(QuorumRole role);

    ReplicaKey self_;
    QuorumConfig config_;
    Rng rng_;
    LeaderEpoch epoch_{0};
    std::optional<Offset> high_watermark_;  // of all roles but the leader
    QuorumRole role_;
    bool dirty_ = false;
};

}  // namespace kscope
