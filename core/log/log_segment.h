// LogSegment: one file of a partition's log, as a list of chunks of up to 256 batches. A copy of a
// segment costs one reference per chunk, and an append after a copy copies at most one chunk; this
// is what makes a checkpoint of a replica cheap. Never touches the disk: PartitionLog emits the
// effects. It counts the entries that its indexes would have, because a full index rolls the log;
// the entries themselves nobody needs here. Rules: Kafka's LogSegment.shouldRoll and append.
#pragma once

#include <optional>
#include <vector>

#include "core/base/digest.h"
#include "core/base/ref.h"
#include "core/border/files.h"
#include "core/config/configs.h"
#include "core/protocol/record_batch.h"

namespace kscope {

struct LogEntry {
    Ref<const RecordBatch> batch;
    Offset base_offset;         // as in the batch; here so that a search stays in the chunk
    std::int64_t position = 0;  // bytes of this log before this batch
    Hash128 prefix;             // the log's sum up to and including this batch (prefix_sum.h)
};

struct LogChunk {
    static constexpr std::size_t capacity = 256;
    std::vector<LogEntry> entries;
    WallTime max_timestamp;

    LogChunk() = default;
    LogChunk(const LogChunk& other);  // leaves room for the append that made the copy necessary
    LogChunk(LogChunk&&) = default;
    LogChunk& operator=(const LogChunk&) = default;
    LogChunk& operator=(LogChunk&&) = default;
};

// Where a batch is in its segment.
struct EntryPlace {
    std::size_t chunk = 0;
    std::size_t entry = 0;
    friend bool operator==(const EntryPlace&, const EntryPlace&) = default;
};

class LogSegment {
public:
    LogSegment(FileName file, Offset base_offset, std::size_t marker_extents)
        : file_(std::move(file)), base_offset_(base_offset), marker_extents_(marker_extents) {}
    // What is taken off segment.ms for this one segment.
    void set_roll_jitter(Duration jitter) { roll_jitter_ = jitter; }

    // The caller writes the entry's position and prefix at once; or the prefix, and the positions
    // of all of them by settle_positions().
    LogEntry& append(Ref<const RecordBatch> batch, std::int64_t index_interval_bytes, WallTime now);
    // The batches' positions, of which the first is this one; answers the one after the last.
    std::int64_t settle_positions(std::int64_t first);
    // Drops the batches from this place on.
    void truncate(EntryPlace from, std::int64_t index_interval_bytes);

    [[nodiscard]] bool should_roll(const RecordBatch& next, const TopicConfig& config,
                                   WallTime now) const;
    // The first batch that ends above the offset; end() if none does.
    [[nodiscard]] EntryPlace find(Offset offset) const;
    // The last batch that begins below the offset; null if none does.
    [[nodiscard]] const LogEntry* last_below(Offset offset) const;
    [[nodiscard]] EntryPlace end() const { return {chunks_.size(), 0}; }
    [[nodiscard]] EntryPlace next(EntryPlace place) const;
    [[nodiscard]] const LogEntry& at(EntryPlace place) const {
        return chunks_[place.chunk]->entries[place.entry];
    }
    [[nodiscard]] const std::vector<Cow<LogChunk>>& chunks() const { return chunks_; }

    [[nodiscard]] const FileName& file() const { return file_; }
    [[nodiscard]] Offset base_offset() const { return base_offset_; }
    [[nodiscard]] bool empty() const { return chunks_.empty(); }
    [[nodiscard]] std::int64_t size_in_bytes() const { return size_in_bytes_; }
    [[nodiscard]] std::size_t batch_count() const { return batch_count_; }
    // The newest record's; before all time if the segment is empty, or of format v0.
    [[nodiscard]] WallTime max_timestamp() const;
    // That, or else when its file was written last; at the beginning of time if it is empty.
    [[nodiscard]] WallTime largest_timestamp() const;
    [[nodiscard]] WallTime last_modified() const { return last_modified_; }
    // The first batch's; none if the segment is empty.
    [[nodiscard]] std::optional<WallTime> first_timestamp() const;
    [[nodiscard]] const LogEntry& first() const { return chunks_.front()->entries.front(); }
    // As the files would have them, the time index closed with an entry for the newest record.
    [[nodiscard]] std::int64_t offset_index_bytes() const { return index_.offsets * 8; }
    [[nodiscard]] std::int64_t time_index_bytes() const {
        return (index_.times + (index_.max_time > index_.last_time ? 1 : 0)) * 12;
    }
    [[nodiscard]] const LogEntry& last() const { return chunks_.back()->entries.back(); }
    // How many extents its file holds.
    [[nodiscard]] std::size_t extents() const { return marker_extents_ + batch_count_; }

private:
    FileName file_;
    Offset base_offset_;
    std::size_t marker_extents_ = 0;     // 1 if the file was made empty, by a write of no bytes
    std::vector<Cow<LogChunk>> chunks_;  // Invariant: none is empty
    std::int64_t size_in_bytes_ = 0;
    std::size_t batch_count_ = 0;
    WallTime first_timestamp_;  // the largest of the first batch
    WallTime created_;          // when the first batch came
    WallTime last_modified_;    // when the last one did
    Duration roll_jitter_;
    // OffsetIndex and TimeIndex, as far as they decide.
    struct IndexEntries {
        std::int64_t offsets = 0;
        std::int64_t times = 0;
        std::int64_t bytes_since = 0;  // appended since the last entry
        WallTime last_time = WallTime::from_millis(-1);
        WallTime max_time = WallTime::from_millis(-1);
        void count(const RecordBatch& batch, std::int64_t interval_bytes);
    } index_;
};

}  // namespace kscope
