#include "core/log/log_segment.h"

#include <algorithm>
#include <limits>

#include "core/base/check.h"

namespace kscope {

namespace {

// Of a list that is sorted by base offset: the last element that begins at or before the offset, or
// the first element. What is asked for is nearly always near the end: it looks there in growing
// steps before it halves.
template <class List, class BaseOffset>
std::size_t floor_of(const List& list, Offset offset, BaseOffset base_offset) {
    std::size_t low = list.size();
    std::size_t high = list.size();
    for (std::size_t step = 1; low > 0; step *= 2) {
        high = low;
        low -= std::min(step, low);
        if (base_offset(list[low]) <= offset) break;
    }
    const auto first = list.begin() + static_cast<std::ptrdiff_t>(low);
    const auto above =
        std::upper_bound(first, list.begin() + static_cast<std::ptrdiff_t>(high), offset,
                         [&](Offset o, const auto& element) { return o < base_offset(element); });
    return above == list.begin() ? 0 : static_cast<std::size_t>(above - list.begin() - 1);
}

}  // namespace

LogChunk::LogChunk(const LogChunk& other) : max_timestamp(other.max_timestamp) {
    entries.reserve(std::min(capacity, other.entries.size() * 2 + 8));
    entries.insert(entries.end(), other.entries.begin(), other.entries.end());
}

// LogSegment.append: an entry after index.interval.bytes, before the batch is counted; the time
// index takes only rising times.
void LogSegment::IndexEntries::count(const RecordBatch& batch, std::int64_t interval_bytes) {
    max_time = std::max(max_time, batch.max_timestamp);
    // Without a branch: nobody can guess when the next entry is due.
    const bool due = bytes_since > interval_bytes;
    const bool later = due && max_time > last_time;
    offsets += due ? 1 : 0;
    times += later ? 1 : 0;
    last_time = later ? max_time : last_time;
    bytes_since = (due ? 0 : bytes_since) + batch.size_in_bytes();
}

LogEntry& LogSegment::append(Ref<const RecordBatch> batch, std::int64_t index_interval_bytes,
                             WallTime now) {
    const WallTime timestamp = batch->max_timestamp;
    index_.count(*batch, index_interval_bytes);
    size_in_bytes_ += batch->size_in_bytes();
    ++batch_count_;
    last_modified_ = now;
    if (chunks_.empty()) {
        first_timestamp_ = timestamp;
        created_ = now;
    }
    if (chunks_.empty() || chunks_.back()->entries.size() == LogChunk::capacity) {
        LogChunk chunk;
        chunk.max_timestamp = timestamp;
        if (!chunks_.empty()) chunk.entries.reserve(LogChunk::capacity);  // the log is long
        chunks_.emplace_back(std::move(chunk));
    }
    LogChunk& chunk = chunks_.back().edit();
    chunk.max_timestamp = std::max(chunk.max_timestamp, timestamp);
    LogEntry& added = chunk.entries.emplace_back();
    added.base_offset = batch->base_offset;
    added.batch = std::move(batch);
    return added;
}

std::int64_t LogSegment::settle_positions(std::int64_t first) {
    for (Cow<LogChunk>& chunk : chunks_) {
        for (LogEntry& entry : chunk.edit().entries) {
            entry.position = first;
            first += entry.batch->size_in_bytes();
        }
    }
    return first;
}

void LogSegment::truncate(EntryPlace from, std::int64_t index_interval_bytes) {
    if (from == end()) return;
    std::int64_t dropped_bytes = 0;
    std::size_t dropped = 0;
    for (EntryPlace place = from; place != end(); place = next(place)) {
        dropped_bytes += at(place).batch->size_in_bytes();
        ++dropped;
    }
    chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(from.chunk + 1), chunks_.end());
    if (from.entry == 0) {
        chunks_.pop_back();
    } else {
        LogChunk& chunk = chunks_.back().edit();
        chunk.entries.erase(chunk.entries.begin() + static_cast<std::ptrdiff_t>(from.entry),
                            chunk.entries.end());
        chunk.max_timestamp = chunk.entries.front().batch->max_timestamp;
        for (const LogEntry& entry : chunk.entries) {
            chunk.max_timestamp = std::max(chunk.max_timestamp, entry.batch->max_timestamp);
        }
    }
    size_in_bytes_ -= dropped_bytes;
    batch_count_ -= dropped;
    index_ = {};
    for (EntryPlace place; place != end(); place = next(place)) {
        index_.count(*at(place).batch, index_interval_bytes);
    }
    index_.bytes_since = 0;
}

// Time is counted in message timestamps from the segment's first batch, so that replicas that catch
// up roll where the leader rolled; by the clock if the messages have none. An index entry takes 8
// bytes, a time index entry 12, and the time index counts as full one entry early (it gets its last
// one when the segment is closed).
bool LogSegment::should_roll(const RecordBatch& next_batch, const TopicConfig& config,
                             WallTime now) const {
    const std::int64_t relative = next_batch.last_offset() - base_offset_;
    if (relative > std::numeric_limits<std::int32_t>::max()) return true;
    if (empty()) return false;
    if (size_in_bytes_ > config.segment_bytes - next_batch.size_in_bytes()) return true;
    if (index_.offsets >= config.segment_index_bytes / 8) return true;
    if (index_.times >= config.segment_index_bytes / 12 - 1) return true;
    // LogConfig.maxSegmentMs: what must be compacted by some age must be in a closed segment then.
    const Duration age = config.cleanup_compact
                             ? std::min(config.segment_ms, config.max_compaction_lag)
                             : config.segment_ms;
    const Duration waited = first_timestamp_.millis() >= 0
                                ? next_batch.max_timestamp - first_timestamp_
                                : now - created_;
    return waited > age - roll_jitter_;
}

EntryPlace LogSegment::find(Offset offset) const {
    if (chunks_.empty()) return end();
    EntryPlace place;
    place.chunk = floor_of(chunks_, offset, [](const Cow<LogChunk>& chunk) {
        return chunk->entries.front().base_offset;
    });
    place.entry = floor_of(chunks_[place.chunk]->entries, offset,
                           [](const LogEntry& entry) { return entry.base_offset; });
    return at(place).batch->next_offset() > offset ? place : next(place);
}

const LogEntry* LogSegment::last_below(Offset offset) const {
    if (chunks_.empty()) return nullptr;
    const Offset last = offset - 1;
    const auto chunk = floor_of(
        chunks_, last, [](const Cow<LogChunk>& c) { return c->entries.front().base_offset; });
    const auto& entries = chunks_[chunk]->entries;
    const auto entry = floor_of(entries, last, [](const LogEntry& e) { return e.base_offset; });
    return entries[entry].base_offset < offset ? &entries[entry] : nullptr;
}

EntryPlace LogSegment::next(EntryPlace place) const {
    if (place.entry + 1 < chunks_[place.chunk]->entries.size()) {
        return {place.chunk, place.entry + 1};
    }
    return {place.chunk + 1, 0};
}

std::optional<WallTime> LogSegment::first_timestamp() const {
    if (empty()) return std::nullopt;
    return first_timestamp_;
}

WallTime LogSegment::largest_timestamp() const {
    const WallTime largest = max_timestamp();
    return largest.millis() >= 0 ? largest : last_modified_;
}

WallTime LogSegment::max_timestamp() const {
    WallTime result = WallTime::from_millis(-1);
    for (const auto& chunk : chunks_) result = std::max(result, chunk->max_timestamp);
    return result;
}

}  // namespace kscope
