// FastLeaderElection: how the servers of an ensemble agree on who shall lead. Each proposes itself,
// takes over the greatest proposal it hears of (by epoch, zxid and id), and is done when a majority
// proposes the same and nobody has named a greater one for 200 ms. A server that comes late
// believes a majority that already follows. It decides; it sends nothing: what is to be sent comes
// back. Transitions: idle --start--> looking --(majority)--> finalizing --(silence)--> idle, with a
// vote; finalizing --(a greater vote)--> looking; looking --(a majority that follows)--> idle.
// Rule: org.apache.zookeeper.server.quorum.FastLeaderElection (lookForLeader), 3.8.
#pragma once

#include <optional>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/metadata/zab/server_set.h"
#include "core/metadata/zookeeper/zookeeper_spec.h"
#include "core/protocol/zab_messages.h"

namespace kscope {

class FastLeaderElection {
public:
    // What a step of the election asks of its owner.
    struct Outcome {
        bool notify_all = false;         // the proposal goes to all others
        std::optional<ServerId> answer;  // it goes to this one
        std::optional<ZabVote> decided;  // the election is over
    };

    FastLeaderElection() = default;
    FastLeaderElection(ServerId self, std::size_t servers, ZabMutant mutant)
        : self_(self), servers_(servers), mutant_(mutant) {}

    // With what this server has: the last zxid of its log and its current epoch.
    Outcome start(Instant now, Zxid last_zxid, ZabEpoch current_epoch);
    // From another server, in any state; when idle the answer tells it who leads.
    Outcome on_notification(Instant now, ServerId from, const ZabNotification& notification);
    Outcome on_wakeup(Instant now);
    // The leader is established in this epoch: late servers shall hear the same vote from all.
    void settle(ZabEpoch epoch) { proposal_.peer_epoch = epoch; }

    [[nodiscard]] bool looking() const { return looking_; }
    // What is proposed, or what was decided.
    [[nodiscard]] const ZabVote& vote() const { return proposal_; }
    [[nodiscard]] std::int64_t round() const { return round_; }
    [[nodiscard]] Instant next_deadline() const { return looking_ ? deadline_ : Instant::never(); }
    void digest(Digest& d) const;

    // totalOrderPredicate: whether `a` beats `b`.
    [[nodiscard]] bool beats(const ZabVote& a, const ZabVote& b) const;

private:
    struct Heard {
        ZabVote vote;
        ServerState state = ServerState::looking;
    };
    using Votes = FlatMap<ServerId, Heard>;

    void hear_looking(Instant now, ServerId from, const ZabVote& vote, Outcome& outcome);
    void hear_settled(ServerId from, const ZabNotification& notification, Outcome& outcome);
    void propose(const ZabVote& vote, Outcome& outcome);
    void count(Instant now);
    void decide(const ZabVote& vote, Outcome& outcome);
    [[nodiscard]] bool supported(const Votes& votes, const Heard& wanted) const;
    [[nodiscard]] bool leader_is_sure(const Votes& votes, const ZabVote& vote) const;

    ServerId self_{0};
    std::size_t servers_ = 0;
    ZabMutant mutant_ = ZabMutant::none;
    bool looking_ = false;
    bool finalizing_ = false;
    std::int64_t round_ = 0;
    ZabVote own_;            // what this server would propose
    ZabVote proposal_;       // Invariant: while looking its round is round_
    Votes received_;         // of this round
    Votes out_of_election_;  // of servers that follow or lead
    Duration interval_;      // between two notifications, doubled in silence
    Instant deadline_;
};

}  // namespace kscope
