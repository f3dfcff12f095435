#include "core/log/log_recovery.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/border/border.h"
#include "core/log/batch_codec.h"
#include "core/log/checkpoint_file.h"
#include "core/log/log_files.h"

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
            if (file.name.ends_with(".tmp")) out_.effects.emplace_back(DiskDelete{file.name});
            if (const auto base = base_offset_of(file.name)) load_segment(file, *base);
        }
        if (log_.segments_.empty()) log_.start_segment(Offset(0), 0);
        settle_start();
        settle_epochs(files);
        log_.recovery_point_ = input_.clean_shutdown && !damaged_
                                   ? log_.log_end_offset_
                                   : std::min(input_.recovery_point, log_.log_end_offset_);
        log_.recovery_point_ = std::max(log_.recovery_point_, log_.log_start_offset_);
        note();
        return std::move(log_);
    }

private:
    void load_segment(const StoredFile& file, Offset base_offset) {
        const bool first = log_.segments_.empty();
        if (damaged_ || (!first && base_offset < log_.log_end_offset_)) {
            damaged_ = true;
            for (const Extent& extent : file.extents) remember_found(extent);
            out_.effects.emplace_back(DiskDelete{file.name});
            return;
        }
        const bool marker = !file.extents.empty() && is_marker(file.extents.front());
        log_.start_segment(base_offset, marker ? 1 : 0);
        if (first) {
            log_.prefix_origin_ = log_.log_start_offset_ = base_offset;
            log_.prefix_ = log_.origin_prefix();
        }
        log_.log_end_offset_ = base_offset;
        log_.producers_.take_snapshot(base_offset);
        for (std::size_t i = marker ? 1 : 0; i < file.extents.size(); ++i) {
            if (!damaged_ && append(file.extents[i])) continue;
            if (!damaged_) out_.effects.emplace_back(DiskTruncate{file.name, i});
            damaged_ = true;
            remember_found(file.extents[i]);
        }
    }

    static bool is_marker(const Extent& extent) {
        const Bytes* bytes = std::get_if<Bytes>(&extent);
        return bytes != nullptr && bytes->size() == 0;
    }

    static Ref<const RecordBatch> batch_of(const Extent& extent) {
        if (const auto* batch = std::get_if<Ref<const RecordBatch>>(&extent)) return *batch;
        return decode_batch(std::get<Bytes>(extent).view()).batch;
    }

    // False if the extent does not continue the log.
    bool append(const Extent& extent) {
        Ref<const RecordBatch> batch = batch_of(extent);
        if (!batch || batch->base_offset < log_.log_end_offset_ ||
            batch->partition_leader_epoch < last_epoch_) {
            return false;
        }
        if (batch->partition_leader_epoch != last_epoch_) {
            last_epoch_ = batch->partition_leader_epoch;
            from_batches_.assign(last_epoch_, batch->base_offset);
        }
        log_.producers_.update(*batch);
        log_.add_entry(std::move(batch));
        return true;
    }

    void remember_found(const Extent& extent) {
        if (const auto batch = batch_of(extent)) {
            found_end_ = std::max(found_end_, batch->next_offset());
        } else if (const auto next = peek_next_offset(std::get<Bytes>(extent).view())) {
            found_end_ = std::max(found_end_, *next);
        }
    }

    void settle_start() {
        if (input_.log_start_offset > log_.log_end_offset_) {
            log_.truncate_fully_and_start_at(input_.log_start_offset, out_);
            from_batches_.clear();
        }
        log_.maybe_increment_log_start_offset(input_.log_start_offset);
    }

    // The checkpoint, without epochs that wrote nothing; if it contradicts the batches, they are
    // right.
    void settle_epochs(std::span<const StoredFile> files) {
        LeaderEpochCache stored;
        if (const StoredFile* file = find_file(files, epoch_checkpoint_name(log_.spec_->tp))) {
            stored = LeaderEpochCache::from_checkpoint(text_of(*file));
        }
        LeaderEpochCache settled = stored;
        settled.truncate_from_end(log_.log_end_offset_);
        for (const EpochEntry& entry : from_batches_.entries()) {
            if (settled.epoch_for_offset(entry.start_offset) != entry.epoch) {
                settled = from_batches_;
                break;
            }
        }
        settled.truncate_from_start(log_.log_start_offset_);
        log_.epochs_ = settled;
        if (settled != stored) log_.write_epoch_checkpoint(out_);
    }

    void note() {
        if (!out_.wants<LogRecovered>()) return;
        const Offset known = std::max({found_end_, input_.recovery_point, log_.log_end_offset_});
        Note& note = out_.note(
            LogRecovered{log_.spec_->broker, log_.spec_->tp, log_.log_end_offset_,
                         Offset(known - log_.log_end_offset_), input_.clean_shutdown && !damaged_});
        if (damaged_) {
            note.rule = Rule{"recovery keeps the batches before the first that is torn or corrupt",
                             "", "", ""};
        }
    }

    PartitionLog log_;
    const RecoveryInput& input_;
    Output& out_;
    LeaderEpochCache from_batches_;
    LeaderEpoch last_epoch_ = no_leader_epoch;
    Offset found_end_{0};
    bool damaged_ = false;
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
