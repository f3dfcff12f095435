// Producer state: for each idempotent producer that wrote to this partition, its epoch and its last
// five batches, so that a retried batch is recognised and a gap in the sequence is refused (KIP-98;
// Kafka's ProducerStateManager, ProducerStateEntry, ProducerAppendInfo). Never decides about
// transactions (they are not here yet). A copy shares the table until one of the copies changes.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/base/digest.h"
#include "core/base/ref.h"
#include "core/protocol/error_code.h"
#include "core/protocol/record_batch.h"

namespace kscope {

// As in Kafka's BatchMetadata, the firsts follow from the lasts.
struct BatchMetadata {
    Sequence last_sequence = no_sequence;
    std::int32_t offset_delta = 0;  // last - first, of the sequence and of the offset
    Offset last_offset = no_offset;

    [[nodiscard]] Sequence first_sequence() const {
        return last_sequence == no_sequence ? no_sequence : advance(last_sequence, -offset_delta);
    }
    [[nodiscard]] Offset first_offset() const { return last_offset - offset_delta; }
    friend bool operator==(const BatchMetadata&, const BatchMetadata&) = default;
    template <class V>
    void visit(V&& v) const {
        v("first_sequence", first_sequence());
        v("last_sequence", last_sequence);
        v("first_offset", first_offset());
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

// The producers that a log knows, by id. Brokers hand ids out in blocks, so that those of a log are
// a few runs of consecutive numbers: a search is for the run, and the id's place in it is known.
class ProducerTable {
public:
    [[nodiscard]] bool empty() const { return ids_.empty(); }
    [[nodiscard]] std::size_t size() const { return ids_.size(); }
    [[nodiscard]] const ProducerStateEntry* find(ProducerId id) const {
        const std::size_t at = place_of(id);
        return at < ids_.size() && ids_[at] == id ? &entries_[at] : nullptr;
    }
    // The producer's entry, made if it is new.
    ProducerStateEntry& operator[](ProducerId id);
    // Calls visit(ProducerId, const ProducerStateEntry&) in the order of ids.
    template <class Visit>
    void for_each(Visit visit) const {
        for (std::size_t i = 0; i < ids_.size(); ++i) visit(ids_[i], entries_[i]);
    }
    // Drops those of which expired(entry) is true.
    template <class Expired>
    void erase_if(Expired expired) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < ids_.size(); ++i) {
            if (expired(entries_[i])) continue;
            ids_[kept] = ids_[i];
            entries_[kept++] = entries_[i];
        }
        ids_.resize(kept);
        entries_.resize(kept);
        find_runs();
    }
    friend bool operator==(const ProducerTable&, const ProducerTable&) = default;

private:
    struct Run {
        ProducerId first;
        std::size_t place = 0;  // of the first
        friend bool operator==(const Run&, const Run&) = default;
    };
    // Of the first id that is not below this one.
    [[nodiscard]] std::size_t place_of(ProducerId id) const;
    void find_runs();

    std::vector<ProducerId> ids_;  // Invariant: rising strictly; as many as entries_
    std::vector<Run> runs_;        // of ids_
    std::vector<ProducerStateEntry> entries_;
};

// Whose batches: a client's are held to the sequence rules, a leader's and the log's own are facts.
enum class AppendOrigin : std::uint8_t { client, coordinator, replication };

class ProducerStateManager {
public:
    using Table = ProducerTable;

    struct Verdict {
        ErrorCode error = ErrorCode::none;
        const BatchMetadata* duplicate = nullptr;  // valid until the next change
    };
    // What the leader says to a client's batch: a duplicate of a retained batch is not an error.
    [[nodiscard]] Verdict check(const RecordBatch& batch, AppendOrigin origin) const;
    // The batch is in the log now, with its final offsets.
    void update(const RecordBatch& batch);

    [[nodiscard]] bool has_expired(WallTime now, Duration expiration) const;
    void remove_expired(WallTime now, Duration expiration);
    // On roll: remembers the table as of this offset, so that a truncation need not read it all.
    void take_snapshot(Offset offset);
    // The log was cut to this range: goes back to the latest snapshot in it, or to the empty table,
    // and answers from which offset the caller must replay the log. One at the log's start is out
    // of range: who wrote nothing that is left is forgotten.
    Offset truncate_and_reload(Offset log_start, Offset log_end);
    void clear();
    // The log begins at this offset now: snapshots below serve nobody.
    void forget_snapshots_below(Offset offset);

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
