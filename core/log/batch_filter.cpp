#include "core/log/batch_filter.h"

#include <algorithm>
#include <limits>

#include "core/log/record_compression.h"

namespace kscope {

// MemoryRecords.buildRetainedRecordsInto: a batch of its own with the old one's place, producer and
// compression, at that type's default level.
Ref<const RecordBatch> BatchFilter::rebuilt(const RecordBatch& batch, Kept kept,
                                            WallTime base_timestamp,
                                            bool has_delete_horizon) const {
    auto result = make_ref<RecordBatch>(batch);
    result->base_timestamp = base_timestamp;
    result->has_delete_horizon = has_delete_horizon;
    if (batch.timestamp_type == TimestampType::create_time && !kept.records.empty()) {
        result->max_timestamp = kept.records.front().timestamp;
        for (const Record& record : kept.records) {
            result->max_timestamp = std::max(result->max_timestamp, record.timestamp);
        }
    }
    result->record_set = make_thinned_set(std::move(kept.records), std::move(kept.offset_deltas),
                                          batch.record_set->last_offset_delta, base_timestamp);
    const CompressionType type = batch.record_set->compression;
    if (!result->records().empty() && type != CompressionType::none) {
        result->record_set =
            compressed(result->record_set, base_timestamp, default_compression(type), codecs_);
    }
    return result;
}

// One that wraps others: it begins with the first that is left and ends with the last. A plain
// message is never rebuilt.
Ref<const RecordBatch> BatchFilter::rebuilt_message(const RecordBatch& batch, Kept kept) const {
    const std::int32_t first = kept.offset_deltas.front();
    for (std::int32_t& delta : kept.offset_deltas) delta -= first;
    const std::int32_t last_delta = kept.offset_deltas.back();
    if (batch.timestamp_type == TimestampType::log_append_time) {
        for (Record& record : kept.records) record.timestamp = batch.max_timestamp;
    }
    auto plain = make_thinned_set(std::move(kept.records), std::move(kept.offset_deltas),
                                  last_delta, batch.base_timestamp, batch.format());
    auto result = make_ref<RecordBatch>(make_batch(plain));
    result->base_offset = batch.base_offset + first;
    result->partition_leader_epoch = batch.partition_leader_epoch;
    result->timestamp_type = batch.timestamp_type;
    result->record_set = wrapped(*plain, result->base_offset, batch.timestamp_type,
                                 default_compression(batch.record_set->compression), codecs_);
    return result;
}

void BatchFilter::add_dirty(const RecordBatch& batch, Offset first_dirty) {
    for (std::size_t i = 0; i < batch.records().size(); ++i) {
        const auto& key = batch.records()[i].key;
        if (key && batch.offset_of(i) >= first_dirty) latest_[key->view()] = batch.offset_of(i);
    }
}

bool BatchFilter::retains(const RecordBatch& batch, std::size_t record) {
    const Record& one = batch.records()[record];
    if (!one.key) return keeps_keyless_;
    const auto newer = latest_.find(one.key->view());
    if (newer != latest_.end() && (newer->second > batch.offset_of(record) || !keep_latest_)) {
        return false;
    }
    if (one.value || keeps_tombstones(batch)) return true;
    ++stats_.tombstones_removed;
    return false;
}

bool BatchFilter::keeps_tombstones(const RecordBatch& batch) const {
    if (batch.format() != MessageFormat::v2 || !has_horizons_) return keeps_legacy_tombstones_;
    return !batch.has_delete_horizon || now_.millis() < batch.base_timestamp.millis();
}

bool BatchFilter::last_of_its_producer(const RecordBatch& batch) const {
    if (!batch.has_producer_id()) return false;
    const ProducerStateEntry* entry = producers_.find(batch.producer_id);
    return entry != nullptr && entry->count > 0 &&
           entry->batches[entry->count - 1U].last_offset == batch.last_offset();
}

Ref<const RecordBatch> BatchFilter::filter(const Ref<const RecordBatch>& batch) {
    Kept kept;
    for (std::size_t i = 0; i < batch->records().size(); ++i) {
        if (!retains(*batch, i)) continue;
        const Record& record = batch->records()[i];
        kept.tombstones = kept.tombstones || !record.value;
        kept.records.push_back(record);
        kept.offset_deltas.push_back(batch->record_set->offset_delta(i));
    }
    stats_.records_before += batch->record_count();
    stats_.records_after += static_cast<std::int64_t>(kept.records.size());
    if (kept.records.empty()) {
        if (!last_of_its_producer(*batch)) return {};
        return rebuilt(*batch, {}, WallTime::from_millis(-1), false);
    }
    const bool v2 = batch->format() == MessageFormat::v2;
    const bool sets_horizon = v2 && has_horizons_ && kept.tombstones && !batch->has_delete_horizon;
    const bool all = kept.records.size() == batch->records().size();
    if (all && !sets_horizon) return batch;
    if (!v2) return rebuilt_message(*batch, std::move(kept));
    if (sets_horizon) {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
        const std::int64_t horizon = std::min(now_.millis() + delete_retention_.to_millis(), most);
        return rebuilt(*batch, std::move(kept), WallTime::from_millis(horizon), true);
    }
    const WallTime base =
        batch->has_delete_horizon ? batch->base_timestamp : kept.records.front().timestamp;
    return rebuilt(*batch, std::move(kept), base, batch->has_delete_horizon);
}

}  // namespace kscope
