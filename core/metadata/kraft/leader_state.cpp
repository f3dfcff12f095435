#include "core/metadata/kraft/leader_state.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

namespace {

constexpr Duration observer_session_timeout = Duration::seconds(300);
constexpr Duration caught_up_within = Duration::seconds(3600);

}  // namespace

QuorumLeaderState::QuorumLeaderState(Instant now, const ReplicaKey& self, Offset epoch_start_offset,
                                     const VoterSet& voters,
                                     std::vector<ReplicaKey> granting_voters,
                                     const QuorumConfig& config)
    : self_(self),
      epoch_start_offset_(epoch_start_offset),
      granting_voters_(std::move(granting_voters)),
      check_quorum_(config.check_quorum),
      // LeaderState.CHECK_QUORUM_TIMEOUT_FACTOR is 1.5.
      check_quorum_timeout_(config.fetch_timeout * 3 / 2),
      begin_epoch_timeout_(config.repeats_begin_epoch ? config.fetch_timeout / 2
                                                      : Duration::forever()),
      check_quorum_deadline_(now + check_quorum_timeout_),
      begin_epoch_at_(now),
      mutant_(config.mutant),
      accumulator_(epoch_start_offset, config.append_linger, config.batch_max_bytes) {
    for (const Voter& voter : voters.voters()) {
        FetchProgress progress;
        progress.key = voter.key;
        progress.acknowledged = voter.is(self);
        voters_.set(voter.key.id, progress);
    }
}

FetchProgress& QuorumLeaderState::progress_of(const ReplicaKey& replica) {
    FetchProgress* voter = voters_.find(replica.id);
    if (voter != nullptr && voter->is(replica)) return *voter;
    FetchProgress& observer = observers_[replica];
    observer.key = replica;
    return observer;
}

// A replica that becomes a voter, or ceases to be one, keeps what is known of it.
void QuorumLeaderState::take_voters(const VoterSet& voters) {
    FlatMap<BrokerId, FetchProgress> before = std::exchange(voters_, {});
    for (const Voter& voter : voters.voters()) {
        FetchProgress progress;
        if (const FetchProgress* old = before.find(voter.key.id);
            old != nullptr && old->is(voter.key)) {
            progress = *old;
            before.erase(voter.key.id);
        } else if (const FetchProgress* observer = observers_.find(voter.key)) {
            progress = *observer;
        }
        observers_.erase(voter.key);
        progress.key = voter.key;
        voters_.set(voter.key.id, progress);
    }
    for (const auto& [id, progress] : before) {
        if (!observers_.contains(progress.key)) observers_.set(progress.key, progress);
    }
    std::erase_if(fetched_, [this](BrokerId id) { return !voters_.contains(id); });
}

bool QuorumLeaderState::update_local(Offset end, const VoterSet& voters) {
    FetchProgress& self = progress_of(self_);
    KSCOPE_CHECK(!self.end_offset || *self.end_offset <= end, "a leader's log never shrinks");
    self.end_offset = end;
    take_voters(voters);
    return maybe_advance_high_watermark();
}

bool QuorumLeaderState::update_replica(Instant now, const ReplicaKey& replica,
                                       Offset fetch_offset) {
    KSCOPE_CHECK(replica.id != self_.id, "a leader does not fetch from itself");
    if (replica.id == no_broker) return false;
    const Offset leader_end = progress_of(self_).end_offset.value_or(Offset(-1));
    FetchProgress& progress = progress_of(replica);
    if (fetch_offset >= leader_end) {
        progress.last_caught_up = now;
    } else if (progress.leader_end_at_last_fetch > Offset(0) &&
               fetch_offset >= progress.leader_end_at_last_fetch) {
        progress.last_caught_up = std::max(progress.last_caught_up, progress.last_fetch);
    }
    progress.leader_end_at_last_fetch = leader_end;
    progress.last_fetch = now;
    progress.end_offset = fetch_offset;
    progress.acknowledged = true;
    heard_of(now, replica);
    if (mutant_ == QuorumMutant::falling_high_watermark && high_watermark_) {
        high_watermark_ = std::max(fetch_offset, epoch_start_offset_ + 1);
    }
    const FetchProgress* voter = voters_.find(replica.id);
    return voter != nullptr && voter->is(replica) && maybe_advance_high_watermark();
}

void QuorumLeaderState::heard_of(Instant now, const ReplicaKey& replica) {
    const FetchProgress* voter = voters_.find(replica.id);
    if (voter == nullptr || !voter->is(replica)) return;
    if (std::find(fetched_.begin(), fetched_.end(), replica.id) == fetched_.end()) {
        fetched_.push_back(replica.id);
    }
    // The leader is its own follower, unless it has been removed from the voters.
    std::size_t majority = voters_.size() / 2 + 1;
    if (voters_.contains(self_.id)) --majority;
    if (fetched_.size() < majority) return;
    fetched_.clear();
    check_quorum_deadline_ = now + check_quorum_timeout_;
}

void QuorumLeaderState::acknowledge(BrokerId voter) {
    if (FetchProgress* progress = voters_.find(voter)) progress->acknowledged = true;
}

bool QuorumLeaderState::has_acknowledged(BrokerId voter) const {
    const FetchProgress* progress = voters_.find(voter);
    return progress != nullptr && progress->acknowledged;
}

void QuorumLeaderState::forget_silent_observers(Instant now) {
    observers_.erase_if([&](const ReplicaKey& key, const FetchProgress& observer) {
        return key != self_ &&
               (!observer.last_fetch || now - *observer.last_fetch >= observer_session_timeout);
    });
}

void QuorumLeaderState::begin_epoch_sent(Instant now) {
    begin_epoch_at_ = now + begin_epoch_timeout_;
}

bool QuorumLeaderState::is_caught_up(Instant now, const ReplicaKey& replica) const {
    const FetchProgress* observer = observers_.find(replica);
    return observer != nullptr && observer->last_caught_up && observer->last_fetch &&
           now - *observer->last_fetch < caught_up_within;
}

// Those that have not fetched come last; equals by key.
std::vector<FetchProgress> QuorumLeaderState::by_descending_offset() const {
    std::vector<FetchProgress> all;
    for (const auto& [id, progress] : voters_) all.push_back(progress);
    std::sort(all.begin(), all.end(), [](const FetchProgress& a, const FetchProgress& b) {
        if (a.end_offset != b.end_offset) return a.end_offset > b.end_offset;
        return a.key < b.key;
    });
    return all;
}

std::vector<ReplicaKey> QuorumLeaderState::others_by_descending_offset() const {
    std::vector<ReplicaKey> keys;
    for (const FetchProgress& progress : by_descending_offset()) {
        if (!progress.is(self_)) keys.push_back(progress.key);
    }
    return keys;
}

bool QuorumLeaderState::maybe_advance_high_watermark() {
    const std::vector<FetchProgress> all = by_descending_offset();
    std::size_t place = all.size() / 2;
    if (mutant_ == QuorumMutant::commit_alone) place = 0;
    const std::optional<Offset> majority = all[place].end_offset;
    if (!majority || *majority <= epoch_start_offset_) return false;
    if (high_watermark_ && *majority <= *high_watermark_) return false;
    high_watermark_ = majority;
    return true;
}

}  // namespace kscope
