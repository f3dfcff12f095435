#include "core/client/subscription_state.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

void SubscriptionState::assign(const std::vector<TopicPartition>& partitions) {
    Partitions next;
    for (const TopicPartition& tp : partitions) {
        const AssignedPartition* old = partitions_.find(tp);
        next.set(tp, old == nullptr ? AssignedPartition{} : *old);
    }
    partitions_ = std::move(next);
}

std::vector<TopicPartition> SubscriptionState::assigned() const {
    std::vector<TopicPartition> result;
    for (const auto& entry : partitions_) result.push_back(entry.first);
    return result;
}

bool SubscriptionState::all_have_positions() const {
    return std::all_of(partitions_.begin(), partitions_.end(), [](const auto& entry) {
        return entry.second.state == FetchState::fetching;
    });
}

void SubscriptionState::mark_pending_revocation() {
    for (auto& entry : partitions_) entry.second.pending_revocation = true;
}

void SubscriptionState::seek(AssignedPartition& partition, Offset offset, LeaderEpoch epoch,
                             const LeaderAndEpoch& leader) {
    partition.position = {offset, epoch, leader};
    // Only a position that knows the epoch of what lies before it can be validated.
    const bool validate =
        validates_positions_ && epoch != no_leader_epoch && leader.epoch != no_leader_epoch;
    partition.state = validate ? FetchState::await_validation : FetchState::fetching;
    partition.next_retry = Instant();
    partition.sought = false;
}

bool SubscriptionState::request_reset(AssignedPartition& partition) {
    if (default_reset_ == OffsetReset::none) return false;
    partition.state = FetchState::await_reset;
    partition.reset = default_reset_;
    partition.next_retry = Instant();
    partition.sought = false;
    return true;
}

void SubscriptionState::request_seek_to(AssignedPartition& partition, OffsetReset where) {
    partition.sought_from = partition.position.offset;
    partition.state = FetchState::await_reset;
    partition.reset = where;
    partition.next_retry = Instant();
    partition.sought = true;
}

void SubscriptionState::validate_for_leaders(const ClientMetadata& metadata) {
    for (auto& [tp, partition] : partitions_) {
        if (!partition.has_position()) continue;
        const LeaderAndEpoch leader = metadata.leader(tp);
        if (partition.position.leader == leader) continue;
        // Before KIP-320 a fetch goes to whom metadata names, and to nobody if it names nobody
        // (Fetcher.createFetchRequests); since then the position keeps its leader meanwhile.
        if (leader.node == no_node && validates_positions_) continue;
        const bool sought = partition.sought;
        seek(partition, partition.position.offset, partition.position.offset_epoch, leader);
        partition.sought = sought;
        partition.read_replica = no_broker;
    }
}

std::vector<CommittedOffset> SubscriptionState::all_consumed() const {
    std::vector<CommittedOffset> result;
    for (const auto& [tp, partition] : partitions_) {
        if (partition.state != FetchState::fetching) continue;
        result.push_back({tp, partition.position.offset, partition.position.offset_epoch, {}});
    }
    return result;
}

void SubscriptionState::digest(Digest& d) const {
    d.add(partitions_.size());
    for (const auto& [tp, partition] : partitions_) {
        digest_into(d, tp);
        digest_into(d, partition);
    }
}

void SubscriptionState::check_invariants() const {
    for (const auto& entry : partitions_) {
        const AssignedPartition& partition = entry.second;
        KSCOPE_CHECK(!partition.has_position() || partition.position.offset >= Offset(0));
        KSCOPE_CHECK(partition.state != FetchState::await_reset ||
                     partition.reset != OffsetReset::none);
    }
}

}  // namespace kscope
