// The two indexes of a segment, as LogSegment.append fills them: before a batch is written, if more
// than index.interval.bytes were written since the last entry, the offset index gets
// (last offset of the batch, its position) and the time index (largest timestamp so far, last
// offset of the batch that has it). A segment that is closed or rolled ends its time index with the
// largest timestamp of all. Never touches a file; LogSegment.recover builds the same.
//
// .index: entries of 8 bytes, relative offset and position; .timeindex: of 12 bytes, timestamp and
// relative offset; all big-endian, both sorted (OffsetIndex, TimeIndex).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"

namespace kscope {

struct OffsetIndexEntry {
    static constexpr std::size_t bytes = 8;
    Offset offset;
    std::int32_t position = 0;
    friend bool operator==(const OffsetIndexEntry&, const OffsetIndexEntry&) = default;
};

struct TimeIndexEntry {
    static constexpr std::size_t bytes = 12;
    std::int64_t timestamp = -1;
    Offset offset;
    friend bool operator==(const TimeIndexEntry&, const TimeIndexEntry&) = default;
};

// `bytes` of one entry, of a segment with this base offset.
OffsetIndexEntry read_offset_index_entry(std::string_view bytes, Offset base_offset);
TimeIndexEntry read_time_index_entry(std::string_view bytes, Offset base_offset);

class SegmentIndexes {
public:
    SegmentIndexes(Offset base_offset, std::int64_t index_interval_bytes)
        : base_offset_(base_offset), interval_(index_interval_bytes) {}

    // The next batch of the segment; offsets and positions must rise.
    void append(Offset last_offset, std::int64_t max_timestamp, std::int32_t size_in_bytes);

    [[nodiscard]] const std::vector<OffsetIndexEntry>& offsets() const { return offsets_; }
    // As of now, with the last entry that closing gives it.
    [[nodiscard]] std::vector<TimeIndexEntry> closed_times() const;

    [[nodiscard]] std::string offset_index_bytes() const;
    [[nodiscard]] std::string time_index_bytes() const;

private:
    Offset base_offset_;
    std::int64_t interval_;
    std::int64_t position_ = 0;
    std::int64_t since_last_entry_ = 0;
    std::int64_t max_timestamp_ = -1;
    Offset offset_of_max_;
    std::vector<OffsetIndexEntry> offsets_;
    std::vector<TimeIndexEntry> times_;
};

}  // namespace kscope
