#include "core/log/partition_log.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/border/border.h"
#include "core/log/checkpoint_file.h"
#include "core/log/log_files.h"
#include "core/log/record_compression.h"

namespace kscope {

PartitionLog::PartitionLog(Ref<const LogSpec> spec) : spec_(std::move(spec)) {
    prefix_ = origin_prefix();
    start_segment(Offset(0), 0);
}

void PartitionLog::start_segment(Offset base_offset, std::size_t marker_extents) {
    segments_.emplace_back(
        LogSegment(log_file_name(spec_->tp, base_offset), base_offset, marker_extents));
}

std::size_t PartitionLog::segment_of(Offset offset) const {
    std::size_t at = segments_.size() - 1;  // nearly always the active one
    if (offset >= segments_[at]->base_offset()) return at;
    const auto above =
        std::upper_bound(segments_.begin(), segments_.end(), offset,
                         [](Offset o, const Cow<LogSegment>& s) { return o < s->base_offset(); });
    return above == segments_.begin() ? 0 : static_cast<std::size_t>(above - segments_.begin() - 1);
}

// ---- append

// UnifiedLog.analyzeAndValidateRecords, then the size against the segment.
ErrorCode PartitionLog::validate(const RecordBatch& batch, AppendOrigin origin) const {
    if (origin == AppendOrigin::client && batch.base_offset != Offset(0)) {
        return ErrorCode::invalid_record;
    }
    return validate_size(batch);
}

ErrorCode PartitionLog::validate_size(const RecordBatch& batch) const {
    if (batch.size_in_bytes() > spec_->config.max_message_bytes) {
        return ErrorCode::message_too_large;
    }
    if (batch.size_in_bytes() > spec_->config.segment_bytes) {
        return ErrorCode::record_list_too_large;
    }
    return ErrorCode::none;
}

// All refusals come before the first change. (Kafka may roll a segment for a batch that it then
// finds to be a duplicate.)
LogAppend PartitionLog::append_as_leader(const RecordBatch& batch, LeaderEpoch epoch,
                                         AppendOrigin origin, const Now& now, Output& out) {
    if (const ErrorCode error = validate(batch, origin); error != ErrorCode::none) return {error};
    const auto verdict =
        spec_->check_sequences ? producers_.check(batch, origin) : ProducerStateManager::Verdict{};
    if (verdict.error != ErrorCode::none) return {verdict.error};
    if (verdict.duplicate != nullptr) {
        return {ErrorCode::none, verdict.duplicate->first_offset(), verdict.duplicate->last_offset,
                true};
    }
    auto stamped = make_ref<RecordBatch>(batch);
    if (const auto& type = spec_->config.compression_type) {
        stamped->record_set = compressed(batch.record_set, batch.base_timestamp,
                                         spec_->config.compression(*type), spec_->codecs);
        if (const ErrorCode error = validate_size(*stamped); error != ErrorCode::none) {
            return {error};
        }
    }
    stamped->base_offset = log_end_offset_;
    stamped->partition_leader_epoch = epoch;
    if (spec_->config.log_append_time) {
        stamped->timestamp_type = TimestampType::log_append_time;
        stamped->max_timestamp = WallTime::from_millis(now.wall.millis());
    }
    const LogAppend result{ErrorCode::none, stamped->base_offset, stamped->last_offset(), false};
    append(std::move(stamped), out);
    return result;
}

ErrorCode PartitionLog::append_as_follower(const Ref<const RecordBatch>& batch, const Now&,
                                           Output& out) {
    if (batch->base_offset < log_end_offset_) return ErrorCode::offset_out_of_range;
    if (batch->partition_leader_epoch < epochs_.latest_epoch()) return ErrorCode::corrupt_message;
    append(batch, out);
    return ErrorCode::none;
}

void PartitionLog::append(Ref<const RecordBatch> batch, Output& out) {
    if (epochs_.assign(batch->partition_leader_epoch, batch->base_offset)) {
        write_epoch_checkpoint(out);
    }
    if (segments_.back()->should_roll(*batch, batch->last_offset(), spec_->config.segment_bytes,
                                      spec_->config.segment_ms)) {
        roll(batch->base_offset, out);
    }
    out.effects.emplace_back(DiskWrite{segments_.back()->file(), batch});
    producers_.update(*batch);
    add_entry(std::move(batch));
}

void PartitionLog::add_entry(Ref<const RecordBatch> batch) {
    Digest digest;
    digest.add(prefix_.high);
    digest.add(prefix_.low);
    digest_into(digest, batch->base_offset);
    digest_into(digest, batch->partition_leader_epoch);
    digest_into(digest, batch->record_set->digest);
    prefix_ = digest.value();
    const Offset base_offset = batch->base_offset;
    const std::int64_t position = next_position_;
    log_end_offset_ = batch->next_offset();
    next_position_ += batch->size_in_bytes();
    segments_.back().edit().append({std::move(batch), base_offset, position, prefix_});
}

void PartitionLog::roll(Offset base_offset, Output& out) {
    flush(out);
    start_segment(base_offset, 0);
    producers_.take_snapshot(base_offset);
    if (out.wants<SegmentRolled>()) out.note(SegmentRolled{spec_->broker, spec_->tp, base_offset});
}

void PartitionLog::assign_epoch_start(LeaderEpoch epoch, Offset start_offset, Output& out) {
    if (epochs_.assign(epoch, start_offset)) write_epoch_checkpoint(out);
}

void PartitionLog::write_epoch_checkpoint(Output& out) {
    write_checkpoint_file(epoch_checkpoint_name(spec_->tp), epochs_.to_checkpoint(), next_token(),
                          out);
}

// ---- truncate, start, delete

bool PartitionLog::truncate_to(Offset offset, Output& out) {
    KSCOPE_CHECK(offset >= Offset(0));
    if (offset >= log_end_offset_) {
        if (epochs_.truncate_from_end(log_end_offset_)) write_epoch_checkpoint(out);
        return false;
    }
    if (offset < segments_.front()->base_offset()) {
        truncate_fully_and_start_at(offset, out);
        return true;
    }
    while (segments_.back()->base_offset() > offset) {
        out.effects.emplace_back(DiskDelete{segments_.back()->file()});
        segments_.pop_back();
    }
    const EntryPlace from = segments_.back()->find(offset);
    if (from != segments_.back()->end()) {
        LogSegment& active = segments_.back().edit();
        active.truncate(from);
        out.effects.emplace_back(DiskTruncate{active.file(), active.extents()});
    }
    log_end_offset_ = offset;
    log_start_offset_ = std::min(log_start_offset_, offset);
    recovery_point_ = std::min(recovery_point_, offset);
    for (PendingFlush& flush : flushes_) flush.end = std::min(flush.end, offset);
    const LogEntry* last = entry_below(offset);
    prefix_ = last == nullptr ? origin_prefix() : last->prefix;
    next_position_ =
        last == nullptr ? first_position_ : last->position + last->batch->size_in_bytes();
    if (epochs_.truncate_from_end(offset)) write_epoch_checkpoint(out);
    rebuild_producer_state();
    return true;
}

void PartitionLog::truncate_fully_and_start_at(Offset offset, Output& out) {
    for (const auto& segment : segments_) out.effects.emplace_back(DiskDelete{segment->file()});
    segments_.clear();
    // The file says where the log starts, even while it is empty.
    start_segment(offset, offset == Offset(0) ? 0 : 1);
    if (offset != Offset(0)) {
        out.effects.emplace_back(DiskWrite{segments_.back()->file(), Bytes()});
    }
    log_start_offset_ = log_end_offset_ = recovery_point_ = prefix_origin_ = offset;
    prefix_ = origin_prefix();
    first_position_ = next_position_;
    flushes_.clear();
    producers_.clear();
    if (epochs_.clear()) write_epoch_checkpoint(out);
}

void PartitionLog::maybe_increment_log_start_offset(Offset offset) {
    log_start_offset_ = std::max(log_start_offset_, std::min(offset, log_end_offset_));
}

void PartitionLog::delete_all(Output& out) {
    for (const auto& segment : segments_) out.effects.emplace_back(DiskDelete{segment->file()});
    out.effects.emplace_back(DiskDelete{epoch_checkpoint_name(spec_->tp)});
    *this = PartitionLog(spec_);
}

void PartitionLog::rebuild_producer_state() {
    const Offset from = producers_.restore_at_or_before(log_end_offset_);
    for_each_batch(from, [this](const RecordBatch& batch) { producers_.update(batch); });
}

void PartitionLog::set_config(const TopicConfig& config) {
    if (config == spec_->config) return;
    auto changed = make_ref<LogSpec>(*spec_);
    changed->config = config;
    spec_ = std::move(changed);
}

void PartitionLog::remove_expired_producers(WallTime now) {
    producers_.remove_expired(now, spec_->producer_id_expiration);
}

// ---- durability

std::uint64_t PartitionLog::next_token() {
    return std::uint64_t{spec_->log_id} << 32 | ++flush_count_;
}

void PartitionLog::flush(Output& out) {
    Offset from = flushes_.empty() ? recovery_point_ : flushes_.back().end;
    if (from >= log_end_offset_) return;
    for (std::size_t s = segment_of(from); s < segments_.size(); ++s) {
        const bool active = s + 1 == segments_.size();
        const Offset end = active ? log_end_offset_ : segments_[s + 1]->base_offset();
        const std::uint64_t token = next_token();
        flushes_.push_back({token, end, false});
        out.effects.emplace_back(DiskFlush{segments_[s]->file(), token});
    }
}

// Files are flushed independently; the recovery point is the end of what is durable without a gap.
void PartitionLog::on_flushed(std::uint64_t token) {
    for (PendingFlush& flush : flushes_) flush.done = flush.done || flush.token == token;
    std::size_t done = 0;
    while (done < flushes_.size() && flushes_[done].done) {
        recovery_point_ = std::max(recovery_point_, flushes_[done++].end);
    }
    flushes_.erase(flushes_.begin(), flushes_.begin() + static_cast<std::ptrdiff_t>(done));
}

// ---- state

void PartitionLog::digest(Digest& d) const {
    digest_into(d, log_start_offset_);
    digest_into(d, log_end_offset_);
    digest_into(d, recovery_point_);
    digest_into(d, prefix_);
    digest_into(d, epochs_.entries());
    d.add(segments_.size());
    d.add(flushes_.size());
    d.add(flush_count_);
    producers_.digest(d);
}

void PartitionLog::check_invariants() const {
    KSCOPE_CHECK(!segments_.empty());
    KSCOPE_CHECK(log_start_offset_ <= log_end_offset_);
    KSCOPE_CHECK(recovery_point_ <= log_end_offset_);
    KSCOPE_CHECK(segments_.back()->empty() ||
                 segments_.back()->last().batch->next_offset() <= log_end_offset_);
    epochs_.check_invariants();
}

}  // namespace kscope
