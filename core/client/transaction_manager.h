// TransactionManager: what makes a producer idempotent. It holds the producer id and epoch, gives
// each batch its sequence number, knows the batches in flight of each partition in sequence order,
// so that only the first of them is sent again, and says how to go on after an error: wait, bump
// the epoch and start the sequences of that partition anew, or give up. (Transactions come later.)
//
// Before KIP-360 no epoch is bumped. A gap in the sequences, or a producer that the broker no
// longer knows, fails the batch (OutOfOrderSequenceException) and ends the producer id: a new one
// begins all partitions at 0, and a batch of the old one goes out at most once more. A batch that
// the broker refused for good gives its sequences to those after it.
// (org.apache.kafka.clients.producer.internals.TransactionManager, TxnPartitionEntry; KIP-98,
// KIP-360.)
#pragma once

#include <optional>
#include <vector>

#include "core/client/record_accumulator.h"

namespace kscope {

struct ProducerIdAndEpoch {
    ProducerId id = no_producer_id;
    ProducerEpoch epoch = no_producer_epoch;
    [[nodiscard]] bool valid() const { return id != no_producer_id; }
    friend bool operator==(const ProducerIdAndEpoch&, const ProducerIdAndEpoch&) = default;
    template <class V>
    void visit(V&& v) const {
        v("id", id);
        v("epoch", epoch);
    }
};

class TransactionManager {
public:
    explicit TransactionManager(bool enabled, bool bumps_epoch = true)
        : enabled_(enabled), bumps_epoch_(bumps_epoch) {}

    [[nodiscard]] bool enabled() const { return enabled_; }
    [[nodiscard]] const ProducerIdAndEpoch& current() const { return current_; }
    [[nodiscard]] std::optional<ErrorCode> fatal_error() const { return fatal_; }
    [[nodiscard]] bool needs_producer_id() const {
        return enabled_ && !fatal_ && !current_.valid();
    }

    // Before each round of sending: settles sequences whose fate is known now, bumps the epoch if
    // an error asked for it.
    void prepare(RecordAccumulator& accumulator);
    void on_init_producer_id(const InitProducerIdResponse& response);

    // May the partition's first batch not be sent now?
    [[nodiscard]] bool must_wait(const ProducerBatch& first,
                                 const RecordAccumulator& accumulator) const;
    // The batch leaves its queue: the first time it gets its sequence.
    void assign_sequence(BatchIndex batch, RecordAccumulator& accumulator);
    void add_in_flight(BatchIndex batch, const RecordAccumulator& accumulator);
    void remove_in_flight(BatchIndex batch, const RecordAccumulator& accumulator);

    [[nodiscard]] bool can_retry(const ProducerBatch& batch,
                                 const PartitionProduceResponse& response,
                                 RecordAccumulator& accumulator);
    // Its producer id has ended in the meantime: it must not go again (before KIP-360).
    [[nodiscard]] bool has_moved_on(const ProducerBatch& batch) const;
    void on_completed(BatchIndex batch, Offset base_offset, const RecordAccumulator& accumulator);
    // adjust_sequences: the broker cannot have written it, so its numbers would leave a gap.
    void on_failed(BatchIndex batch, ErrorCode error, bool adjust_sequences,
                   RecordAccumulator& accumulator);
    // It expired after having been sent: nobody knows whether the broker has it.
    void mark_unresolved(const ProducerBatch& batch);

    void digest(Digest& d) const;
    void check_invariants(const RecordAccumulator& accumulator) const;

private:
    // By slot of the accumulator.
    struct Entry {
        ProducerIdAndEpoch producer;
        Sequence next{0};
        std::int32_t last_acked = -1;
        Offset last_acked_offset = no_offset;
        std::vector<BatchIndex> in_flight;  // Invariant: by base sequence
        std::int32_t unresolved = -1;       // the sequence after the last of unknown fate
        bool rewrite = false;               // its sequences start anew with the next epoch
        template <class V>
        void visit(V&& v) const {
            v("producer", producer);
            v("next", next);
            v("last_acked", last_acked);
            v("last_acked_offset", last_acked_offset);
            v("in_flight", in_flight);
            v("unresolved", unresolved);
            v("rewrite", rewrite);
        }
    };

    Entry& entry(PartitionSlot slot);
    void request_epoch_bump(PartitionSlot slot);
    void resolve_sequences();
    void start_sequences_at_beginning(Entry& entry, RecordAccumulator& accumulator);
    [[nodiscard]] bool is_current(const ProducerBatch& batch) const;
    // Before KIP-360.
    bool can_retry_under_one_epoch(const ProducerBatch& batch,
                                   const PartitionProduceResponse& response,
                                   RecordAccumulator& accumulator);
    void fail_under_one_epoch(const ProducerBatch& batch, ErrorCode error, bool adjust_sequences,
                              RecordAccumulator& accumulator);
    void adjust_sequences_after(const ProducerBatch& failed, RecordAccumulator& accumulator);
    void reset_producer_id();

    bool enabled_;
    bool bumps_epoch_;
    ProducerIdAndEpoch current_;
    std::optional<ErrorCode> fatal_;
    bool epoch_bump_required_ = false;
    std::int32_t unresolved_ = 0;  // entries with an unresolved sequence
    std::vector<Entry> entries_;
};

}  // namespace kscope
