#include "core/log/producer_state.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

const BatchMetadata* ProducerStateEntry::find_duplicate(const RecordBatch& batch) const {
    if (batch.producer_epoch != epoch) return nullptr;
    const Sequence last = batch.last_sequence();
    for (std::size_t i = 0; i < count; ++i) {
        if (batches[i].last_sequence == last &&
            batches[i].first_sequence() == batch.base_sequence) {
            return &batches[i];
        }
    }
    return nullptr;
}

void ProducerStateEntry::add(const RecordBatch& batch) {
    if (batch.producer_epoch != epoch) {
        epoch = batch.producer_epoch;
        count = 0;
    }
    if (count == batches_to_retain) {
        std::move(batches.begin() + 1, batches.end(), batches.begin());
        --count;
    }
    batches[count++] = {batch.last_sequence(), batch.record_set->last_offset_delta,
                        batch.last_offset()};
    last_timestamp = batch.max_timestamp;
}

std::size_t ProducerTable::place_of(ProducerId id) const {
    const auto next = std::upper_bound(runs_.begin(), runs_.end(), id,
                                       [](ProducerId i, const Run& r) { return i < r.first; });
    if (next == runs_.begin()) return 0;
    const Run& run = *(next - 1);
    const std::size_t end = next == runs_.end() ? ids_.size() : next->place;
    return std::min(run.place + static_cast<std::size_t>(id - run.first), end);
}

void ProducerTable::find_runs() {
    runs_.clear();
    for (std::size_t i = 0; i < ids_.size(); ++i) {
        if (i == 0 || ids_[i] != ids_[i - 1] + 1) runs_.push_back({ids_[i], i});
    }
}

ProducerStateEntry& ProducerTable::operator[](ProducerId id) {
    const std::size_t at = place_of(id);
    if (at == ids_.size() || ids_[at] != id) {
        ids_.insert(ids_.begin() + static_cast<std::ptrdiff_t>(at), id);
        entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(at), ProducerStateEntry{});
        find_runs();
    }
    return entries_[at];
}

// ProducerAppendInfo.checkProducerEpoch and checkSequence. A producer of whom nothing is known may
// begin anywhere: its state may have expired.
ProducerStateManager::Verdict ProducerStateManager::check(const RecordBatch& batch,
                                                          AppendOrigin origin) const {
    if (!batch.has_producer_id() || origin == AppendOrigin::replication) return {};
    const ProducerStateEntry* entry = table_->find(batch.producer_id);
    if (entry == nullptr) return {};
    if (origin == AppendOrigin::client) {
        if (const BatchMetadata* duplicate = entry->find_duplicate(batch)) {
            return {ErrorCode::none, duplicate};
        }
    }
    if (batch.producer_epoch < entry->epoch) return {ErrorCode::invalid_producer_epoch};
    if (origin != AppendOrigin::client) return {};
    const bool in_order =
        batch.producer_epoch != entry->epoch
            ? batch.base_sequence == Sequence(0)
            : batch.base_sequence ==
                  (entry->count == 0 ? Sequence(0) : advance(entry->last_sequence(), 1));
    return {in_order ? ErrorCode::none : ErrorCode::out_of_order_sequence_number};
}

void ProducerStateManager::update(const RecordBatch& batch) {
    if (batch.has_producer_id()) table_.edit()[batch.producer_id].add(batch);
}

// ProducerStateManager.isProducerExpired (no transaction can be open).
bool ProducerStateManager::has_expired(WallTime now, Duration expiration) const {
    bool any = false;
    table_->for_each([&](ProducerId, const ProducerStateEntry& entry) {
        any = any || now - entry.last_timestamp >= expiration;
    });
    return any;
}

void ProducerStateManager::remove_expired(WallTime now, Duration expiration) {
    if (!has_expired(now, expiration)) return;
    table_.edit().erase_if(
        [&](const ProducerStateEntry& entry) { return now - entry.last_timestamp >= expiration; });
}

void ProducerStateManager::forget_snapshots_below(Offset offset) {
    std::erase_if(snapshots_, [offset](const Snapshot& s) { return s.offset < offset; });
}

void ProducerStateManager::take_snapshot(Offset offset) {
    KSCOPE_CHECK(snapshots_.empty() || snapshots_.back().offset <= offset);
    if (!snapshots_.empty() && snapshots_.back().offset == offset) snapshots_.pop_back();
    snapshots_.push_back({offset, table_});
}

// ProducerStateManager.truncateAndReload, the same in all versions.
Offset ProducerStateManager::truncate_and_reload(Offset log_start, Offset log_end) {
    while (!snapshots_.empty() && snapshots_.back().offset > log_end) snapshots_.pop_back();
    if (snapshots_.empty() || snapshots_.back().offset <= log_start) {
        table_ = Cow<Table>();
        return log_start;
    }
    table_ = snapshots_.back().table;
    return snapshots_.back().offset;
}

void ProducerStateManager::clear() {
    table_ = Cow<Table>();
    snapshots_.clear();
}

void ProducerStateManager::digest(Digest& d) const {
    d.add(table_->size());
    table_->for_each([&](ProducerId id, const ProducerStateEntry& entry) {
        digest_into(d, id);
        digest_into(d, entry);
    });
    d.add(snapshots_.size());
}

}  // namespace kscope
