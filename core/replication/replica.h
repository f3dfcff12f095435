// Replica: one replica of one partition on one broker: its log, its role, and the high watermark.
// It decides what may be appended, read, acknowledged and truncated; it never talks to anyone: what
// must be sent (AlterPartition) and what now may be answered it returns to the broker.
// Rules: Kafka's Partition, Replica, AbstractFetcherThread's truncation; variants by Features.
//
// Roles and their transitions (all by LeaderAndIsr or StopReplica; a state with an older partition
// epoch, or a leader epoch that is not newer, is refused with STALE_CONTROLLER_EPOCH as in Kafka):
//
//   from \ by   become_leader            become_follower          stop
//   Offline     Leader                   Follower                 Offline
//   Leader      Leader (next epoch)      Follower                 Offline
//   Follower    Leader                   Follower (next epoch)    Offline
//
// Laws kept: LogMatching (a fetch that diverged changes no state; truncation comes before the high
// watermark), a leader's high watermark never falls, nothing with acks=all is acknowledged below
// min.insync.replicas. A copy of a Replica shares all chunks of its log.
#pragma once

#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "core/log/partition_log.h"
#include "core/protocol/fetch_messages.h"
#include "core/replication/leader_state.h"

namespace kscope {

struct ReplicaSpec : RefCounted {
    Features features;
    Duration replica_lag_time_max;
    std::int64_t replica_lag_max_messages = 0;  // only where Features say that it counts
};

// What every step of a replica needs from its broker.
struct ReplicaStep {
    const Now& now;
    std::span<const BrokerId> alive_brokers;  // of the metadata cache, sorted
    Output& out;
};

struct RoleChange {
    ErrorCode error = ErrorCode::none;  // stale_controller_epoch: nothing was changed
    bool new_role = false;              // leader now and not before, or the reverse
    bool refollow = true;               // a follower begins anew with its leader
    bool high_watermark_advanced = false;
};

struct LeaderAppend {
    ErrorCode error = ErrorCode::none;
    Offset base_offset = no_offset;
    Offset required_offset = no_offset;  // acks=all waits until the high watermark is here
    bool duplicate = false;
    bool high_watermark_advanced = false;
};

// One partition of a Fetch.
struct ReplicaFetch {
    BrokerId replica = no_broker;  // no_broker: a consumer
    const FetchPartition& asked;
    std::int32_t max_bytes = 0;  // what is left of the response's
    bool min_one_batch = true;   // nothing in the response yet (KIP-74)
};

struct FetchOutcome {
    ErrorCode error = ErrorCode::none;
    Offset high_watermark = no_offset;  // as before the read: what the response carries
    Offset log_start_offset = no_offset;
    Offset log_end_offset = no_offset;
    std::optional<EpochEnd> diverging_epoch;
    LogRead read;
    bool high_watermark_advanced = false;
    bool high_watermark_is_news = false;                // to a follower that must hear it at once
    std::optional<AlterPartitionData> alter_partition;  // to be sent
    BrokerId preferred_read_replica = no_broker;        // of its broker's choosing (KIP-392)
};

struct FollowerAppend {
    ErrorCode error = ErrorCode::none;
    bool high_watermark_advanced = false;
};

struct DeletedRecords {
    ErrorCode error = ErrorCode::none;
    Offset up_to = no_offset;  // the offset asked for, or the high watermark in its place
    bool log_start_moved = false;
};

struct OffsetListing {
    ErrorCode error = ErrorCode::none;
    TimestampAndOffset found;
};

struct EpochEndAnswer {
    ErrorCode error = ErrorCode::none;
    EpochEnd end;
};

struct ReplicasReached {
    bool satisfied = false;
    ErrorCode error = ErrorCode::none;
};

struct AlterPartitionOutcome {
    bool high_watermark_advanced = false;
    bool isr_changed = false;
    std::optional<AlterPartitionData> retry;
};

class Replica {
public:
    using Role = std::variant<Leader, Follower, Offline>;

    // Offline, with a new or a recovered log; the checkpointed high watermark is clamped to the
    // log.
    Replica(Ref<const ReplicaSpec> spec, PartitionLog log, Offset checkpointed_high_watermark);

    // ---- roles
    RoleChange become_leader(const PartitionState& state, ReplicaStep& step);
    RoleChange become_follower(const PartitionState& state, ReplicaStep& step);
    // Within the leader epoch that it has (KRaft tells each change): the ISR and the replicas as
    // the controller has them. STALE_CONTROLLER_EPOCH if it knows as much, or if its epoch is
    // another.
    RoleChange take_partition_state(const PartitionState& state, ReplicaStep& step);
    // StopReplica, or the broker stops; the log's files go if `delete_log`.
    void stop(bool delete_log, ReplicaStep& step);

    // ---- leader: produce
    LeaderAppend append_as_leader(const RecordBatch& batch, std::int16_t acks, AppendOrigin origin,
                                  ReplicaStep& step);
    // Kafka's checkEnoughReplicasReachOffset, for the parked produce.
    [[nodiscard]] ReplicasReached enough_replicas_reached(Offset required_offset) const;
    // A parked produce that requires more than this has no answer yet.
    [[nodiscard]] Offset most_to_acknowledge() const;

    // ---- leader: fetch
    // What the fetch gets now. It changes nothing: so a consumer reads, and so reads a parked fetch
    // again that is answered late. A consumer may read from a follower (KIP-392).
    // Writes the outcome where it stays; a new one is expected there.
    void read(const ReplicaFetch& fetch, FetchOutcome& outcome) const;
    [[nodiscard]] FetchOutcome read(const ReplicaFetch& fetch) const {
        FetchOutcome outcome;
        read(fetch, outcome);
        return outcome;
    }
    // The same, and for a follower: its report of how far its log goes.
    void fetch(const ReplicaFetch& fetch, FetchOutcome& outcome, ReplicaStep& step);
    FetchOutcome fetch(const ReplicaFetch& fetch, ReplicaStep& step) {
        FetchOutcome outcome;
        this->fetch(fetch, outcome, step);
        return outcome;
    }
    // A follower that had all there is has fetched again since, last at this instant; nothing has
    // changed here meanwhile.
    void take_resting_fetch(BrokerId follower, Instant at, EventId event);
    // Bytes that a fetch from this offset could get now: up to the high watermark for a consumer,
    // to the log's end for a replica. Below zero (-1): the offset is above that bound (log
    // truncated).
    [[nodiscard]] std::int64_t bytes_available(Offset fetch_offset, BrokerId replica) const;
    // Is the high watermark above what this follower was told last, where it must hear it at once?
    [[nodiscard]] bool owes_high_watermark(BrokerId follower) const;
    // Whether it may answer a fetch of this replica, or of a consumer.
    [[nodiscard]] bool serves_fetch(BrokerId replica) const;
    [[nodiscard]] OffsetListing list_offsets(const ListOffsetsPartition& asked,
                                             BrokerId replica) const;
    [[nodiscard]] EpochEndAnswer last_offset_for_leader_epoch(LeaderEpoch current_leader_epoch,
                                                              LeaderEpoch asked) const;

    // ---- leader: ISR. What it returns must be sent to the controller.
    std::optional<AlterPartitionData> maybe_shrink_isr(ReplicaStep& step);
    // `error` is the response's own, or the partition's; a lost connection is NETWORK_EXCEPTION.
    AlterPartitionOutcome on_alter_partition_response(const AlterPartitionData& sent,
                                                      ErrorCode error,
                                                      const AlteredPartition& answer,
                                                      ReplicaStep& step);

    // ---- follower: what to fetch next, and what to do with the answer
    // Writes it where it stays, in the request.
    void next_fetch(std::int32_t partition_max_bytes, FetchPartition& ask) const;
    FollowerAppend append_as_follower(const std::vector<Ref<const RecordBatch>>& batches,
                                      Offset leader_high_watermark, Offset leader_log_start_offset,
                                      ReplicaStep& step);
    // The leader's answer to last_fetched_epoch differed. True if the log was truncated.
    bool truncate_to_diverging(const EpochEnd& leader_end, ReplicaStep& step);
    // Before KIP-595 a follower asks before it fetches: this epoch, unless it has none to ask for.
    [[nodiscard]] std::optional<EpochQuery> next_epoch_query() const;
    enum class Truncated : std::uint8_t { completely, ask_again };
    Truncated truncate_to_epoch_end(const EpochEnd& leader_end, ReplicaStep& step);
    void truncate_to_high_watermark(ReplicaStep& step);
    // A diverging answer brings a high watermark too: taken over first, up to KAFKA-14704.
    bool take_high_watermark(Offset leader_high_watermark, ReplicaStep& step);
    // OFFSET_OUT_OF_RANGE: with the leader's latest and earliest offsets (two ListOffsets).
    void on_offset_out_of_range(Offset leader_log_start_offset, Offset leader_log_end_offset,
                                ReplicaStep& step);

    // ---- the log's start (log_start.cpp)
    [[nodiscard]] bool has_old_segments(WallTime now) const {
        return log_.old_segments(high_watermark_, now).segments > 0;
    }
    void delete_old_segments(ReplicaStep& step);
    void delete_due_files(Instant now, Output& out) { log_.delete_due_files(now, out); }
    // The last stable offset is the high watermark: there are no transactions. Up to KAFKA-13194
    // only an open transaction stopped the cleaner.
    [[nodiscard]] LogToClean to_clean(WallTime now) const {
        const bool committed_only = spec_->features.cleans_below_high_watermark;
        return log_.to_clean(committed_only ? high_watermark_ : log_.log_end_offset(), now);
    }
    void clean(const LogToClean& range, ReplicaStep& step) {
        log_.clean(range, step.now, step.out);
    }
    // DeleteRecords; delete_up_to_high_watermark (-1) stands for the high watermark.
    DeletedRecords delete_records(Offset before, ReplicaStep& step);
    // The lowest log start among this leader and its live followers; -1 while one has not told.
    [[nodiscard]] Offset low_watermark(std::span<const BrokerId> alive_brokers) const;

    // ---- disk and time
    void flush(Output& out) { log_.flush(out); }
    void flush_on_schedule(WallTime now, Output& out) { log_.flush_on_schedule(now, out); }
    void on_disk_done(std::uint64_t token) { log_.on_flushed(token); }
    void remove_expired_producers(WallTime now) { log_.remove_expired_producers(now); }
    void set_topic_config(const TopicConfig& config) { log_.set_config(config); }
    void set_producer_id_expiration(Duration expiration) {
        log_.set_producer_id_expiration(expiration);
    }

    // ---- state
    [[nodiscard]] const TopicPartition& tp() const { return log_.spec().tp; }
    [[nodiscard]] BrokerId broker() const { return log_.spec().broker; }
    [[nodiscard]] const PartitionLog& log() const { return log_; }
    [[nodiscard]] const Role& role() const { return role_; }
    [[nodiscard]] bool is_leader() const { return std::holds_alternative<Leader>(role_); }
    [[nodiscard]] bool is_follower() const { return std::holds_alternative<Follower>(role_); }
    [[nodiscard]] const Leader* leader_state() const { return std::get_if<Leader>(&role_); }
    [[nodiscard]] BrokerId leader() const;  // no_broker if unknown
    [[nodiscard]] Offset high_watermark() const { return high_watermark_; }
    [[nodiscard]] Offset log_end_offset() const { return log_.log_end_offset(); }
    [[nodiscard]] Offset log_start_offset() const { return log_.log_start_offset(); }
    [[nodiscard]] LeaderEpoch leader_epoch() const { return leader_epoch_; }
    [[nodiscard]] std::int32_t partition_epoch() const { return partition_epoch_; }
    [[nodiscard]] const std::vector<BrokerId>& assignment() const { return assignment_; }
    [[nodiscard]] std::int32_t effective_min_isr() const;
    [[nodiscard]] bool under_min_isr() const;     // of the committed ISR; false on no leader
    [[nodiscard]] bool under_replicated() const;  // false on no leader

    void digest(Digest& d) const;
    void check_invariants() const;

private:
    [[nodiscard]] ErrorCode check_leader_epoch(LeaderEpoch current) const;
    [[nodiscard]] bool stale(const PartitionState& state) const;
    [[nodiscard]] bool mutated(Mutant mutant) const { return spec_->features.mutant == mutant; }
    [[nodiscard]] Offset read_bound(BrokerId replica) const;
    [[nodiscard]] LeaderEpoch epoch_to_stamp() const;
    bool maybe_increment_high_watermark(ReplicaStep& step);
    [[nodiscard]] Offset lowest_awaited_log_end(const Leader& self, const ReplicaStep& step) const;
    void set_high_watermark(Offset to, ReplicaStep& step);
    void note_appended(Offset base, Offset next, ReplicaStep& step) const;

    [[nodiscard]] ErrorCode read_records(const ReplicaFetch& fetch, FetchOutcome& outcome) const;
    [[nodiscard]] ErrorCode check_divergence(const FetchPartition& asked,
                                             FetchOutcome& outcome) const;
    void update_follower_fetch_state(RemoteReplica& follower, const FetchPartition& asked,
                                     FetchOutcome& outcome, ReplicaStep& step);

    std::optional<AlterPartitionData> maybe_expand_isr(const RemoteReplica& follower,
                                                       ReplicaStep& step);
    [[nodiscard]] Isr out_of_sync_replicas(const Leader& self, Instant now) const;
    [[nodiscard]] bool lags(const RemoteReplica& follower, Instant now) const;
    [[nodiscard]] AlterPartitionData proposal(Isr isr) const;
    void note_expand(const Leader& self, const RemoteReplica& follower, ReplicaStep& step) const;
    void note_shrink(const Leader& self, const Isr& leaving, ReplicaStep& step) const;
    void commit_isr(Leader& self, const AlteredPartition& answer, ReplicaStep& step);

    bool truncate_between(const EpochEnd& leader_end, const EpochEnd& own, ReplicaStep& step);
    void truncate(Offset offset, const EpochEnd& leader_end, const char* rule, ReplicaStep& step);
    [[nodiscard]] bool same_leader_still(const PartitionState& state) const;
    bool move_log_start(Offset to, const char* rule, ReplicaStep& step);

    Ref<const ReplicaSpec> spec_;
    PartitionLog log_;
    Role role_ = Offline{};
    Offset high_watermark_{0};
    LeaderEpoch leader_epoch_ = no_leader_epoch;
    std::int32_t partition_epoch_ = 0;
    std::vector<BrokerId> assignment_;
};

}  // namespace kscope
