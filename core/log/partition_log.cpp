#include "core/log/partition_log.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/border/border.h"
#include "core/log/checkpoint_file.h"
#include "core/log/log_files.h"
#include "core/log/message_conversion.h"
#include "core/log/prefix_sum.h"

namespace kscope {

namespace {

constexpr std::int64_t no_timestamp = -1;  // RecordBatch.NO_TIMESTAMP

// What max.message.bytes bounds: a batch, or a message of its own.
std::int32_t largest_part(const RecordBatch& batch) {
    const RecordSet& set = *batch.record_set;
    if (set.header_bytes() > 0) return batch.size_in_bytes();
    std::int32_t largest = 0;
    for (const Record& record : set.records) {
        largest = std::max(largest, record_size(set.format, record, batch.base_timestamp, 0));
    }
    return largest;
}

}  // namespace

PartitionLog::PartitionLog(Ref<const LogSpec> spec) : spec_(std::move(spec)) {
    start_segment(Offset(0), 0);
}

void PartitionLog::start_segment(Offset base_offset, std::size_t marker_extents) {
    LogSegment segment(log_file_name(spec_->tp, base_offset), base_offset, marker_extents);
    segment.set_roll_jitter(roll_jitter(base_offset));
    segments_.emplace_back(std::move(segment));
}

// LogConfig.randomSegmentJitter.
Duration PartitionLog::roll_jitter(Offset base_offset) const {
    const Duration most = std::min(spec_->config.segment_jitter, spec_->config.segment_ms);
    if (most < Duration::millis(1)) return {};
    Rng rng = spec_->rng.fork(std::to_string(base_offset.value()));
    return Duration::millis(rng.between(0, most.to_millis() - 1));
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

// UnifiedLog.analyzeAndValidateRecords.
ErrorCode PartitionLog::validate(const RecordBatch& batch, AppendOrigin origin,
                                 WallTime now) const {
    if (origin == AppendOrigin::client &&
        (batch.base_offset != Offset(0) || !batch.is_whole() || batch.records().empty())) {
        return ErrorCode::invalid_record;
    }
    if (largest_part(batch) > spec_->config.max_message_bytes) return ErrorCode::message_too_large;
    return validate_records(batch, now);
}

// As they are to be written.
ErrorCode PartitionLog::validate_sizes(std::span<const Ref<const RecordBatch>> batches) const {
    std::int64_t size = 0;
    for (const Ref<const RecordBatch>& batch : batches) {
        if (batch->size_in_bytes() > spec_->config.max_message_bytes) {
            return ErrorCode::message_too_large;
        }
        size += batch->size_in_bytes();
    }
    return size > spec_->config.segment_bytes ? ErrorCode::record_list_too_large : ErrorCode::none;
}

// LogValidator.validateRecord: a compacted topic has no use for a record without a key, and a
// topic may refuse timestamps that are far from the broker's clock.
ErrorCode PartitionLog::validate_records(const RecordBatch& batch, WallTime now) const {
    const TopicConfig& config = spec_->config;
    const Duration before = config.timestamp_before_max();
    const Duration after = config.timestamp_after_max();
    const bool bounded =
        !config.log_append_time && (before < Duration::forever() || after < Duration::forever());
    const bool needs_key =
        config.cleanup_compact && spec_->keyless_in_compacted != KeylessInCompacted::accepted;
    if (!bounded && !needs_key) return ErrorCode::none;
    bool no_key = false;
    for (const Record& record : batch.records()) {
        if (needs_key && !record.key) {
            no_key = true;
        } else if (bounded && record.timestamp.millis() != no_timestamp) {
            const std::int64_t ahead = record.timestamp.millis() - now.millis();
            if (ahead > after.to_millis() || -ahead > before.to_millis()) {
                return ErrorCode::invalid_timestamp;
            }
        }
    }
    if (!no_key) return ErrorCode::none;
    return spec_->keyless_in_compacted == KeylessInCompacted::corrupt_message
               ? ErrorCode::corrupt_message
               : ErrorCode::invalid_record;
}

// All refusals come before the first change. (Kafka may roll a segment for a batch that it then
// finds to be a duplicate.)
LogAppend PartitionLog::append_as_leader(const RecordBatch& batch, LeaderEpoch epoch,
                                         AppendOrigin origin, const Now& now, Output& out) {
    if (const ErrorCode error = validate(batch, origin, now.wall); error != ErrorCode::none) {
        return {error};
    }
    const auto verdict =
        spec_->check_sequences ? producers_.check(batch, origin) : ProducerStateManager::Verdict{};
    if (verdict.error != ErrorCode::none) return {verdict.error};
    if (verdict.duplicate != nullptr) {
        return {ErrorCode::none, verdict.duplicate->first_offset(), verdict.duplicate->last_offset,
                true};
    }
    const StoredForm form = stored_form(batch, epoch, now.wall);
    const Offset base_offset = log_end_offset_;
    if (form.format == MessageFormat::v2) {
        Ref<const RecordBatch> one = as_record_batch(batch, form);
        if (const ErrorCode error = validate_sizes({&one, 1}); error != ErrorCode::none) {
            return {error};
        }
        append(std::move(one), now.wall, out);
    } else {
        StoredBatches stored = in_stored_form(batch, form);
        if (stored.error != ErrorCode::none) return {stored.error};
        if (const ErrorCode error = validate_sizes(stored.batches); error != ErrorCode::none) {
            return {error};
        }
        for (Ref<const RecordBatch>& each : stored.batches) append(std::move(each), now.wall, out);
    }
    return {ErrorCode::none, base_offset, base_offset + batch.record_set->last_offset_delta, false};
}

StoredForm PartitionLog::stored_form(const RecordBatch& batch, LeaderEpoch epoch,
                                     WallTime now) const {
    const TopicConfig& config = spec_->config;
    StoredForm form;
    form.format = spec_->format();
    form.compression = config.compression_type ? config.compression(*config.compression_type)
                                               : default_compression(batch.record_set->compression);
    if (config.log_append_time) form.log_append_time = WallTime::from_millis(now.millis());
    form.base_offset = log_end_offset_;
    form.leader_epoch = epoch;
    form.codecs = spec_->codecs;
    return form;
}

ErrorCode PartitionLog::append_as_follower(const Ref<const RecordBatch>& batch, const Now& now,
                                           Output& out) {
    if (batch->base_offset < log_end_offset_) return ErrorCode::offset_out_of_range;
    if (batch->stored_epoch() < no_leader_epoch) return ErrorCode::corrupt_message;
    append(batch, now.wall, out);
    return ErrorCode::none;
}

// A message without an epoch ends what was known of epochs: its followers truncate to their high
// watermarks (UnifiedLog.append).
void PartitionLog::append(Ref<const RecordBatch> batch, WallTime now, Output& out) {
    const bool changed = batch->stored_epoch() == no_leader_epoch
                             ? epochs_.clear()
                             : assign_epoch(batch->stored_epoch(), batch->base_offset);
    if (changed) write_epoch_checkpoint(out);
    if (segments_.back()->should_roll(*batch, spec_->config, now)) {
        roll(batch->base_offset, 0, out);
        last_flush_ = now;
    }
    out.effects.emplace_back(DiskWrite{segments_.back()->file(), batch});
    producers_.update(*batch);
    add_entry(std::move(batch), now);
    if (!last_flush_) last_flush_ = now;
    // LocalLog.unflushedMessages: whoever appends waits for the disk.
    if (log_end_offset_ - unflushed_from() >= spec_->config.flush_messages) {
        flush(Waits::yes, out);
        last_flush_ = now;
    }
}

void PartitionLog::add_entry(Ref<const RecordBatch> batch, WallTime now) {
    // A cleaner was here, this broker's or the one of the leader that the batch comes from.
    const bool thinned = !batch->is_whole();
    if (batch->base_offset > log_end_offset_) prefix_origin_ = batch->base_offset;
    const Hash128 prefix = plus(prefix_, digest_of(*batch));
    const std::int32_t size = batch->size_in_bytes();
    log_end_offset_ = batch->next_offset();
    LogEntry& entry =
        segments_.back().edit().append(std::move(batch), spec_->config.index_interval_bytes, now);
    entry.position = next_position_;
    entry.prefix.high = prefix_.high = prefix.high;
    entry.prefix.low = prefix_.low = prefix.low;
    next_position_ += size;
    if (thinned) prefix_origin_ = log_end_offset_;
}

void PartitionLog::roll(Offset base_offset, std::size_t marker_extents, Output& out) {
    flush(out);
    // An empty active segment, which the next batch's offset does not fit, is nothing to keep.
    if (segments_.back()->empty()) {
        out.effects.emplace_back(DiskDelete{segments_.back()->file()});
        segments_.pop_back();
    }
    start_segment(base_offset, marker_extents);
    producers_.take_snapshot(base_offset);
    if (out.wants<SegmentRolled>()) out.note(SegmentRolled{spec_->broker, spec_->tp, base_offset});
}

void PartitionLog::assign_epoch_start(LeaderEpoch epoch, Offset start_offset, Output& out) {
    if (spec_->format() != MessageFormat::v2) return;  // UnifiedLog: then it has no epoch cache
    if (assign_epoch(epoch, start_offset)) write_epoch_checkpoint(out);
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
        active.truncate(from, spec_->config.index_interval_bytes);
        out.effects.emplace_back(DiskTruncate{active.file(), active.extents()});
    }
    log_end_offset_ = offset;
    log_start_offset_ = std::min(log_start_offset_, offset);
    recovery_point_ = std::min(recovery_point_, offset);
    if (cleaner_checkpoint_) cleaner_checkpoint_ = std::min(*cleaner_checkpoint_, offset);
    for (PendingFlush& flush : flushes_) flush.end = std::min(flush.end, offset);
    const LogEntry* last = entry_below(offset);
    prefix_origin_ = std::min(prefix_origin_, offset);
    sums_from_ = std::min(sums_from_, offset);
    prefix_ = last == nullptr || last->base_offset < sums_from_ ? origin_sum_ : last->prefix;
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
    log_start_offset_ = log_end_offset_ = recovery_point_ = offset;
    prefix_origin_ = sums_from_ = offset;
    prefix_ = origin_sum_ = Hash128{};
    first_position_ = next_position_;
    flushes_.clear();
    cleaner_checkpoint_.reset();
    producers_.clear();
    if (epochs_.clear()) write_epoch_checkpoint(out);
}

bool PartitionLog::maybe_increment_log_start_offset(Offset offset, Output& out) {
    offset = std::min(offset, log_end_offset_);
    if (offset <= log_start_offset_) return false;
    log_start_offset_ = offset;
    recovery_point_ = std::max(recovery_point_, offset);
    if (epochs_.truncate_from_start(offset)) write_epoch_checkpoint(out);
    return true;
}

void PartitionLog::delete_all(Output& out) {
    for (const auto& segment : segments_) out.effects.emplace_back(DiskDelete{segment->file()});
    for (const PendingDeletion& pending : deletions_) {
        out.effects.emplace_back(DiskDelete{pending.file});
    }
    out.effects.emplace_back(DiskDelete{epoch_checkpoint_name(spec_->tp)});
    *this = PartitionLog(spec_);
}

void PartitionLog::rebuild_producer_state() {
    const Offset from = producers_.truncate_and_reload(log_start_offset_, log_end_offset_);
    for_each_batch(from, [this](const RecordBatch& batch) { producers_.update(batch); });
}

void PartitionLog::set_config(const TopicConfig& config) {
    if (config == spec_->config && spec_->config_known) return;
    auto changed = make_ref<LogSpec>(*spec_);
    changed->config = config;
    changed->config_known = true;
    spec_ = std::move(changed);
}

void PartitionLog::set_producer_id_expiration(Duration expiration) {
    auto changed = make_ref<LogSpec>(*spec_);
    changed->producer_id_expiration = expiration;
    spec_ = std::move(changed);
}

void PartitionLog::remove_expired_producers(WallTime now) {
    producers_.remove_expired(now, spec_->producer_id_expiration);
}

// ---- durability

std::uint64_t PartitionLog::next_token() {
    return std::uint64_t{spec_->log_id} << 32 | ++flush_count_;
}

bool PartitionLog::flush_is_due(WallTime now) const {
    return last_flush_ && unflushed_from() < log_end_offset_ &&
           now - *last_flush_ >= spec_->config.flush_interval;
}

void PartitionLog::flush_on_schedule(WallTime now, Output& out) {
    flush(Waits::no, out);
    last_flush_ = now;
}

void PartitionLog::flush(Output& out) { flush(Waits::no, out); }

void PartitionLog::flush(Waits waits, Output& out) {
    const Offset from = unflushed_from();
    if (from >= log_end_offset_) return;
    for (std::size_t s = segment_of(from); s < segments_.size(); ++s) {
        const bool active = s + 1 == segments_.size();
        const Offset end = active ? log_end_offset_ : segments_[s + 1]->base_offset();
        const std::uint64_t token = next_token();
        flushes_.push_back({token, end, false});
        out.effects.emplace_back(DiskFlush{segments_[s]->file(), token, waits == Waits::yes});
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
    d.add(deletions_.size());
    digest_into(d, cleaner_checkpoint_);
    producers_.digest(d);
}

void PartitionLog::check_invariants() const {
    KSCOPE_CHECK(!segments_.empty());
    KSCOPE_CHECK(log_start_offset_ <= log_end_offset_);
    KSCOPE_CHECK(recovery_point_ <= log_end_offset_);
    KSCOPE_CHECK(sums_from_ <= prefix_origin_ && prefix_origin_ <= log_end_offset_);
    KSCOPE_CHECK(segments_.front()->base_offset() <= log_start_offset_);
    KSCOPE_CHECK(segments_.back()->empty() ||
                 segments_.back()->last().batch->next_offset() <= log_end_offset_);
    epochs_.check_invariants();
}

}  // namespace kscope
