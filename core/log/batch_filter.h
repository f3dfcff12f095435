// BatchFilter: what the log cleaner keeps of a batch: of each key the record with the highest
// offset below the uncleanable part, a tombstone until its delete horizon (KIP-534), and of each
// producer its last batch, though it may be empty, so that its sequence is not forgotten. Records
// without a key go. Rules: kafka.log.Cleaner.shouldRetainRecord and checkBatchRetention,
// MemoryRecords.filterTo.
#pragma once

#include <map>
#include <string_view>

#include "core/log/producer_state.h"
#include "core/protocol/record_batch.h"

namespace kscope {

struct CleanerStats {
    std::int64_t records_before = 0;
    std::int64_t records_after = 0;
    std::int64_t tombstones_removed = 0;  // whose time was over
};

class BatchFilter {
public:
    // `keep_latest`: false is a mistake (the mutant compact_away_latest).
    BatchFilter(const ProducerTable& producers, WallTime now, Duration delete_retention,
                bool keep_latest, const Codecs* codecs)
        : producers_(producers),
          now_(now),
          delete_retention_(delete_retention),
          keep_latest_(keep_latest),
          codecs_(codecs) {}

    // The dirty part, batch by batch; they must outlive the filter. Records below `first_dirty` are
    // not new.
    void add_dirty(const RecordBatch& batch, Offset first_dirty);

    // Tombstones of v0 and v1, which have no horizon of their own, go from segments that were
    // written at this time or before; before KIP-534 (`also_v2`) those of v2 too.
    void set_legacy_horizon(WallTime horizon, bool also_v2) {
        legacy_horizon_ = horizon;
        has_horizons_ = !also_v2;
    }
    // Else they go; as of versions whose leaders accept them.
    void keep_keyless() { keeps_keyless_ = true; }
    void enter_segment(WallTime last_modified) {
        keeps_legacy_tombstones_ = last_modified > legacy_horizon_;
    }

    // The batch itself, what is left of it, or null.
    [[nodiscard]] Ref<const RecordBatch> filter(const Ref<const RecordBatch>& batch);
    [[nodiscard]] const CleanerStats& stats() const { return stats_; }

private:
    struct Kept {
        std::vector<Record> records;
        std::vector<std::int32_t> offset_deltas;
        bool tombstones = false;
    };

    [[nodiscard]] bool retains(const RecordBatch& batch, std::size_t record);
    [[nodiscard]] Ref<const RecordBatch> rebuilt_message(const RecordBatch& batch, Kept kept) const;
    [[nodiscard]] bool keeps_tombstones(const RecordBatch& batch) const;
    [[nodiscard]] Ref<const RecordBatch> rebuilt(const RecordBatch& batch, Kept kept,
                                                 WallTime base_timestamp,
                                                 bool has_delete_horizon) const;
    [[nodiscard]] bool last_of_its_producer(const RecordBatch& batch) const;

    const ProducerTable& producers_;
    WallTime now_;
    Duration delete_retention_;
    bool keep_latest_;
    WallTime legacy_horizon_;
    bool keeps_legacy_tombstones_ = true;
    bool has_horizons_ = true;
    bool keeps_keyless_ = false;
    const Codecs* codecs_;
    std::map<std::string_view, Offset> latest_;  // Kafka's OffsetMap
    CleanerStats stats_;
};

}  // namespace kscope
