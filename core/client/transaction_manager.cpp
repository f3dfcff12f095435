#include "core/client/transaction_manager.h"

#include <algorithm>
#include <limits>

#include "core/base/check.h"

namespace kscope {

namespace {

constexpr std::int32_t none = -1;

}  // namespace

TransactionManager::Entry& TransactionManager::entry(PartitionSlot slot) {
    if (slot >= entries_.size()) entries_.resize(slot + 1);
    return entries_[slot];
}

void TransactionManager::prepare(RecordAccumulator& accumulator) {
    if (unresolved_ > 0) resolve_sequences();
    if (!epoch_bump_required_) return;
    if (current_.epoch.value() == std::numeric_limits<std::int16_t>::max()) {
        current_ = {};
    } else {
        ++current_.epoch;
    }
    for (Entry& e : entries_) {
        if (!e.rewrite) continue;
        start_sequences_at_beginning(e, accumulator);
        if (e.unresolved != none) --unresolved_;
        e.unresolved = none;
        e.rewrite = false;
    }
    epoch_bump_required_ = false;
}

void TransactionManager::resolve_sequences() {
    for (std::size_t slot = 0; slot < entries_.size(); ++slot) {
        Entry& e = entries_[slot];
        if (e.unresolved == none || !e.in_flight.empty()) continue;
        // All is settled: either the batch in doubt arrived after all, or there is a gap.
        const bool gap = e.next.value() - e.last_acked != 1;
        e.unresolved = none;
        --unresolved_;
        if (gap && !bumps_epoch_) {
            reset_producer_id();
            return;
        }
        if (gap) request_epoch_bump(static_cast<PartitionSlot>(slot));
    }
}

void TransactionManager::start_sequences_at_beginning(Entry& e, RecordAccumulator& accumulator) {
    Sequence sequence{0};
    for (const BatchIndex index : e.in_flight) {
        ProducerBatch& batch = accumulator.batch(index);
        batch.producer_id = current_.id;
        batch.producer_epoch = current_.epoch;
        batch.base_sequence = sequence;
        batch.sequence_reset = true;
        sequence = advance(sequence, batch.record_count);
    }
    e.producer = current_;
    e.next = sequence;
    e.last_acked = none;
}

void TransactionManager::request_epoch_bump(PartitionSlot slot) {
    epoch_bump_required_ = true;
    entry(slot).rewrite = true;
}

void TransactionManager::on_init_producer_id(const InitProducerIdResponse& response) {
    if (response.error == ErrorCode::none) {
        current_ = {response.producer_id, response.producer_epoch};
    } else if (!is_retriable(response.error)) {
        fatal_ = response.error;
    }
}

bool TransactionManager::must_wait(const ProducerBatch& first,
                                   const RecordAccumulator& accumulator) const {
    if (!current_.valid()) return true;
    if (first.slot >= entries_.size()) return false;
    const Entry& e = entries_[first.slot];
    if (!first.has_sequence()) {
        // The old epoch's batches must be settled before the new epoch's first one goes.
        if (!e.in_flight.empty() && !(e.producer == current_)) return true;
        if (e.unresolved != none) return true;
        return false;
    }
    // Only the first in flight is sent again: its successors would be out of order.
    return !e.in_flight.empty() &&
           accumulator.batch(e.in_flight.front()).base_sequence != first.base_sequence;
}

void TransactionManager::assign_sequence(BatchIndex index, RecordAccumulator& accumulator) {
    ProducerBatch& batch = accumulator.batch(index);
    // ProducerBatch.close: `reopened` tells of what has happened since it was sent last.
    batch.sequence_reset = false;
    if (batch.has_sequence()) return;
    Entry& e = entry(batch.slot);
    if (!(e.producer == current_) && e.in_flight.empty()) {
        start_sequences_at_beginning(e, accumulator);
    }
    batch.producer_id = current_.id;
    batch.producer_epoch = current_.epoch;
    batch.base_sequence = e.next;
    e.next = advance(e.next, batch.record_count);
    add_in_flight(index, accumulator);
}

void TransactionManager::add_in_flight(BatchIndex index, const RecordAccumulator& accumulator) {
    const ProducerBatch& batch = accumulator.batch(index);
    auto& in_flight = entry(batch.slot).in_flight;
    const auto at = std::upper_bound(in_flight.begin(), in_flight.end(), batch.base_sequence,
                                     [&](Sequence sequence, BatchIndex other) {
                                         return sequence < accumulator.batch(other).base_sequence;
                                     });
    in_flight.insert(at, index);
}

void TransactionManager::remove_in_flight(BatchIndex index, const RecordAccumulator& accumulator) {
    std::erase(entry(accumulator.batch(index).slot).in_flight, index);
}

bool TransactionManager::is_current(const ProducerBatch& batch) const {
    return current_.valid() &&
           current_ == ProducerIdAndEpoch{batch.producer_id, batch.producer_epoch};
}

bool TransactionManager::has_moved_on(const ProducerBatch& batch) const {
    return enabled_ && !bumps_epoch_ && !is_current(batch);
}

bool TransactionManager::can_retry(const ProducerBatch& batch,
                                   const PartitionProduceResponse& response,
                                   RecordAccumulator& accumulator) {
    if (!bumps_epoch_) return can_retry_under_one_epoch(batch, response, accumulator);
    Entry& e = entry(batch.slot);
    if (response.error == ErrorCode::unknown_producer_id) {
        // The broker has lost our state. Without its log start it cannot know why; a batch that has
        // been renumbered already just goes again. Else a new epoch starts the sequences anew.
        if (response.log_start_offset != no_offset && !batch.sequence_reset) {
            request_epoch_bump(batch.slot);
        }
        return true;
    }
    if (response.error == ErrorCode::out_of_order_sequence_number) {
        const bool is_next = batch.base_sequence.value() - e.last_acked == 1;
        const bool unresolved = e.unresolved != none;
        // Not its turn yet: an earlier batch failed and will go first.
        if (!unresolved && (batch.sequence_reset || !is_next)) return true;
        // A gap that nothing will fill: the epoch is bumped.
        if (!unresolved || batch.base_sequence.value() == e.unresolved) {
            request_epoch_bump(batch.slot);
        }
        return true;
    }
    return is_retriable(response.error);
}

bool TransactionManager::can_retry_under_one_epoch(const ProducerBatch& batch,
                                                   const PartitionProduceResponse& response,
                                                   RecordAccumulator& accumulator) {
    if (is_retriable(response.error)) return true;
    if (!is_current(batch)) return false;
    Entry& e = entry(batch.slot);
    if (response.error == ErrorCode::out_of_order_sequence_number) {
        // Not its turn yet: an earlier batch failed and will go first.
        const bool is_next = batch.base_sequence.value() - e.last_acked == 1;
        return e.unresolved == none && (batch.sequence_reset || !is_next);
    }
    if (response.error != ErrorCode::unknown_producer_id) return false;
    if (response.log_start_offset == no_offset || batch.sequence_reset) return true;
    // What the broker had of us is gone by retention: nothing is lost (KAFKA-5793).
    const bool deleted = e.last_acked_offset < response.log_start_offset;
    if (deleted) start_sequences_at_beginning(e, accumulator);
    return deleted;
}

void TransactionManager::on_completed(BatchIndex index, Offset base_offset,
                                      const RecordAccumulator& accumulator) {
    const ProducerBatch& batch = accumulator.batch(index);
    Entry& e = entry(batch.slot);
    const Sequence last = advance(batch.base_sequence, batch.record_count - 1);
    if (!has_moved_on(batch)) e.last_acked = std::max(e.last_acked, last.value());
    if (base_offset != no_offset) {
        e.last_acked_offset = std::max(e.last_acked_offset, base_offset + (batch.record_count - 1));
    }
    std::erase(e.in_flight, index);
}

void TransactionManager::on_failed(BatchIndex index, ErrorCode error, bool adjust_sequences,
                                   RecordAccumulator& accumulator) {
    const ProducerBatch& batch = accumulator.batch(index);
    Entry& e = entry(batch.slot);
    std::erase(e.in_flight, index);
    if (fatal_) return;
    if (!bumps_epoch_) {
        fail_under_one_epoch(batch, error, adjust_sequences, accumulator);
        return;
    }
    if (error == ErrorCode::unknown_producer_id) {
        if (e.unresolved != none) --unresolved_;
        e = Entry{};
    } else if (error == ErrorCode::out_of_order_sequence_number || adjust_sequences) {
        request_epoch_bump(batch.slot);
    }
}

// Sender.failBatch. A batch of an earlier producer id changes nothing any more (KAFKA-8484).
void TransactionManager::fail_under_one_epoch(const ProducerBatch& batch, ErrorCode error,
                                              bool adjust_sequences,
                                              RecordAccumulator& accumulator) {
    if (!is_current(batch)) return;
    // UnknownProducerIdException is an OutOfOrderSequenceException.
    if (error == ErrorCode::out_of_order_sequence_number ||
        error == ErrorCode::unknown_producer_id) {
        reset_producer_id();
    } else if (adjust_sequences) {
        adjust_sequences_after(batch, accumulator);
    }
}

void TransactionManager::adjust_sequences_after(const ProducerBatch& failed,
                                                RecordAccumulator& accumulator) {
    Entry& e = entry(failed.slot);
    e.next = advance(e.next, -failed.record_count);
    for (const BatchIndex index : e.in_flight) {
        ProducerBatch& batch = accumulator.batch(index);
        if (batch.base_sequence < failed.base_sequence) continue;
        batch.base_sequence = advance(batch.base_sequence, -failed.record_count);
        batch.sequence_reset = true;
    }
}

void TransactionManager::reset_producer_id() {
    current_ = {};
    entries_.clear();
    unresolved_ = 0;
}

void TransactionManager::mark_unresolved(const ProducerBatch& batch) {
    Entry& e = entry(batch.slot);
    if (e.unresolved == none) ++unresolved_;
    e.unresolved = std::max(e.unresolved, advance(batch.base_sequence, batch.record_count).value());
}

void TransactionManager::digest(Digest& d) const {
    digest_into(d, current_);
    digest_into(d, fatal_);
    digest_into(d, epoch_bump_required_);
    digest_into(d, entries_);
}

void TransactionManager::check_invariants(const RecordAccumulator& accumulator) const {
    std::int32_t unresolved = 0;
    for (const Entry& e : entries_) {
        if (e.unresolved != none) ++unresolved;
        for (std::size_t i = 0; i < e.in_flight.size(); ++i) {
            const ProducerBatch& batch = accumulator.batch(e.in_flight[i]);
            KSCOPE_CHECK(batch.has_sequence() && !batch.done);
        }
    }
    KSCOPE_CHECK(unresolved == unresolved_);
}

}  // namespace kscope
