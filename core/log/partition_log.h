// PartitionLog: the log of one partition on one broker: segments, leader epochs, producer state,
// and the offsets that bound them. All durable work leaves it as effects: an append is one
// DiskWrite, a roll flushes the file that it closes, a truncation is DiskTruncate and DiskDelete, a
// new epoch rewrites leader-epoch-checkpoint by rename. Segments that retention gives up are
// renamed to .deleted at once, and removed later. Rules: Kafka's UnifiedLog and LocalLog.
//
// It knows no high watermark and no role; Replica does. It never reads a file: log_recovery.h
// builds a log from what the disk kept. A copy shares all chunks (see log_segment.h).
//
// Invariants: log_start_offset <= log_end_offset; recovery_point <= log_end_offset; batches are in
// order of offset. Epochs may fall along a log: a follower appends what its leader has.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/ref.h"
#include "core/log/leader_epoch_cache.h"
#include "core/log/log_segment.h"
#include "core/log/log_spec.h"
#include "core/log/producer_state.h"

namespace kscope {

class BatchFilter;
struct Now;
struct Output;
struct StoredForm;

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

// Why segments go, in the order in which Kafka asks.
enum class DeletionReason : std::uint8_t { below_log_start, retention_size, retention_time };

// Segments at the front of a log that a rule gives up.
struct SegmentDeletion {
    DeletionReason reason = DeletionReason::below_log_start;
    std::size_t segments = 0;  // 0: none
};

// A compacted log as the cleaner sees it: [start, first_dirty_offset) is clean, and from there to
// first_uncleanable_offset, where a segment begins, it may clean (Kafka's LogToClean).
struct LogToClean {
    Offset first_dirty_offset{0};
    Offset first_uncleanable_offset{0};
    std::int64_t clean_bytes = 0;
    std::int64_t cleanable_bytes = 0;
    bool overdue = false;  // the oldest dirty record is older than max.compaction.lag.ms

    // In millionths; 0 for an empty log.
    [[nodiscard]] std::int64_t cleanable_ratio() const {
        const std::int64_t total = clean_bytes + cleanable_bytes;
        return total == 0 ? 0 : cleanable_bytes * 1'000'000 / total;
    }
    // Dirty enough for this topic.
    [[nodiscard]] bool due(const TopicConfig& config) const {
        const std::int64_t total = clean_bytes + cleanable_bytes;
        return cleanable_bytes > 0 &&
               (overdue || cleanable_bytes * 1'000'000 > config.min_cleanable_dirty_ratio * total);
    }
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
    // Appends as it is, of an older epoch too. OFFSET_OUT_OF_RANGE if it does not begin at or after
    // the log's end (Kafka's UnexpectedAppendOffsetException); CORRUPT_MESSAGE if its epoch is none
    // (the epoch cache's IllegalArgumentException).
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
    // Calls visit(const RecordBatch&) for each batch from the one that holds `from`, and not for
    // those that begin at or after `to`.
    template <class Visit>
    void for_each_batch(Offset from, Offset to, Visit visit) const;
    template <class Visit>
    void for_each_batch(Offset from, Visit visit) const {
        for_each_batch(from, log_end_offset_, visit);
    }

    // ---- truncate, start, delete

    // False if the log ends at or before `offset` already. A batch that holds `offset` goes whole.
    bool truncate_to(Offset offset, Output& out);
    void truncate_fully_and_start_at(Offset offset, Output& out);
    // True if it moved. The caller sees to it that it stays at or below the high watermark.
    bool maybe_increment_log_start_offset(Offset offset, Output& out);
    // All files go; the log is not to be used any more.
    void delete_all(Output& out);

    // ---- retention (log_retention.cpp)

    // What the first rule that gives up anything gives up, none of it at or above the high
    // watermark.
    [[nodiscard]] SegmentDeletion old_segments(Offset high_watermark, WallTime now) const;
    // Deletes by each rule in turn, and moves the log's start behind what is gone. True if any
    // segment went.
    bool delete_old_segments(Offset high_watermark, const Now& now, Output& out);
    // When the .deleted file that came last is to be removed; never if there is none.
    [[nodiscard]] Instant last_file_deletion() const {
        return deletions_.empty() ? Instant::never() : deletions_.back().due;
    }
    void delete_due_files(Instant now, Output& out);

    // ---- compaction (log_cleaning.cpp)

    // What the cleaner could do here now, below the last stable offset.
    [[nodiscard]] LogToClean to_clean(Offset last_stable_offset, WallTime now) const;
    // Copies the segments below what is uncleanable without what newer records replace, and puts
    // the copies in their place (.cleaned, .swap). Offsets stay as they are.
    void clean(const LogToClean& range, const Now& now, Output& out);
    // What cleaner-offset-checkpoint has: where the next cleaning begins.
    [[nodiscard]] std::optional<Offset> cleaner_checkpoint() const { return cleaner_checkpoint_; }

    // ---- durability

    // Asks to make all that was written durable; no effect if it is already, or asked for.
    void flush(Output& out);
    // flush.ms is over since the log was made durable, or since its first append.
    [[nodiscard]] bool flush_is_due(WallTime now) const;
    void flush_on_schedule(WallTime now, Output& out);
    // DiskDone for a token of this log.
    void on_flushed(std::uint64_t token);
    // Log end below which the disk is known to be durable; what recovery-point-offset-checkpoint
    // has.
    [[nodiscard]] Offset recovery_point() const { return recovery_point_; }

    [[nodiscard]] bool has_expired_producers(WallTime now) const {
        return producers_.has_expired(now, spec_->producer_id_expiration);
    }
    void remove_expired_producers(WallTime now);
    // The topic's configuration as the controller tells it: a recovered log does not know it yet.
    void set_config(const TopicConfig& config);
    void set_producer_id_expiration(Duration expiration);

    // ---- state

    [[nodiscard]] const LogSpec& spec() const { return *spec_; }
    [[nodiscard]] Offset log_start_offset() const { return log_start_offset_; }
    [[nodiscard]] Offset log_end_offset() const { return log_end_offset_; }
    [[nodiscard]] LeaderEpoch latest_epoch() const { return epochs_.latest_epoch(); }
    // The same; where the format has no epochs, of the leader that wrote the last message, as far
    // as the simulation knows it. For notes and laws.
    [[nodiscard]] LeaderEpoch newest_epoch() const;
    [[nodiscard]] const LeaderEpochCache& epochs() const { return epochs_; }
    [[nodiscard]] const ProducerStateManager& producers() const { return producers_; }
    [[nodiscard]] const std::vector<Cow<LogSegment>>& segments() const { return segments_; }
    [[nodiscard]] std::int64_t size_in_bytes() const { return next_position_ - first_position_; }

    // The sum of the digests of all batches before `offset`; two logs compare by the differences of
    // such sums (log_matching.h, prefix_sum.h). None inside a batch, above the log's end, and below
    // what is deleted or cleaned here.
    [[nodiscard]] std::optional<Hash128> prefix_digest_at(Offset offset) const;
    [[nodiscard]] Hash128 prefix_digest_at_end() const { return prefix_; }
    // From here on the log is as it was written: nothing below is deleted or thinned out.
    [[nodiscard]] Offset prefix_origin() const { return prefix_origin_; }
    // The offset, or the end of the batch that it lies inside.
    [[nodiscard]] Offset batch_boundary_from(Offset offset) const;

    void digest(Digest& d) const;
    void check_invariants() const;

private:
    friend class LogRecovery;  // log_recovery.cpp
    struct PendingFlush {
        std::uint64_t token;
        Offset end;
        bool done = false;
    };

    [[nodiscard]] ErrorCode validate(const RecordBatch& batch, AppendOrigin origin,
                                     WallTime now) const;
    [[nodiscard]] ErrorCode validate_records(const RecordBatch& batch, WallTime now) const;
    [[nodiscard]] ErrorCode validate_sizes(std::span<const Ref<const RecordBatch>> batches) const;
    [[nodiscard]] StoredForm stored_form(const RecordBatch& batch, LeaderEpoch epoch,
                                         WallTime now) const;
    void append(Ref<const RecordBatch> batch, WallTime now, Output& out);
    void add_entry(Ref<const RecordBatch> batch, WallTime now);
    void roll(Offset base_offset, std::size_t marker_extents, Output& out);
    // True if the epoch cache changed.
    bool assign_epoch(LeaderEpoch epoch, Offset start_offset) {
        return spec_->appends_correct_epochs ? epochs_.assign(epoch, start_offset)
                                             : epochs_.assign_rising(epoch, start_offset);
    }
    void write_epoch_checkpoint(Output& out);
    void rebuild_producer_state();
    void start_segment(Offset base_offset, std::size_t marker_extents);
    [[nodiscard]] std::size_t segment_of(Offset offset) const;
    // The first batch that ends above the offset, and the last that begins below it; null if none.
    [[nodiscard]] const LogEntry* entry_from(Offset offset) const;
    [[nodiscard]] const LogEntry* entry_below(Offset offset) const;
    // Deletes the file `.log` in two steps: renamed now, removed after file.delete.delay.ms.
    void delete_later(const std::string& file, Instant now, Output& out);
    void delete_segments(const SegmentDeletion& deletion, const Now& now, Output& out);
    void note_deletion(const SegmentDeletion& deletion, Output& out) const;
    void give_up_sums_below(Offset offset);
    // segments_[first, last) become one.
    struct CleanedGroup {
        LogSegment segment;
        std::size_t first = 0;
        std::size_t last = 0;
    };
    [[nodiscard]] std::size_t end_of_group(std::size_t first, Offset uncleanable) const;
    [[nodiscard]] CleanedGroup clean_group(std::size_t first, std::size_t last, BatchFilter& filter,
                                           Output& out);
    void swap_in(std::vector<CleanedGroup> groups, const Now& now, Output& out);
    [[nodiscard]] Duration roll_jitter(Offset base_offset) const;
    [[nodiscard]] std::uint64_t next_token();
    // Where what nobody has asked yet to make durable begins.
    [[nodiscard]] Offset unflushed_from() const {
        return flushes_.empty() ? recovery_point_ : flushes_.back().end;
    }
    enum class Waits : std::uint8_t { no, yes };
    void flush(Waits waits, Output& out);

    Ref<const LogSpec> spec_;
    std::vector<Cow<LogSegment>> segments_;  // Invariant: never empty; the last is active
    LeaderEpochCache epochs_;
    ProducerStateManager producers_;
    Offset log_start_offset_{0};
    Offset log_end_offset_{0};
    Offset recovery_point_{0};
    Offset prefix_origin_{0};
    Offset sums_from_{0};  // Invariant: <= prefix_origin_; the entries from here on have sums
    Hash128 origin_sum_;   // at sums_from_
    Hash128 prefix_;       // at the log's end
    std::int64_t first_position_ = 0;
    std::int64_t next_position_ = 0;
    std::vector<PendingFlush> flushes_;
    std::uint32_t flush_count_ = 0;
    std::optional<WallTime> last_flush_;  // or the first append
    struct PendingDeletion {
        Instant due;
        std::string file;
    };
    std::vector<PendingDeletion> deletions_;
    std::optional<Offset> cleaner_checkpoint_;
};

template <class Visit>
void PartitionLog::for_each_batch(Offset from, Offset to, Visit visit) const {
    for (std::size_t s = segment_of(from); s < segments_.size(); ++s) {
        const LogSegment& segment = *segments_[s];
        for (auto at = segment.find(from); at != segment.end(); at = segment.next(at)) {
            const LogEntry& entry = segment.at(at);
            if (entry.base_offset >= to) return;
            visit(*entry.batch);
        }
    }
}

}  // namespace kscope
