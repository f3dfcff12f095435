// Producer state: for each idempotent producer that wrote to this partition, its epoch and its last
// five batches, so that a retried batch is recognised and a gap in the sequence is refused (KIP-98;
// Kafka's ProducerStateManager, ProducerStateEntry, ProducerAppendInfo). Never decides about
// transactions (they are not here yet). A copy shares the table until one of the copies changes.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/base/ref.h"
#include "core/protocol/error_code.h"
#include "core/protocol/record_batch.h"

namespace kscope {

struct BatchMetadata {
    Sequence first_sequence = no_sequence;
    Sequence last_sequence = no_sequence;
    Offset first_offset = no_offset;
    Offset last_offset = no_offset;
    friend bool operator==(const BatchMetadata&, const BatchMetadata&) = default;
    template <class V>
    void visit(V&& v) const {
        v("first_sequence", first_sequence);
        v("last_sequence", last_sequence);
        v("first_offset", first_offset);
        v("last_offset", last_offset);
    }
};

struct ProducerStateEntry {
    static constexpr std::size_t batches_to_retain = 5;  // NUM_BATCHES_TO_RETAIN

    ProducerEpoch epoch = no_producer_epoch;
    std::uint8_t count = 0;  // Invariant: <= batches_to_retain
    WallTime last_timestamp;
    std::array<BatchMetadata, batches_to_retain> batches;  // oldest first

    [[nodiscard]] Sequence last_sequence() const {
        return count == 0 ? no_sequence : batches[count - 1].last_sequence;
    }
    // The retained batch with just this epoch and sequence range.
    [[nodiscard]] const BatchMetadata* find_duplicate(const RecordBatch& batch) const;
    void add(const RecordBatch& batch);
    friend bool operator==(const ProducerStateEntry&, const ProducerStateEntry&) = default;
    template <class V>
    void visit(V&& v) const {
        v("epoch", epoch);
        v("last_timestamp", last_timestamp);
        for (std::size_t i = 0; i < count; ++i) v("batch", batches[i]);
    }
};

// Whose batches: a client's are held to the sequence rules, a leader's and the log's own are facts.
enum class AppendOrigin : std::uint8_t { client, coordinator, replication };

class ProducerStateManager {
public:
    using Table = FlatMap<ProducerId, ProducerStateEntry>;

    struct Verdict {
        ErrorCode error = ErrorCode::none;
        const BatchMetadata* duplicate = nullptr;  // valid until the next change
    };
    // What the leader says to a client's batch: a duplicate of a retained batch is not an error.
    [[nodiscard]] Verdict check(const RecordBatch& batch, AppendOrigin origin) const;
    // The batch is in the log now, with its final offsets.
    void update(const RecordBatch& batch);

    void remove_expired(WallTime now, Duration expiration);
    // On roll: remembers the table as of this offset, so that a truncation need not read it all.
    void take_snapshot(Offset offset);
    // Goes back to the latest snapshot at or before `offset`, or to the empty table; answers from
    // which offset the caller must replay the log.
    Offset restore_at_or_before(Offset offset);
    void clear();

    [[nodiscard]] const Table& producers() const { return *table_; }
    void digest(Digest& d) const;

private:
    struct Snapshot {
        Offset offset;
        Cow<Table> table;
    };
    Cow<Table> table_;
    std::vector<Snapshot> snapshots_;  // by offset
};

}  // namespace kscope
