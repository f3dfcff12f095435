// PartitionLog: the log of one partition on one broker: segments, leader epochs, producer state,
// and the offsets that bound them. All durable work leaves it as effects: an append is one
// DiskWrite, a roll flushes the file that it closes, a truncation is DiskTruncate and DiskDelete, a
// new epoch rewrites leader-epoch-checkpoint by rename. Rules: Kafka's UnifiedLog and LocalLog.
//
// It knows no high watermark and no role; Replica does. It never reads a file: log_recovery.h
// builds a log from what the disk kept. A copy shares all chunks (see log_segment.h).
//
// Invariants: log_start_offset <= log_end_offset; recovery_point <= log_end_offset; batches are in
// order of offset, epochs never fall.
#pragma once

#include <optional>
#include <vector>

#include "core/base/ref.h"
#include "core/log/leader_epoch_cache.h"
#include "core/log/log_segment.h"
#include "core/log/log_spec.h"
#include "core/log/producer_state.h"

namespace kscope {

struct Now;
struct Output;

struct LogAppend {
    ErrorCode error = ErrorCode::none;
    Offset base_offset = no_offset;
    Offset last_offset = no_offset;
    bool duplicate = false;  // the offsets are those of the batch that is already there
};

struct LogRead {
    std::vector<Ref<const RecordBatch>> batches;
    std::int32_t size_in_bytes = 0;
};

struct TimestampAndOffset {
    std::int64_t timestamp_ms = -1;
    Offset offset = no_offset;
    LeaderEpoch leader_epoch = no_leader_epoch;
};

class PartitionLog {
public:
    // An empty log that begins at offset 0, not yet on disk.
    explicit PartitionLog(Ref<const LogSpec> spec);

    // ---- append

    // Validates a client's (or coordinator's) batch, gives it offsets and the leader epoch,
    // appends.
    LogAppend append_as_leader(const RecordBatch& batch, LeaderEpoch epoch, AppendOrigin origin,
                               const Now& now, Output& out);
    // Appends as it is. OFFSET_OUT_OF_RANGE if it does not begin at or after the log's end (Kafka's
    // UnexpectedAppendOffsetException).
    ErrorCode append_as_follower(const Ref<const RecordBatch>& batch, const Now& now, Output& out);
    // A new leader marks its epoch's start, before it has appended anything.
    void assign_epoch_start(LeaderEpoch epoch, Offset start_offset, Output& out);

    // ---- read

    // Whole batches from the one that holds `offset`, all below `upper_bound`; not more than
    // `max_bytes`, but the first one always if `min_one_batch`. OFFSET_OUT_OF_RANGE outside of
    // [log_start_offset, log_end_offset]. Appends to `result`.
    ErrorCode read(Offset offset, std::int32_t max_bytes, Offset upper_bound, bool min_one_batch,
                   LogRead& result) const;
    // Bytes of the batches from the one that holds `from` up to `to`; 0 if from >= to.
    [[nodiscard]] std::int64_t bytes_between(Offset from, Offset to) const;
    // The first record at or after this time, at or above the log's start.
    [[nodiscard]] std::optional<TimestampAndOffset> offset_for_timestamp(std::int64_t ms) const;
    [[nodiscard]] EpochEnd end_offset_for_epoch(LeaderEpoch epoch) const {
        return epochs_.end_offset_for(epoch, log_end_offset_);
    }
    // Calls visit(const RecordBatch&) for each batch from the one that holds `from`.
    template <class Visit>
    void for_each_batch(Offset from, Visit visit) const;

    // ---- truncate, start, delete

    // False if the log ends at or before `offset` already. A batch that holds `offset` goes whole.
    bool truncate_to(Offset offset, Output& out);
    void truncate_fully_and_start_at(Offset offset, Output& out);
    void maybe_increment_log_start_offset(Offset offset);
    // All files go; the log is not to be used any more.
    void delete_all(Output& out);

    // ---- durability

    // Asks to make all that was written durable; no effect if it is already, or asked for.
    void flush(Output& out);
    // DiskDone for a token of this log.
    void on_flushed(std::uint64_t token);
    // Log end below which the disk is known to be durable; what recovery-point-offset-checkpoint
    // has.
    [[nodiscard]] Offset recovery_point() const { return recovery_point_; }

    void remove_expired_producers(WallTime now);
    // The topic's configuration as the controller tells it: a recovered log does not know it yet.
    void set_config(const TopicConfig& config);

    // ---- state

    [[nodiscard]] const LogSpec& spec() const { return *spec_; }
    [[nodiscard]] Offset log_start_offset() const { return log_start_offset_; }
    [[nodiscard]] Offset log_end_offset() const { return log_end_offset_; }
    [[nodiscard]] LeaderEpoch latest_epoch() const { return epochs_.latest_epoch(); }
    [[nodiscard]] const LeaderEpochCache& epochs() const { return epochs_; }
    [[nodiscard]] const ProducerStateManager& producers() const { return producers_; }
    [[nodiscard]] const std::vector<Cow<LogSegment>>& segments() const { return segments_; }
    [[nodiscard]] std::int64_t size_in_bytes() const { return next_position_ - first_position_; }

    // A running hash over (offset, epoch, records) of all batches before `offset`, so that two logs
    // are compared in O(log n). None inside a batch and outside of the log. Only logs with the same
    // prefix_origin() compare.
    [[nodiscard]] std::optional<Hash128> prefix_digest_at(Offset offset) const;
    [[nodiscard]] Hash128 prefix_digest_at_end() const { return prefix_; }
    [[nodiscard]] Offset prefix_origin() const { return prefix_origin_; }

    void digest(Digest& d) const;
    void check_invariants() const;

private:
    friend class LogRecovery;  // log_recovery.cpp
    struct PendingFlush {
        std::uint64_t token;
        Offset end;
        bool done = false;
    };

    [[nodiscard]] ErrorCode validate(const RecordBatch& batch, AppendOrigin origin) const;
    [[nodiscard]] ErrorCode validate_size(const RecordBatch& batch) const;
    void append(Ref<const RecordBatch> batch, Output& out);
    void add_entry(Ref<const RecordBatch> batch);
    void roll(Offset base_offset, Output& out);
    void write_epoch_checkpoint(Output& out);
    void rebuild_producer_state();
    void start_segment(Offset base_offset, std::size_t marker_extents);
    [[nodiscard]] std::size_t segment_of(Offset offset) const;
    // The first batch that ends above the offset, and the last that begins below it; null if none.
    [[nodiscard]] const LogEntry* entry_from(Offset offset) const;
    [[nodiscard]] const LogEntry* entry_below(Offset offset) const;
    [[nodiscard]] Hash128 origin_prefix() const;
    [[nodiscard]] std::uint64_t next_token();

    Ref<const LogSpec> spec_;
    std::vector<Cow<LogSegment>> segments_;  // Invariant: never empty; the last is active
    LeaderEpochCache epochs_;
    ProducerStateManager producers_;
    Offset log_start_offset_{0};
    Offset log_end_offset_{0};
    Offset recovery_point_{0};
    Offset prefix_origin_{0};
    Hash128 prefix_;
    std::int64_t first_position_ = 0;
    std::int64_t next_position_ = 0;
    std::vector<PendingFlush> flushes_;
    std::uint32_t flush_count_ = 0;
};

template <class Visit>
void PartitionLog::for_each_batch(Offset from, Visit visit) const {
    for (std::size_t s = segment_of(from); s < segments_.size(); ++s) {
        const LogSegment& segment = *segments_[s];
        for (auto at = segment.find(from); at != segment.end(); at = segment.next(at)) {
            visit(*segment.at(at).batch);
        }
    }
}

}  // namespace kscope
