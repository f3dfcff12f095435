// VoterSetHistory: which voters and which kraft.version hold at which offset of the metadata log.
// A replica obeys the last ones in its log, committed or not; a truncation takes them back
// (KIP-853). Before any it is the set of controller.quorum.voters with kraft.version 0 (static), or
// that of the bootstrap snapshot with kraft.version 1, which stands at offset -1. Rules:
// org.apache.kafka.raft.internals.VoterSetHistory, KRaftVersionHistory,
// KRaftControlRecordStateMachine.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "core/metadata/kraft/voter_set.h"

namespace kscope {

class VoterSetHistory {
public:
    VoterSetHistory() = default;
    VoterSetHistory(VoterSet initial, std::int16_t kraft_version)
        : initial_(std::move(initial)), initial_version_(kraft_version) {
        clear();
    }

    // Takes the control records of a batch of the log, in order.
    void read(const RecordBatch& batch);
    // All that a snapshot says holds at the offset before its end.
    void read_snapshot(const std::vector<Ref<const RecordBatch>>& batches, Offset end);
    // Forgets what stands at or after this offset.
    void truncate_new(Offset end);
    void clear();

    [[nodiscard]] const VoterSet& last() const {
        return voters_.empty() ? initial_ : voters_.back().second;
    }
    // Where the last voters stand in the log; none: nowhere, they are static.
    [[nodiscard]] std::optional<Offset> last_offset() const {
        if (voters_.empty()) return std::nullopt;
        return voters_.back().first;
    }
    [[nodiscard]] std::int16_t last_kraft_version() const {
        return versions_.empty() ? std::int16_t{0} : versions_.back().second;
    }
    // What held after this offset was written: for a snapshot that ends there.
    [[nodiscard]] const VoterSet* voters_at(Offset offset) const;
    [[nodiscard]] std::int16_t kraft_version_at(Offset offset) const;

    template <class V>
    void visit(V&& v) const {
        v("voters", voters_);
        v("versions", versions_);
    }

private:
    void read_record(const Record& record, Offset offset);

    VoterSet initial_;
    std::int16_t initial_version_ = 0;
    std::vector<std::pair<Offset, VoterSet>> voters_;        // Invariant: offsets grow
    std::vector<std::pair<Offset, std::int16_t>> versions_;  // Invariant: offsets grow
};

}  // namespace kscope
