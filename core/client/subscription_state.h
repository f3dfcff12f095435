// SubscriptionState: the partitions a consumer has, and where it stands in each.
//
// Transitions: initializing -> await_reset | fetching; await_reset -> fetching;
// fetching <-> await_validation (the leader changed: is the position still in its log?);
// await_validation -> await_reset; any -> await_reset (seek to an end), any -> fetching (seek).
// Invariant: a partition in fetching or await_validation has a position.
// (org.apache.kafka.clients.consumer.internals.SubscriptionState.)
#pragma once

#include <vector>

#include "core/base/flat_map.h"
#include "core/client/client_metadata.h"
#include "core/config/configs.h"
#include "core/protocol/group_messages.h"

namespace kscope {

enum class FetchState : std::uint8_t { initializing, await_reset, await_validation, fetching };

struct FetchPosition {
    Offset offset = no_offset;
    LeaderEpoch offset_epoch = no_leader_epoch;  // of the last record before it, if known
    LeaderAndEpoch leader;
    friend bool operator==(const FetchPosition&, const FetchPosition&) = default;
    template <class V>
    void visit(V&& v) const {
        v("offset", offset);
        v("offset_epoch", offset_epoch);
        v("leader", leader);
    }
};

struct AssignedPartition {
    FetchState state = FetchState::initializing;
    FetchPosition position;
    OffsetReset reset = OffsetReset::none;  // where to, in await_reset
    bool sought = false;                    // the reset was asked for by seek()
    Offset sought_from = no_offset;
    bool pending_revocation = false;  // fetches no more
    Instant next_retry;               // of a reset or validation
    Offset high_watermark = no_offset;
    Offset log_start = no_offset;
    Offset committed = no_offset;  // as far as this consumer knows
    std::uint64_t records_consumed = 0;
    // A follower that the leader has told to read from, until then (KIP-392).
    BrokerId read_replica = no_broker;
    Instant read_replica_until;
    [[nodiscard]] bool has_position() const {
        return state == FetchState::fetching || state == FetchState::await_validation;
    }
    [[nodiscard]] bool fetchable() const {
        return state == FetchState::fetching && !pending_revocation;
    }
    template <class V>
    void visit(V&& v) const {
        v("state", state);
        v("position", position);
        v("reset", reset);
        v("sought", sought);
        v("sought_from", sought_from);
        v("pending_revocation", pending_revocation);
        v("next_retry", next_retry);
        v("high_watermark", high_watermark);
        v("log_start", log_start);
        v("committed", committed);
        if (read_replica != no_broker) {
            v("read_replica", read_replica);
            v("read_replica_until", read_replica_until);
        }
    }
};

class SubscriptionState {
public:
    using Partitions = FlatMap<TopicPartition, AssignedPartition>;

    SubscriptionState(OffsetReset default_reset, bool validates_positions)
        : default_reset_(default_reset), validates_positions_(validates_positions) {}

    // Replaces the assignment; what stays keeps its position only if `keep` says so.
    void assign(const std::vector<TopicPartition>& partitions);
    void clear() { partitions_.clear(); }
    [[nodiscard]] const Partitions& partitions() const { return partitions_; }
    AssignedPartition* find(const TopicPartition& tp) { return partitions_.find(tp); }
    [[nodiscard]] std::vector<TopicPartition> assigned() const;
    [[nodiscard]] bool all_have_positions() const;
    void mark_pending_revocation();

    void seek(AssignedPartition& partition, Offset offset, LeaderEpoch epoch,
              const LeaderAndEpoch& leader);
    // False if there is no policy to reset by.
    bool request_reset(AssignedPartition& partition);
    void request_seek_to(AssignedPartition& partition, OffsetReset where);
    // Leaders may have changed: positions get validated against the new ones.
    void validate_for_leaders(const ClientMetadata& metadata);

    // What has been returned by poll(), as offsets to commit.
    [[nodiscard]] std::vector<CommittedOffset> all_consumed() const;
    Partitions& edit() { return partitions_; }

    void digest(Digest& d) const;
    void check_invariants() const;

private:
    OffsetReset default_reset_;
    bool validates_positions_;  // KIP-320
    Partitions partitions_;
};

}  // namespace kscope
