// Compaction of one log: which segments the cleaner takes, and how the copies take their place.
// Rules: kafka.log.LogCleanerManager.cleanableOffsets, Cleaner.doClean, groupSegmentsBySize and
// cleanSegments, LocalLog.replaceSegments.
#include <algorithm>
#include <limits>

#include "core/base/check.h"
#include "core/border/border.h"
#include "core/config/config_keys.h"
#include "core/log/batch_filter.h"
#include "core/log/log_files.h"
#include "core/log/partition_log.h"

namespace kscope {

namespace {

std::string with_suffix(const std::string& file, std::string_view suffix) {
    return file + std::string(suffix);
}

}  // namespace

LogToClean PartitionLog::to_clean(Offset last_stable_offset, WallTime now) const {
    const TopicConfig& config = spec_->config;
    LogToClean range;
    range.first_dirty_offset = cleaner_checkpoint_.value_or(log_start_offset_);
    if (range.first_dirty_offset < log_start_offset_ ||
        range.first_dirty_offset > log_end_offset_) {
        range.first_dirty_offset = log_start_offset_;  // truncated, or deleted, behind its back
    }
    const std::size_t active = segments_.size() - 1;
    const std::size_t first_dirty = segment_of(range.first_dirty_offset);
    std::size_t uncleanable = std::min(active, segment_of(last_stable_offset));
    WallTime oldest = WallTime::from_millis(std::numeric_limits<std::int64_t>::max() / 1'000'000);
    for (std::size_t s = first_dirty; s < active; ++s) {
        const std::int64_t lag = config.min_compaction_lag.to_millis();
        const std::int64_t age = now.millis() - segments_[s]->largest_timestamp().millis();
        if (lag > 0 && age < lag) uncleanable = std::min(uncleanable, s);
        const auto first = segments_[s]->first_timestamp();
        if (first && first->millis() > 0) oldest = std::min(oldest, *first);
    }
    uncleanable = std::max(uncleanable, std::min(first_dirty, active));
    range.first_uncleanable_offset = segments_[uncleanable]->base_offset();
    for (std::size_t s = 0; s < uncleanable; ++s) {
        const LogSegment& segment = *segments_[s];
        // A segment that is dirty from its middle on counts twice, as in Kafka.
        const bool clean = segment.base_offset() < range.first_dirty_offset;
        if (clean) range.clean_bytes += segment.size_in_bytes();
        if (s >= first_dirty) range.cleanable_bytes += segment.size_in_bytes();
    }
    range.overdue = now.millis() - oldest.millis() > config.max_compaction_lag.to_millis();
    return range;
}

void PartitionLog::clean(const LogToClean& range, const Now& now, Output& out) {
    const Offset end = range.first_uncleanable_offset;
    BatchFilter filter(producers_.producers(), now.wall, spec_->config.delete_retention,
                       spec_->keep_latest, spec_->codecs);
    // Cleaner.doClean, of the segments that were cleaned before; v2 has KIP-534 instead, since 3.1:
    // the versions here without it are those that have the earlier formats.
    WallTime tombstones_until;
    for (const auto& segment : segments_) {
        if (segment->base_offset() >= range.first_dirty_offset) break;
        tombstones_until = WallTime::from_millis(segment->last_modified().millis() -
                                                 spec_->config.delete_retention.to_millis());
    }
    filter.set_legacy_horizon(tombstones_until, spec_->oldest_format != MessageFormat::v2);
    if (spec_->keyless_in_compacted == KeylessInCompacted::accepted) filter.keep_keyless();
    const std::size_t last = segment_of(end);
    KSCOPE_CHECK(segments_[last]->base_offset() == end,
                 "the uncleanable part begins with a segment");
    KSCOPE_CHECK(last > 0, "there is nothing to clean");
    LogCleaned note{spec_->broker, spec_->tp, range.first_dirty_offset, end};
    for (std::size_t s = 0; s < last; ++s) note.bytes_before += segments_[s]->size_in_bytes();
    for (std::size_t s = segment_of(range.first_dirty_offset); s < last; ++s) {
        for (EntryPlace at; at != segments_[s]->end(); at = segments_[s]->next(at)) {
            filter.add_dirty(*segments_[s]->at(at).batch, range.first_dirty_offset);
        }
    }
    std::vector<CleanedGroup> groups;
    for (std::size_t first = 0; first < last;) {
        const std::size_t group_end = std::min(end_of_group(first, end), last);
        groups.push_back(clean_group(first, group_end, filter, out));
        note.bytes_after += groups.back().segment.size_in_bytes();
        first = group_end;
    }
    note.segments_before = static_cast<std::int32_t>(last);
    note.segments_after = static_cast<std::int32_t>(groups.size());
    note.records_before = filter.stats().records_before;
    note.records_after = filter.stats().records_after;
    note.tombstones_removed = filter.stats().tombstones_removed;
    give_up_sums_below(end);
    swap_in(std::move(groups), now, out);
    cleaner_checkpoint_ = end;
    if (!out.wants<LogCleaned>()) return;
    out.note(note).rule = Rule{"of each key only the latest record stays below the active segment",
                               "cleanup.policy", config_text(spec_->config, "cleanup.policy"), ""};
}

// Small segments are put together, as long as the whole could be one segment.
std::size_t PartitionLog::end_of_group(std::size_t first, Offset uncleanable) const {
    std::int64_t bytes = segments_[first]->size_in_bytes();
    std::int64_t index_bytes = segments_[first]->offset_index_bytes();
    std::int64_t time_index_bytes = segments_[first]->time_index_bytes();
    const std::int64_t index_bytes_max = spec_->config.segment_index_bytes;
    std::size_t end = first + 1;
    for (; segments_[end]->base_offset() < uncleanable; ++end) {
        const LogSegment& next = *segments_[end];
        bytes += next.size_in_bytes();
        index_bytes += next.offset_index_bytes();
        time_index_bytes += next.time_index_bytes();
        const std::int64_t relative =
            segments_[end + 1]->base_offset() - 1 - segments_[first]->base_offset();
        if (bytes > spec_->config.segment_bytes) break;
        if (index_bytes > index_bytes_max || time_index_bytes > index_bytes_max) break;
        if (next.size_in_bytes() > 0 && relative > std::numeric_limits<std::int32_t>::max()) break;
    }
    return end;
}

PartitionLog::CleanedGroup PartitionLog::clean_group(std::size_t first, std::size_t last,
                                                     BatchFilter& filter, Output& out) {
    const std::string file = segments_[first]->file();
    const std::string cleaned = with_suffix(file, cleaned_suffix);
    const Offset base_offset = segments_[first]->base_offset();
    std::vector<Ref<const RecordBatch>> kept;
    for (std::size_t s = first; s < last; ++s) {
        filter.enter_segment(segments_[s]->last_modified());
        for (EntryPlace at; at != segments_[s]->end(); at = segments_[s]->next(at)) {
            if (auto batch = filter.filter(segments_[s]->at(at).batch)) {
                kept.push_back(std::move(batch));
            }
        }
    }
    LogSegment segment(file, base_offset, kept.empty() ? 1 : 0);
    if (kept.empty()) out.effects.emplace_back(DiskWrite{cleaned, Bytes()});
    for (Ref<const RecordBatch>& batch : kept) {
        out.effects.emplace_back(DiskWrite{cleaned, batch});
        segment
            .append(std::move(batch), spec_->config.index_interval_bytes,
                    segments_[last - 1]->last_modified())
            .prefix = origin_sum_;
    }
    out.effects.emplace_back(DiskFlush{cleaned, next_token()});
    return {std::move(segment), first, last};
}

void PartitionLog::swap_in(std::vector<CleanedGroup> groups, const Now& now, Output& out) {
    std::int64_t position = next_position_;
    for (std::size_t s = groups.back().last; s < segments_.size(); ++s) {
        position -= segments_[s]->size_in_bytes();
    }
    for (const CleanedGroup& group : groups) position -= group.segment.size_in_bytes();
    first_position_ = position;
    std::vector<Cow<LogSegment>> result;
    for (CleanedGroup& group : groups) {
        const std::string& file = group.segment.file();
        const std::string swap = with_suffix(file, swap_suffix);
        out.effects.emplace_back(DiskRename{with_suffix(file, cleaned_suffix), swap});
        for (std::size_t s = group.first; s < group.last; ++s) {
            delete_later(segments_[s]->file(), now.monotonic, out);
        }
        out.effects.emplace_back(DiskRename{swap, file});
        position = group.segment.settle_positions(position);
        result.emplace_back(std::move(group.segment));
    }
    result.insert(result.end(), segments_.begin() + static_cast<std::ptrdiff_t>(groups.back().last),
                  segments_.end());
    segments_ = std::move(result);
}

}  // namespace kscope
