// LeaderEpochCache: which leader epoch began at which offset, in one log. It answers "where does
// epoch e end?", by which a follower finds where its log and the leader's part (KIP-101, KIP-279).
// Rules: Kafka's LeaderEpochFileCache. Never writes its file itself: PartitionLog does.
// Invariant: epochs grow strictly, and start offsets never fall.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

struct EpochEntry {
    LeaderEpoch epoch;
    Offset start_offset;
    friend auto operator<=>(const EpochEntry&, const EpochEntry&) = default;
    template <class V>
    void visit(V&& v) const {
        v("epoch", epoch);
        v("start_offset", start_offset);
    }
};

class LeaderEpochCache {
public:
    // True if the cache changed (and its file must be written). Entries that would break the order
    // are dropped: what a leader wrote later is right.
    bool assign(LeaderEpoch epoch, Offset start_offset);
    // The rule before KAFKA-7415: what would break the order is not taken.
    bool assign_rising(LeaderEpoch epoch, Offset start_offset);
    // Drops the epochs that start at or after `end_offset`; none if that is undefined (-1).
    bool truncate_from_end(Offset end_offset);
    // Keeps the epoch of `start_offset`, which now starts there.
    bool truncate_from_start(Offset start_offset);
    bool clear();

    // The largest epoch <= the requested one that this log knows, with its end; undefined (-1, -1)
    // if the log knows no epoch above the requested one and it is not the latest.
    [[nodiscard]] EpochEnd end_offset_for(LeaderEpoch requested, Offset log_end_offset) const;
    [[nodiscard]] LeaderEpoch latest_epoch() const {
        return entries_.empty() ? no_leader_epoch : entries_.back().epoch;
    }
    [[nodiscard]] std::optional<EpochEntry> earliest_entry() const;
    [[nodiscard]] LeaderEpoch epoch_for_offset(Offset offset) const;
    [[nodiscard]] const std::vector<EpochEntry>& entries() const { return entries_; }

    // Kafka's text format of leader-epoch-checkpoint: "0", count, then "epoch offset" per line.
    [[nodiscard]] std::string to_checkpoint() const;
    // An unreadable file is an empty cache: the log's own batches fill it again.
    static LeaderEpochCache from_checkpoint(std::string_view text);

    void check_invariants() const;
    friend bool operator==(const LeaderEpochCache&, const LeaderEpochCache&) = default;

private:
    std::vector<EpochEntry> entries_;
};

}  // namespace kscope
