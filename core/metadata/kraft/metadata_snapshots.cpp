// MetadataLog: snapshots.
#include <algorithm>
#include <charconv>

#include "core/base/check.h"
#include "core/border/border.h"
#include "core/log/batch_codec.h"
#include "core/metadata/kraft/metadata_log.h"

namespace kscope {

namespace {

constexpr std::string_view snapshot_suffix = ".checkpoint";
constexpr std::size_t offset_digits = 20;
constexpr std::size_t epoch_digits = 10;

std::string padded(std::int64_t number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

template <class Integer>
bool parse_digits(std::string_view text, Integer& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

Ref<const RecordBatch> batch_in(const Extent& extent) {
    if (const auto* batch = std::get_if<Ref<const RecordBatch>>(&extent)) return *batch;
    return decode_batch(std::get<Bytes>(extent).view()).batch;
}

}  // namespace

std::string snapshot_file_name(const OffsetAndEpoch& id) {
    return to_string(cluster_metadata_partition()) + "/" +
           padded(id.offset.value(), offset_digits) + "-" + padded(id.epoch.value(), epoch_digits) +
           std::string(snapshot_suffix);
}

std::optional<OffsetAndEpoch> snapshot_of_file(std::string_view name) {
    const std::string directory = to_string(cluster_metadata_partition()) + "/";
    if (!name.starts_with(directory) || !name.ends_with(snapshot_suffix)) return std::nullopt;
    name.remove_prefix(directory.size());
    name.remove_suffix(snapshot_suffix.size());
    std::int64_t offset = 0;
    std::int32_t epoch = 0;
    if (name.size() != offset_digits + 1 + epoch_digits ||
        !parse_digits(name.substr(0, offset_digits), offset) ||
        !parse_digits(name.substr(offset_digits + 1), epoch)) {
        return std::nullopt;
    }
    return OffsetAndEpoch{Offset(offset), LeaderEpoch(epoch)};
}

void MetadataLog::load_snapshots(std::span<const StoredFile> files, Output& out) {
    for (const StoredFile& file : files) {
        if (file.name == snapshot_file_name({}) + ".part") {
            out.effects.emplace_back(DiskDelete{file.name});
        }
        const auto id = snapshot_of_file(file.name);
        if (!id) continue;
        auto snapshot = make_ref<MetadataSnapshot>();
        snapshot->id = *id;
        for (const Extent& extent : file.extents) {
            const auto batch = batch_in(extent);
            if (!batch) continue;
            snapshot->size_in_bytes += batch->size_in_bytes();
            snapshot->batches.push_back(batch);
        }
        snapshots_.push_back(std::move(snapshot));
    }
    std::sort(snapshots_.begin(), snapshots_.end(),
              [](const auto& a, const auto& b) { return a->id.offset < b->id.offset; });
}

std::optional<OffsetAndEpoch> MetadataLog::latest_snapshot() const {
    if (snapshots_.empty()) return std::nullopt;
    return snapshots_.back()->id;
}

std::optional<OffsetAndEpoch> MetadataLog::earliest_snapshot() const {
    if (snapshots_.empty()) return std::nullopt;
    return snapshots_.front()->id;
}

Ref<const MetadataSnapshot> MetadataLog::snapshot(const OffsetAndEpoch& id) const {
    const auto at = std::find_if(snapshots_.begin(), snapshots_.end(),
                                 [&](const auto& s) { return s->id == id; });
    return at == snapshots_.end() ? Ref<const MetadataSnapshot>() : *at;
}

void MetadataLog::add_snapshot(Ref<const MetadataSnapshot> snapshot, Output& out) {
    if (this->snapshot(snapshot->id)) return;
    KSCOPE_CHECK(snapshots_.empty() || snapshots_.back()->id.offset < snapshot->id.offset);
    // Written beside, flushed, then renamed: a crash leaves a whole snapshot or none.
    const std::string part = snapshot_file_name({}) + ".part";
    for (const auto& batch : snapshot->batches) {
        out.effects.emplace_back(DiskWrite{part, batch});
    }
    constexpr std::uint64_t of_snapshots = std::uint64_t{1} << 31;
    out.effects.emplace_back(
        DiskFlush{part, std::uint64_t{log_id_} << 32 | of_snapshots | ++snapshot_tokens_});
    out.effects.emplace_back(DiskRename{part, snapshot_file_name(snapshot->id)});
    snapshots_.push_back(std::move(snapshot));
}

void MetadataLog::truncate_to_latest_snapshot(Output& out) {
    KSCOPE_CHECK(!snapshots_.empty());
    while (snapshots_.size() > 1) drop_snapshot(0, out);
    log_.truncate_fully_and_start_at(snapshots_.back()->id.offset, out);
    rebuild_voters();
}

void MetadataLog::delete_before_latest_snapshot(Output& out) {
    if (snapshots_.empty()) return;
    while (snapshots_.size() > 1) drop_snapshot(0, out);
    log_.maybe_increment_log_start_offset(snapshots_.back()->id.offset, out);
}

void MetadataLog::drop_snapshot(std::size_t place, Output& out) {
    out.effects.emplace_back(DiskDelete{snapshot_file_name(snapshots_[place]->id)});
    snapshots_.erase(snapshots_.begin() + static_cast<std::ptrdiff_t>(place));
}

}  // namespace kscope
