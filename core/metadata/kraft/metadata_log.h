// MetadataLog: the log of __cluster_metadata-0 and its snapshots, as the quorum uses them: a
// PartitionLog, with the voters that its control records name, and snapshots from which a replica
// can begin that lacks the log before them. It knows no high watermark and no leader. Rules:
// kafka.raft.KafkaMetadataLog, org.apache.kafka.raft.ReplicatedLog.
//
// Invariant: a log that does not begin at 0 begins where its earliest snapshot ends.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/border/files.h"
#include "core/log/partition_log.h"
#include "core/metadata/kraft/voter_set_history.h"

namespace kscope {

struct Now;
struct Output;

struct MetadataSnapshot : RefCounted {
    OffsetAndEpoch id;
    std::vector<Ref<const RecordBatch>> batches;
    std::int64_t size_in_bytes = 0;
};

// Whether a fetch position is a prefix of the log; if not, what the follower must do.
struct FetchValidity {
    enum class Kind : std::uint8_t { valid, diverging, snapshot };
    Kind kind = Kind::valid;
    OffsetAndEpoch at;  // diverging: truncate to this; snapshot: fetch this one
};

class MetadataLog {
public:
    // From what the disk kept of its directory; unflushed parts are flushed first of all.
    MetadataLog(BrokerId node, VoterSetHistory initial_voters, std::uint32_t log_id,
                std::span<const StoredFile> files, Output& out);

    void append_as_leader(const RecordBatch& batch, LeaderEpoch epoch, const Now& now, Output& out);
    // False: it does not continue the log.
    bool append_as_follower(const Ref<const RecordBatch>& batch, const Now& now, Output& out);
    void flush(Output& out) { log_.flush(out); }
    void on_flushed(std::uint64_t token) { log_.on_flushed(token); }

    [[nodiscard]] OffsetAndEpoch end() const { return {log_.log_end_offset(), last_epoch()}; }
    [[nodiscard]] LeaderEpoch last_epoch() const;
    [[nodiscard]] Offset start_offset() const { return log_.log_start_offset(); }
    [[nodiscard]] Offset flushed_offset() const { return log_.recovery_point(); }
    [[nodiscard]] FetchValidity validate(const OffsetAndEpoch& fetch) const;
    // Whole batches from that offset, at least one if there is any.
    [[nodiscard]] std::vector<Ref<const RecordBatch>> read(Offset from,
                                                           std::int32_t max_bytes) const;
    // Where the log really ends now.
    Offset truncate_to_end_offset(const EpochEnd& diverging, Output& out);

    // ---- snapshots
    [[nodiscard]] std::optional<OffsetAndEpoch> latest_snapshot() const;
    [[nodiscard]] std::optional<OffsetAndEpoch> earliest_snapshot() const;
    [[nodiscard]] Ref<const MetadataSnapshot> snapshot(const OffsetAndEpoch& id) const;
    // Written whole, flushed, under its name. Nothing if there is one of this id.
    void add_snapshot(Ref<const MetadataSnapshot> snapshot, Output& out);
    // A follower has got a snapshot that is beyond its log: the log begins anew after it.
    void truncate_to_latest_snapshot(Output& out);
    // Drops snapshots but the latest, and the log before it (metadata.log retention, at its least).
    void delete_before_latest_snapshot(Output& out);

    [[nodiscard]] const VoterSetHistory& voters() const { return voters_; }
    [[nodiscard]] const PartitionLog& log() const { return log_; }
    void digest(Digest& d) const;
    void check_invariants() const;

private:
    [[nodiscard]] EpochEnd end_offset_for_epoch(LeaderEpoch epoch) const;
    void load_snapshots(std::span<const StoredFile> files, Output& out);
    void drop_snapshot(std::size_t place, Output& out);
    void rebuild_voters();

    PartitionLog log_;
    VoterSetHistory voters_;
    std::vector<Ref<const MetadataSnapshot>> snapshots_;  // Invariant: by offset
    std::uint32_t log_id_ = 0;
    std::uint32_t snapshot_tokens_ = 0;
};

// "__cluster_metadata-0/00000000000000000042-0000000003.checkpoint"
std::string snapshot_file_name(const OffsetAndEpoch& id);
std::optional<OffsetAndEpoch> snapshot_of_file(std::string_view name);

TopicPartition cluster_metadata_partition();

}  // namespace kscope
