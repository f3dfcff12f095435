// One consumer group as its coordinator sees it (kafka.coordinator.group.GroupMetadata).
//
// Durable: generation, protocol, leader, assignments and committed offsets; they change when their
// record in __consumer_offsets is committed, or by loading it. Soft: who waits for a join or a
// sync, and all timers; it dies with the coordinator.
//
//   from \ to            Empty  Preparing  Completing  Stable  Dead
//   Empty                  -        x                            x
//   PreparingRebalance     x                   x                 x
//   CompletingRebalance             x                     x      x
//   Stable                          x                            x
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/base/timer_queue.h"
#include "core/config/features.h"
#include "core/group/coordinator_io.h"

namespace kscope {

enum class GroupState : std::uint8_t {
    empty,
    preparing_rebalance,
    completing_rebalance,
    stable,
    dead,
};
const char* name_of(GroupState state);  // "PreparingRebalance"

struct Member {
    std::string id;
    std::string client_id;
    NodeId client = no_node;
    Duration session_timeout;
    Duration rebalance_timeout;
    std::vector<JoinProtocol> protocols;
    std::vector<TopicPartition> assignment;
    std::uint64_t joined = 0;  // order of arrival; the first becomes leader
    bool is_new = false;       // waits for its first generation
    std::optional<RequestContext> awaiting_join;
    std::optional<RequestContext> awaiting_sync;
    TimerId heartbeat_timer;
    EventId last_heard;
    Instant last_heard_at;
};

class Group {
public:
    Group() = default;
    explicit Group(std::string name) : name_(std::move(name)) {}

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] GroupState state() const { return state_; }
    void transition_to(GroupState next);  // refuses what the table above has not

    // ---- members
    [[nodiscard]] const FlatMap<std::string, Member>& members() const { return members_; }
    Member* member(const std::string& id) { return members_.find(id); }
    [[nodiscard]] const Member* member(const std::string& id) const { return members_.find(id); }
    Member& add_member(Member member);
    void remove_member(const std::string& id);
    [[nodiscard]] bool has_all_joined() const;
    [[nodiscard]] const std::string& leader() const { return leader_; }
    [[nodiscard]] Duration rebalance_timeout() const;  // the longest of its members'
    // If the leader has not rejoined, the earliest member that has takes its place.
    void elect_joined_leader();

    // ---- protocols (GroupMetadata.selectProtocol, supportsProtocols)
    [[nodiscard]] bool supports(const std::vector<JoinProtocol>& protocols) const;
    [[nodiscard]] std::string select_protocol() const;
    [[nodiscard]] const std::string& protocol() const { return protocol_; }
    [[nodiscard]] Subscription subscription_of(const Member& member) const;

    // ---- generations
    [[nodiscard]] Generation generation() const { return generation_; }
    // Completing with members, Empty without.
    void start_next_generation(WallTime now);
    void restore(Generation generation, std::string protocol, std::string leader,
                 std::optional<WallTime> since);
    // A group that never had a member has no protocol type: it only stores offsets.
    [[nodiscard]] bool has_protocol_type() const {
        return generation_ > Generation(0) || !members_.empty();
    }

    // ---- offsets
    [[nodiscard]] const FlatMap<TopicPartition, CommittedOffset>& offsets() const {
        return offsets_;
    }
    void store_offset(const CommittedOffset& offset, WallTime committed);
    void forget_offset(const TopicPartition& tp);
    // From when on the offset may be forgotten, as the group is now; none: not before something
    // changes (GroupMetadata.removeExpiredOffsets).
    [[nodiscard]] std::optional<WallTime> expiry_of(const TopicPartition& tp, OffsetExpiration rule,
                                                    Duration retention) const;

    void digest(Digest& d) const;
    void check_invariants() const;

    // ---- soft state of the rebalance under way
    std::vector<std::string> pending_members;  // were given an id, have not joined with it yet
    FlatMap<std::string, TimerId> pending_timers;
    std::vector<std::string> pending_sync;  // joined the generation, have not synced yet
    TimerId join_timer;
    TimerId sync_timer;
    bool initial_delay = false;  // the join timer is an InitialDelayedJoin
    bool new_member_added = false;
    Duration initial_delay_left;

private:
    std::string name_;
    GroupState state_ = GroupState::empty;
    Generation generation_{0};
    std::string protocol_;
    std::string leader_;
    FlatMap<std::string, Member> members_;
    std::uint64_t joined_count_ = 0;
    FlatMap<TopicPartition, CommittedOffset> offsets_;
    FlatMap<TopicPartition, WallTime> committed_at_;  // of each of them
    std::optional<WallTime> empty_since_;  // none: unknown, or it was never anything else
    // By the members of the latest generation; none: it had none.
    std::optional<std::vector<std::string>> subscribed_topics_;
    void learn_subscribed_topics();
};

}  // namespace kscope
