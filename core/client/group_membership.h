// GroupMembership: a consumer's place in its group by the classic protocol: finds the coordinator,
// joins, syncs, beats, leaves. It never decides what to do with an assignment.
//
// Transitions: unjoined -> preparing_rebalance (JoinGroup sent) -> completing_rebalance (joined,
// SyncGroup sent) -> stable; stable -> preparing_rebalance (rejoin); any -> unjoined (fenced, left,
// or the poll loop was too slow).
// (org.apache.kafka.clients.consumer.internals.AbstractCoordinator, Heartbeat; KIP-394.)
//
// Kafka's heartbeat thread is background(): it runs at its times whatever the application does, so
// a consumer that does not poll stays a member until max.poll.interval.ms.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/client/consumer_context.h"
#include "core/protocol/group_messages.h"

namespace kscope {

enum class MemberState : std::uint8_t {
    unjoined,
    preparing_rebalance,
    completing_rebalance,
    stable
};

class GroupMembership {
public:
    // poll() is entered or left: the poll timer stands or runs.
    void poll_entered() { poll_deadline_ = Instant::never(); }
    void poll_left(Instant now, Duration max_poll_interval) {
        poll_deadline_ = now + max_poll_interval;
    }

    // Looks the coordinator up if needed; true if it is known.
    bool ensure_coordinator(ConsumerContext& context);
    [[nodiscard]] Destination coordinator() const {
        return {coordinator_.node, Channel::coordinator};
    }
    [[nodiscard]] bool coordinator_known() const { return coordinator_.node != no_node; }
    void coordinator_failed(ConsumerContext& context);  // it answered that it is none
    void coordinator_disconnected() { coordinator_ = {no_broker, no_node}; }

    [[nodiscard]] bool rejoin_needed() const { return rejoin_needed_ || joining_; }
    [[nodiscard]] bool joining() const { return joining_; }
    void request_rejoin() { rejoin_needed_ = true; }
    // Before JoinGroup the consumer commits and gives up its partitions (onJoinPrepare), once.
    [[nodiscard]] bool needs_prepare() const { return needs_prepare_; }
    void prepared();
    // Sends JoinGroup, or, once that is answered, SyncGroup, when it can.
    void join(ConsumerContext& context);
    // The assignment, once, when the group is stable again.
    std::optional<std::vector<TopicPartition>> take_assignment();
    // Heartbeats and its timeouts.
    void background(ConsumerContext& context);
    void leave(ConsumerContext& context);
    // UNKNOWN_MEMBER_ID or ILLEGAL_GENERATION: we are no member (any more). After the second the id
    // is kept, but up to 2.8 it was not (resetStateOnResponseError, KAFKA-13419). Before 2.5
    // REBALANCE_IN_PROGRESS, to a commit, meant the same as the first (resetGeneration).
    void reset_on_error(ErrorCode error, const ConsumerContext& context);

    // Topics with their sizes that the leader's assignment was made from: a change means rejoin.
    void check_assigned_sizes(const ConsumerContext& context);

    void on_completion(const Completion& done, ConsumerContext& context);
    [[nodiscard]] Instant next_deadline(const ConsumerContext& context) const;

    [[nodiscard]] MemberState state() const { return state_; }
    [[nodiscard]] Generation generation() const { return generation_; }
    [[nodiscard]] const std::string& member_id() const { return member_id_; }
    [[nodiscard]] const std::string& protocol() const { return protocol_; }
    [[nodiscard]] bool is_leader() const { return is_leader_; }
    [[nodiscard]] BrokerId coordinator_broker() const { return coordinator_.broker; }
    // Grows when generation or member id change; answers to older requests do not count.
    [[nodiscard]] std::uint64_t stamp() const { return stamp_; }
    // An error that the application gets thrown.
    [[nodiscard]] ErrorCode fatal_error() const { return fatal_; }

    void digest(Digest& d) const;
    void check_invariants() const;

private:
    [[nodiscard]] bool joined() const {
        return state_ == MemberState::completing_rebalance || state_ == MemberState::stable;
    }
    // The heartbeat thread is enabled: up to 2.5 only when SyncGroup is answered too.
    [[nodiscard]] bool beating(const ConsumerContext& context) const {
        return context.spec.config.features.beats_before_sync ? joined()
                                                              : state_ == MemberState::stable;
    }
    void reset_timeouts(const ConsumerContext& context);
    void reset_state(bool forget_member_id);
    void set_generation(Generation generation, std::string member_id, std::string protocol);
    void send_join(ConsumerContext& context);
    void send_sync(ConsumerContext& context);
    void send_heartbeat(ConsumerContext& context);
    void on_found(const Completion& done, ConsumerContext& context);
    void back_off_lookup(ConsumerContext& context);
    void on_joined(const JoinGroupResponse& response, std::uint64_t stamp,
                   ConsumerContext& context);
    void on_join_error(const JoinGroupResponse& response, std::uint64_t stamp,
                       ConsumerContext& context);
    void on_synced(const SyncGroupResponse& response, std::uint64_t stamp,
                   ConsumerContext& context);
    void on_heartbeat(ErrorCode error, std::uint64_t stamp, ConsumerContext& context);
    void join_failed(bool retry_at_once, ConsumerContext& context);
    void heartbeat_received(ConsumerContext& context);
    void heartbeat_failed(ConsumerContext& context);
    void leader_learns_topics(const JoinGroupResponse& response, ConsumerContext& context);

    BrokerEndpoint coordinator_{no_broker, no_node};
    bool lookup_in_flight_ = false;
    Instant lookup_retry_at_;
    std::int64_t lookup_attempts_ = 0;

    MemberState state_ = MemberState::unjoined;
    Generation generation_ = no_generation;
    std::string member_id_;
    std::string protocol_;
    std::uint64_t stamp_ = 0;
    bool is_leader_ = false;

    bool rejoin_needed_ = true;
    bool needs_prepare_ = true;
    bool joining_ = false;  // JoinGroup or SyncGroup under way
    bool request_in_flight_ = false;
    Instant join_retry_at_;
    std::vector<JoinedMember> members_;    // told to the leader
    std::uint64_t wait_for_metadata_ = 0;  // the leader needs a version above this; 0: none
    std::optional<std::vector<TopicPartition>> assignment_;
    std::vector<std::pair<std::string, std::int32_t>> assigned_sizes_;

    Instant heartbeat_at_ = Instant::never();
    Instant session_deadline_ = Instant::never();
    Instant poll_deadline_ = Instant::never();
    std::int64_t heartbeat_attempts_ = 0;
    ErrorCode fatal_ = ErrorCode::none;
};

}  // namespace kscope
