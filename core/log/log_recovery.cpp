#include "core/log/log_recovery.h"

#include <algorithm>
#include <limits>

#include "core/base/check.h"
#include "core/border/border.h"
#include "core/log/batch_codec.h"
#include "core/log/checkpoint_file.h"
#include "core/log/log_files.h"
#include "core/log/segment_extents.h"

namespace kscope {

// The loader; a friend of PartitionLog, because loading is not appending: it writes nothing.
class LogRecovery {
public:
    LogRecovery(Ref<const LogSpec> spec, const RecoveryInput& input, Output& out)
        : log_(std::move(spec)), input_(input), out_(out) {
        log_.segments_.clear();
    }

    PartitionLog run(std::span<const StoredFile> files) {
        for (const StoredFile& file : files) {
            if (is_left_over(file.name)) out_.effects.emplace_back(DiskDelete{file.name});
            if (const auto base = base_offset_of(file.name)) load_segment(file, *base);
        }
        if (log_.segments_.empty()) log_.start_segment(Offset(0), 0);
        settle_start();
        settle_epochs(files);
        log_.recovery_point_ = input_.clean_shutdown && !damaged_
                                   ? log_.log_end_offset_
                                   : std::min(input_.recovery_point, log_.log_end_offset_);
        log_.recovery_point_ = std::max(log_.recovery_point_, log_.log_start_offset_);
        log_.cleaner_checkpoint_ = input_.cleaned;
        note();
        return std::move(log_);
    }

private:
    void load_segment(const StoredFile& file, Offset base_offset) {
        const bool first = log_.segments_.empty();
        if (damaged_ || (!first && base_offset < log_.log_end_offset_)) {
            if (!damaged_) damaged_at_ = file.name + ", byte 0";
            damaged_ = true;
            for (const Extent& extent : batch_extents(file.extents, log_.spec_->codecs))
                remember_found(extent);
            out_.effects.emplace_back(DiskDelete{file.name});
            return;
        }
        const bool marker = !file.extents.empty() && is_marker(file.extents.front());
        log_.start_segment(base_offset, marker ? 1 : 0);
        if (first) log_.sums_from_ = log_.log_start_offset_ = base_offset;
        // What is not there was cleaned away, or lost with the power when the file before had no
        // fsync yet: LogLoader.recoverLog looks for no gap between segments.
        if (first || base_offset > log_.log_end_offset_) log_.prefix_origin_ = base_offset;
        log_.log_end_offset_ = base_offset;
        log_.producers_.take_snapshot(base_offset);
        if (has_raw_bytes(file.extents)) {
            const std::vector<Extent> batches = batch_extents(file.extents, log_.spec_->codecs);
            const bool same = same_division(batches, file.extents);
            load_extents(file.name, batches, same ? Stored::as_it_is : Stored::otherwise);
        } else {
            load_extents(file.name, file.extents, Stored::as_it_is);
        }
    }

    // Whether the file on disk has these extents, or the same bytes divided otherwise.
    enum class Stored : std::uint8_t { as_it_is, otherwise };

    void load_extents(const std::string& file, const std::vector<Extent>& extents, Stored stored) {
        std::size_t kept = !extents.empty() && is_marker(extents.front()) ? 1 : 0;
        while (!damaged_ && kept < extents.size() && append(extents[kept])) ++kept;
        if (kept < extents.size()) {
            if (!damaged_) damaged_at_ = place_of(file, extents, kept);
            damaged_ = true;
            if (stored == Stored::as_it_is) out_.effects.emplace_back(DiskTruncate{file, kept});
            for (std::size_t i = kept; i < extents.size(); ++i) remember_found(extents[i]);
        }
        if (stored == Stored::otherwise) rewrite(file, extents, kept);
    }

    // A disk keeps extents, so a file that was written as plain bytes is written again, batch by
    // batch, and takes the old one's place at once.
    void rewrite(const std::string& file, const std::vector<Extent>& extents, std::size_t kept) {
        if (kept == 0) {
            out_.effects.emplace_back(DiskTruncate{file, 0});
            return;
        }
        const std::string temporary = file + ".tmp";
        for (std::size_t i = 0; i < kept; ++i) {
            out_.effects.emplace_back(DiskWrite{temporary, extents[i]});
        }
        out_.effects.emplace_back(DiskFlush{temporary, log_.next_token()});
        out_.effects.emplace_back(DiskRename{temporary, file});
    }

    static std::string place_of(const std::string& file, const std::vector<Extent>& extents,
                                std::size_t extent) {
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < extent; ++i) bytes += size_in_bytes(extents[i]);
        return file + ", byte " + std::to_string(bytes);
    }

    // What was being written, or was given up, when the broker died (LogLoader.removeTempFiles...).
    static bool is_left_over(std::string_view name) {
        return name.ends_with(".tmp") || name.ends_with(deleted_suffix) ||
               name.ends_with(cleaned_suffix);
    }

    Ref<const RecordBatch> batch_of(const Extent& extent) const {
        if (const auto* batch = std::get_if<Ref<const RecordBatch>>(&extent)) return *batch;
        return decode_batch(std::get<Bytes>(extent).view(), log_.spec_->codecs).batch;
    }

    // False if the extent does not continue the log.
    bool append(const Extent& extent) {
        Ref<const RecordBatch> batch = batch_of(extent);
        if (!batch || batch->base_offset < log_.log_end_offset_ || !fits_segment(*batch)) {
            return false;
        }
        if (batch->stored_epoch() < no_leader_epoch) return false;
        if (batch->format() == MessageFormat::v2) take_epoch(*batch);
        log_.producers_.update(*batch);
        log_.add_entry(std::move(batch), input_.now);
        return true;
    }

    // LogSegment.recover: only an epoch that rises goes into the cache; the batch stays anyway.
    void take_epoch(const RecordBatch& batch) {
        const LeaderEpoch epoch = batch.partition_leader_epoch;
        epochs_fell_ = epochs_fell_ || epoch < last_epoch_;
        last_epoch_ = epoch;
        if (epoch > from_batches_.latest_epoch()) {
            from_batches_.assign_rising(epoch, batch.base_offset);
        }
    }

    // Offsets are relative in the indexes (LogSegment.ensureOffsetInRange; Kafka would divide the
    // segment). Base offset and epoch are outside of the CRC: a damaged one can say anything.
    static constexpr std::int64_t farthest = std::numeric_limits<std::int32_t>::max();
    [[nodiscard]] bool fits_segment(const RecordBatch& batch) const {
        const std::int64_t relative = batch.base_offset - log_.segments_.back()->base_offset();
        const std::int64_t beyond = batch.record_set->last_offset_delta;
        return relative <= farthest - beyond &&
               batch.base_offset.value() < std::numeric_limits<std::int64_t>::max() - beyond;
    }

    void remember_found(const Extent& extent) {
        if (const auto batch = batch_of(extent)) {
            if (fits_segment(*batch)) found_end_ = std::max(found_end_, batch->next_offset());
        } else if (const auto next = peek_next_offset(std::get<Bytes>(extent).view())) {
            const bool credible = *next - log_.log_end_offset_ <= farthest;
            if (credible) found_end_ = std::max(found_end_, *next);
        }
    }

    void settle_start() {
        if (input_.log_start_offset > log_.log_end_offset_) {
            log_.truncate_fully_and_start_at(input_.log_start_offset, out_);
            from_batches_.clear();
        }
        log_.log_start_offset_ = std::max(log_.log_start_offset_, input_.log_start_offset);
    }

    // The checkpoint, without epochs that wrote nothing; if it contradicts the batches, they are
    // right. Batches of which epochs fell contradict every cache: then it is only completed.
    void settle_epochs(std::span<const StoredFile> files) {
        LeaderEpochCache stored;
        if (const StoredFile* file = find_file(files, epoch_checkpoint_name(log_.spec_->tp))) {
            stored = LeaderEpochCache::from_checkpoint(text_of(*file));
        }
        LeaderEpochCache& settled = log_.epochs_;
        settled = stored;
        settled.truncate_from_end(log_.log_end_offset_);
        for (const EpochEntry& entry : from_batches_.entries()) {
            if (epochs_fell_) {
                if (entry.epoch > settled.latest_epoch()) {
                    log_.assign_epoch(entry.epoch, entry.start_offset);
                }
            } else if (settled.epoch_for_offset(entry.start_offset) != entry.epoch) {
                settled = from_batches_;
                break;
            }
        }
        settled.truncate_from_start(log_.log_start_offset_);
        if (settled != stored) log_.write_epoch_checkpoint(out_);
    }

    void note() {
        if (!out_.wants<LogRecovered>()) return;
        const Offset known = std::max({found_end_, input_.recovery_point, log_.log_end_offset_});
        Note& note = out_.note(
            LogRecovered{log_.spec_->broker, log_.spec_->tp, log_.log_end_offset_,
                         Offset(known - log_.log_end_offset_), input_.clean_shutdown && !damaged_});
        if (damaged_) {
            note.rule =
                Rule{"recovery keeps the batches before the first that is torn or corrupt (" +
                         damaged_at_ + ")",
                     "", "", ""};
        }
    }

    PartitionLog log_;
    const RecoveryInput& input_;
    Output& out_;
    LeaderEpochCache from_batches_;
    LeaderEpoch last_epoch_ = no_leader_epoch;  // of the last batch
    bool epochs_fell_ = false;
    Offset found_end_{0};
    bool damaged_ = false;
    std::string damaged_at_;  // file and byte
};

PartitionLog recover_log(Ref<const LogSpec> spec, std::span<const StoredFile> files,
                         const RecoveryInput& input, Output& out) {
    return LogRecovery(std::move(spec), input, out).run(files);
}

std::vector<LogDirectory> log_directories(std::span<const StoredFile> files) {
    std::vector<LogDirectory> directories;
    for (std::size_t begin = 0; begin < files.size();) {
        const std::string_view name = files[begin].name;
        const auto slash = name.find('/');
        if (slash == std::string_view::npos) {
            ++begin;
            continue;
        }
        std::size_t end = begin + 1;
        while (end < files.size() && files[end].name.starts_with(name.substr(0, slash + 1))) ++end;
        if (auto tp = partition_of_directory(name.substr(0, slash))) {
            directories.push_back({std::move(*tp), files.subspan(begin, end - begin)});
        }
        begin = end;
    }
    return directories;
}

const StoredFile* find_file(std::span<const StoredFile> files, std::string_view name) {
    const auto at = std::find_if(files.begin(), files.end(),
                                 [&](const StoredFile& file) { return file.name == name; });
    return at == files.end() ? nullptr : &*at;
}

}  // namespace kscope
