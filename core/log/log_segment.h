// LogSegment: one file of a partition's log, as a list of chunks of up to 256 batches. A copy of a
// segment costs one reference per chunk, and an append after a copy copies at most one chunk; this
// is what makes a checkpoint of a replica cheap. Never touches the disk: PartitionLog emits the
// effects. Rule of rolling: Kafka's LogSegment.shouldRoll.
#pragma once

#include <vector>

#include "core/base/digest.h"
#include "core/base/ref.h"
#include "core/border/files.h"
#include "core/protocol/record_batch.h"

namespace kscope {

struct LogEntry {
    Ref<const RecordBatch> batch;
    Offset base_offset;         // as in the batch; here so that a search stays in the chunk
    std::int64_t position = 0;  // bytes of this log before this batch
    Hash128 prefix;             // of the log up to and including this batch
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

    void append(LogEntry entry);
    // Drops the batches from this place on.
    void truncate(EntryPlace from);

    [[nodiscard]] bool should_roll(const RecordBatch& next, Offset next_last_offset,
                                   std::int64_t segment_bytes, Duration segment_ms) const;
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
    [[nodiscard]] WallTime max_timestamp() const;
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
};

}  // namespace kscope
