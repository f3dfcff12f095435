// Retention: which whole segments at a log's front are given up, and how they go. Rules: Kafka's
// UnifiedLog.deleteOldSegments and deletableSegments, LocalLog.deleteSegmentFiles.
#include <algorithm>

#include "core/base/check.h"
#include "core/border/border.h"
#include "core/log/log_files.h"
#include "core/log/partition_log.h"

namespace kscope {

namespace {

using Segments = std::vector<Cow<LogSegment>>;

// From the oldest on while `goes(segment, next base offset)` says so; never at or above the high
// watermark, and not an empty active segment.
template <class Goes>
std::size_t deletable(const Segments& segments, Offset log_end, Offset high_watermark, Goes goes) {
    std::size_t count = 0;
    for (; count < segments.size(); ++count) {
        const bool last = count + 1 == segments.size();
        const Offset upper_bound = last ? log_end : segments[count + 1]->base_offset();
        if (high_watermark < upper_bound || (last && segments[count]->empty())) break;
        if (!goes(*segments[count], last ? no_offset : upper_bound)) break;
    }
    return count;
}

std::string millis_text(Duration duration) { return std::to_string(duration.to_millis()); }

Rule rule_of(DeletionReason reason, const TopicConfig& config) {
    switch (reason) {
        case DeletionReason::below_log_start:
            return {"a segment goes when all of it lies below the log's start", "", "", ""};
        case DeletionReason::retention_size:
            return {"the oldest segments go while the partition keeps its size without them",
                    "retention.bytes", std::to_string(config.retention_bytes), ""};
        case DeletionReason::retention_time: break;
    }
    return {"a segment goes when its newest record is older than the limit", "retention.ms",
            millis_text(config.retention), ""};
}

}  // namespace

SegmentDeletion PartitionLog::old_segments(Offset high_watermark, WallTime now) const {
    const TopicConfig& config = spec_->config;
    const auto count = [&](auto goes) {
        return deletable(segments_, log_end_offset_, high_watermark, goes);
    };
    const std::size_t below_start = count([&](const LogSegment&, Offset next) {
        return next != no_offset && next <= log_start_offset_;
    });
    if (below_start > 0) return {DeletionReason::below_log_start, below_start};
    if (!config.cleanup_delete) return {};
    if (config.retention_bytes >= 0 && size_in_bytes() >= config.retention_bytes) {
        std::int64_t excess = size_in_bytes() - config.retention_bytes;
        const std::size_t too_much = count([&](const LogSegment& segment, Offset) {
            if (excess < segment.size_in_bytes()) return false;
            excess -= segment.size_in_bytes();
            return true;
        });
        if (too_much > 0) return {DeletionReason::retention_size, too_much};
    }
    if (config.retention < Duration()) return {};
    return {DeletionReason::retention_time, count([&](const LogSegment& segment, Offset) {
                return now.millis() - segment.largest_timestamp().millis() >
                       config.retention.to_millis();
            })};
}

bool PartitionLog::delete_old_segments(Offset high_watermark, const Now& now, Output& out) {
    bool any = false;
    for (;;) {
        const SegmentDeletion deletion = old_segments(high_watermark, now.wall);
        if (deletion.segments == 0) return any;
        delete_segments(deletion, now, out);
        any = true;
    }
}

// There is always a segment: if all go, a new one comes first.
void PartitionLog::delete_segments(const SegmentDeletion& deletion, const Now& now, Output& out) {
    note_deletion(deletion, out);
    if (deletion.segments == segments_.size()) {
        // The file says where the log starts, even while it is empty.
        roll(log_end_offset_, 1, out);
        out.effects.emplace_back(DiskWrite{segments_.back()->file(), Bytes()});
    }
    const Offset start = segments_[deletion.segments]->base_offset();
    maybe_increment_log_start_offset(start, out);
    give_up_sums_below(start);
    for (std::size_t i = 0; i < deletion.segments; ++i) {
        first_position_ += segments_[i]->size_in_bytes();
        delete_later(segments_[i]->file(), now.monotonic, out);
    }
    segments_.erase(segments_.begin(),
                    segments_.begin() + static_cast<std::ptrdiff_t>(deletion.segments));
    producers_.forget_snapshots_below(start);
}

void PartitionLog::give_up_sums_below(Offset offset) {
    if (offset <= sums_from_) return;
    const auto sum = prefix_digest_at(offset);
    KSCOPE_CHECK(sum.has_value(), "a segment begins where a batch begins");
    origin_sum_ = *sum;
    sums_from_ = offset;
    prefix_origin_ = std::max(prefix_origin_, offset);
}

void PartitionLog::note_deletion(const SegmentDeletion& deletion, Output& out) const {
    if (!out.wants<SegmentsDeleted>()) return;
    const auto count = deletion.segments;
    const bool all = count == segments_.size();
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < count; ++i) bytes += segments_[i]->size_in_bytes();
    Note& note =
        out.note(SegmentsDeleted{spec_->broker, spec_->tp, static_cast<std::int32_t>(count),
                                 segments_.front()->base_offset(),
                                 all ? log_end_offset_ : segments_[count]->base_offset(), bytes});
    note.rule = rule_of(deletion.reason, spec_->config);
}

void PartitionLog::delete_later(const std::string& file, Instant now, Output& out) {
    const std::string given_up = file + std::string(deleted_suffix);
    out.effects.emplace_back(DiskRename{file, given_up});
    deletions_.push_back({now + spec_->config.file_delete_delay, given_up});
}

void PartitionLog::delete_due_files(Instant now, Output& out) {
    std::erase_if(deletions_, [&](const PendingDeletion& pending) {
        if (pending.due > now) return false;
        out.effects.emplace_back(DiskDelete{pending.file});
        return true;
    });
}

}  // namespace kscope
