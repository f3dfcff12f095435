#include "core/log/format/segment_indexes.h"

#include "core/base/byte_order.h"

namespace kscope {

namespace {

// TimeIndex.maybeAppend: only what is later than the last entry.
void append_if_later(std::vector<TimeIndexEntry>& times, std::int64_t timestamp, Offset offset) {
    if (timestamp > (times.empty() ? -1 : times.back().timestamp)) {
        times.push_back({timestamp, offset});
    }
}

std::int32_t relative(Offset offset, Offset base) {
    return static_cast<std::int32_t>(offset - base);
}

}  // namespace

OffsetIndexEntry read_offset_index_entry(std::string_view bytes, Offset base_offset) {
    ByteReader in(bytes);
    OffsetIndexEntry entry;
    entry.offset = base_offset + in.get<std::int32_t>();
    entry.position = in.get<std::int32_t>();
    return entry;
}

TimeIndexEntry read_time_index_entry(std::string_view bytes, Offset base_offset) {
    ByteReader in(bytes);
    TimeIndexEntry entry;
    entry.timestamp = in.get<std::int64_t>();
    entry.offset = base_offset + in.get<std::int32_t>();
    return entry;
}

void SegmentIndexes::append(Offset last_offset, std::int64_t max_timestamp,
                            std::int32_t size_in_bytes) {
    if (max_timestamp > max_timestamp_) {
        max_timestamp_ = max_timestamp;
        offset_of_max_ = last_offset;
    }
    if (since_last_entry_ > interval_) {
        offsets_.push_back({last_offset, static_cast<std::int32_t>(position_)});
        append_if_later(times_, max_timestamp_, offset_of_max_);
        since_last_entry_ = 0;
    }
    since_last_entry_ += size_in_bytes;
    position_ += size_in_bytes;
}

std::vector<TimeIndexEntry> SegmentIndexes::closed_times() const {
    std::vector<TimeIndexEntry> times = times_;
    append_if_later(times, max_timestamp_, offset_of_max_);
    return times;
}

std::string SegmentIndexes::offset_index_bytes() const {
    std::string bytes;
    bytes.reserve(offsets_.size() * OffsetIndexEntry::bytes);
    for (const OffsetIndexEntry& entry : offsets_) {
        put_big_endian(bytes, relative(entry.offset, base_offset_));
        put_big_endian(bytes, entry.position);
    }
    return bytes;
}

std::string SegmentIndexes::time_index_bytes() const {
    const std::vector<TimeIndexEntry> times = closed_times();
    std::string bytes;
    bytes.reserve(times.size() * TimeIndexEntry::bytes);
    for (const TimeIndexEntry& entry : times) {
        put_big_endian(bytes, entry.timestamp);
        put_big_endian(bytes, relative(entry.offset, base_offset_));
    }
    return bytes;
}

}  // namespace kscope
