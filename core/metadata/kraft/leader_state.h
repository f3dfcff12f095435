// QuorumLeaderState: what the leader of the quorum knows: how far each voter and observer has
// fetched, and so how far the log is committed; who has acknowledged it; whether a majority still
// fetches (check quorum); the records that it gathers. It keeps no high watermark of an earlier
// epoch: it commits only once a majority has a record of its own epoch, the LeaderChange.
// Rules: org.apache.kafka.raft.LeaderState. Law: the high watermark never falls.
#pragma once

#include <optional>
#include <vector>

#include "core/base/flat_map.h"
#include "core/config/quorum_config.h"
#include "core/metadata/kraft/batch_accumulator.h"
#include "core/metadata/kraft/voter_set.h"

namespace kscope {

// One replica of the quorum as the leader sees it.
struct FetchProgress {
    ReplicaKey key;
    std::optional<Offset> end_offset;  // where its log ends; none: it has not fetched yet
    std::optional<Instant> last_fetch;
    std::optional<Instant> last_caught_up;
    Offset leader_end_at_last_fetch{-1};
    bool acknowledged = false;
    [[nodiscard]] bool is(const ReplicaKey& replica) const {
        return key.id == replica.id &&
               (!key.directory.known() || key.directory == replica.directory);
    }
    template <class V>
    void visit(V&& v) const {
        v("key", key);
        v("end_offset", end_offset);
        v("last_fetch", last_fetch);
        v("last_caught_up", last_caught_up);
        v("acknowledged", acknowledged);
    }
};

class QuorumLeaderState {
public:
    QuorumLeaderState(Instant now, const ReplicaKey& self, Offset epoch_start_offset,
                      const VoterSet& voters, std::vector<ReplicaKey> granting_voters,
                      const QuorumConfig& config);

    // The leader's own log is durable up to here; the voters are those of its log now. True: the
    // high watermark moved.
    bool update_local(Offset end, const VoterSet& voters);
    // A replica fetches from here: it has all before. True: the high watermark moved.
    bool update_replica(Instant now, const ReplicaKey& replica, Offset fetch_offset);
    // A fetch of a snapshot says only that the replica lives.
    void heard_of(Instant now, const ReplicaKey& replica);
    void acknowledge(BrokerId voter);
    [[nodiscard]] bool has_acknowledged(BrokerId voter) const;
    void forget_silent_observers(Instant now);

    [[nodiscard]] std::optional<Offset> high_watermark() const { return high_watermark_; }
    [[nodiscard]] Offset epoch_start_offset() const { return epoch_start_offset_; }
    [[nodiscard]] const std::vector<ReplicaKey>& granting_voters() const {
        return granting_voters_;
    }
    [[nodiscard]] const FlatMap<BrokerId, FetchProgress>& voters() const { return voters_; }
    [[nodiscard]] const FlatMap<ReplicaKey, FetchProgress>& observers() const { return observers_; }
    // An observer that may become a voter: it has caught up, and fetched within the hour.
    [[nodiscard]] bool is_caught_up(Instant now, const ReplicaKey& replica) const;
    [[nodiscard]] std::vector<ReplicaKey> others_by_descending_offset() const;

    // never(): there is nobody else to hear of.
    [[nodiscard]] Instant check_quorum_deadline() const {
        const bool checks = check_quorum_ && voters_.size() > 1;
        return checks ? check_quorum_deadline_ : Instant::never();
    }
    // never(): who has not acknowledged the epoch is asked as soon as it can be.
    [[nodiscard]] Instant begin_epoch_at() const { return begin_epoch_at_; }
    void begin_epoch_sent(Instant now);

    void request_resign() { resign_requested_ = true; }
    [[nodiscard]] bool resign_requested() const { return resign_requested_; }
    [[nodiscard]] BatchAccumulator& accumulator() { return accumulator_; }
    [[nodiscard]] const BatchAccumulator& accumulator() const { return accumulator_; }

    template <class V>
    void visit(V&& v) const {
        v("epoch_start_offset", epoch_start_offset_);
        v("high_watermark", high_watermark_);
        for (const auto& [id, progress] : voters_) v("voter", progress);
        for (const auto& [key, progress] : observers_) v("observer", progress);
        v("fetched", fetched_);
        v("check_quorum_deadline", check_quorum_deadline_);
        v("begin_epoch_at", begin_epoch_at_);
        v("resign_requested", resign_requested_);
        v("accumulator", accumulator_);
    }

private:
    [[nodiscard]] std::vector<FetchProgress> by_descending_offset() const;
    bool maybe_advance_high_watermark();
    FetchProgress& progress_of(const ReplicaKey& replica);
    void take_voters(const VoterSet& voters);

    ReplicaKey self_;
    Offset epoch_start_offset_;
    std::optional<Offset> high_watermark_;
    std::vector<ReplicaKey> granting_voters_;
    FlatMap<BrokerId, FetchProgress> voters_;
    FlatMap<ReplicaKey, FetchProgress> observers_;
    std::vector<BrokerId> fetched_;  // voters since the check-quorum timer began
    bool check_quorum_;
    Duration check_quorum_timeout_;
    Duration begin_epoch_timeout_;  // forever(): not again
    Instant check_quorum_deadline_;
    Instant begin_epoch_at_;
    bool resign_requested_ = false;
    QuorumMutant mutant_ = QuorumMutant::none;
    BatchAccumulator accumulator_;
};

}  // namespace kscope
