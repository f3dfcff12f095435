#include "core/metadata/kraft/metadata_log.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/border/border.h"
#include "core/config/config_keys.h"
#include "core/log/log_recovery.h"

namespace kscope {

namespace {

constexpr std::int32_t metadata_batch_max_bytes = (8 << 20) + 4096;

Ref<const LogSpec> spec_of(BrokerId node, std::uint32_t log_id) {
    auto spec = make_ref<LogSpec>();
    spec->tp = cluster_metadata_partition();
    spec->broker = node;
    spec->log_id = log_id;
    spec->config = default_broker_config(default_version()).topic_defaults;
    spec->config.cleanup_delete = false;
    spec->config.message_timestamp_before_max = Duration::forever();
    spec->config.message_timestamp_after_max = Duration::forever();
    spec->config.segment_bytes = 1 << 30;                        // metadata.log.segment.bytes
    spec->config.segment_ms = Duration::seconds(7 * 24 * 3600);  // metadata.log.segment.ms
    spec->config.max_message_bytes = metadata_batch_max_bytes;
    spec->producer_id_expiration = Duration::seconds(24 * 3600);
    return spec;
}

PartitionLog recovered(BrokerId node, std::uint32_t log_id, std::span<const StoredFile> files,
                       Output& out) {
    const TopicPartition tp = cluster_metadata_partition();
    for (const LogDirectory& directory : log_directories(files)) {
        if (directory.tp == tp) return recover_log(spec_of(node, log_id), directory.files, {}, out);
    }
    return PartitionLog(spec_of(node, log_id));
}

}  // namespace

TopicPartition cluster_metadata_partition() {
    return {cluster_metadata_topic_name, PartitionIndex(0)};
}

MetadataLog::MetadataLog(BrokerId node, VoterSetHistory initial_voters, std::uint32_t log_id,
                         std::span<const StoredFile> files, Output& out)
    : log_(recovered(node, log_id, files, out)),
      voters_(std::move(initial_voters)),
      log_id_(log_id) {
    load_snapshots(files, out);
    // A crash came between the snapshot and the log's beginning anew.
    if (!snapshots_.empty() && snapshots_.back()->id.offset > log_.log_end_offset()) {
        truncate_to_latest_snapshot(out);
    }
    rebuild_voters();
    log_.flush(out);
}

void MetadataLog::rebuild_voters() {
    voters_.clear();
    Offset from = log_.log_start_offset();
    if (!snapshots_.empty()) {
        voters_.read_snapshot(snapshots_.back()->batches, snapshots_.back()->id.offset);
        from = std::max(from, snapshots_.back()->id.offset);
    }
    log_.for_each_batch(from, [this](const RecordBatch& batch) { voters_.read(batch); });
}

void MetadataLog::append_as_leader(const RecordBatch& batch, LeaderEpoch epoch, const Now& now,
                                   Output& out) {
    const Offset base = log_.log_end_offset();
    const LogAppend result =
        log_.append_as_leader(batch, epoch, AppendOrigin::coordinator, now, out);
    KSCOPE_CHECK(result.error == ErrorCode::none, std::string(name_of(result.error)));
    log_.for_each_batch(base, [this](const RecordBatch& appended) { voters_.read(appended); });
}

bool MetadataLog::append_as_follower(const Ref<const RecordBatch>& batch, const Now& now,
                                     Output& out) {
    if (batch->base_offset != log_.log_end_offset()) return false;
    if (log_.append_as_follower(batch, now, out) != ErrorCode::none) return false;
    voters_.read(*batch);
    return true;
}

LeaderEpoch MetadataLog::last_epoch() const {
    if (log_.latest_epoch() != no_leader_epoch) return log_.latest_epoch();
    const auto latest = latest_snapshot();
    return latest ? latest->epoch : LeaderEpoch(0);
}

// KafkaMetadataLog.endOffsetForEpoch.
EpochEnd MetadataLog::end_offset_for_epoch(LeaderEpoch epoch) const {
    const EpochEnd end = log_.end_offset_for_epoch(epoch);
    const auto earliest = earliest_snapshot();
    if (end.end_offset == no_offset) return {last_epoch(), log_.log_end_offset()};
    if (earliest && end.end_offset == earliest->offset && end.epoch == epoch) {
        return {earliest->epoch, earliest->offset};
    }
    return end;
}

// ReplicatedLog.validateOffsetAndEpoch, and KafkaRaftClient's rule that an empty replica begins
// with the latest snapshot.
FetchValidity MetadataLog::validate(const OffsetAndEpoch& fetch) const {
    using Kind = FetchValidity::Kind;
    const auto latest = latest_snapshot();
    if (fetch.offset == Offset(0) && latest && latest->offset > Offset(0))
        return {Kind::snapshot, *latest};
    if (start_offset() == Offset(0) && fetch.offset == Offset(0)) return {Kind::valid, {}};
    const auto earliest = earliest_snapshot();
    if (earliest && (fetch.offset < start_offset() ||
                     (fetch.offset == start_offset() && fetch.epoch != earliest->epoch) ||
                     fetch.epoch < earliest->epoch)) {
        return {Kind::snapshot, *latest};
    }
    const EpochEnd end = end_offset_for_epoch(fetch.epoch);
    if (end.epoch != fetch.epoch || end.end_offset < fetch.offset) {
        return {Kind::diverging, {end.end_offset, end.epoch}};
    }
    return {Kind::valid, fetch};
}

std::vector<Ref<const RecordBatch>> MetadataLog::read(Offset from, std::int32_t max_bytes) const {
    LogRead result;
    const ErrorCode error = log_.read(from, max_bytes, log_.log_end_offset(), true, result);
    KSCOPE_CHECK(error == ErrorCode::none, "a fetch position was validated");
    return std::move(result.batches);
}

Offset MetadataLog::truncate_to_end_offset(const EpochEnd& diverging, Output& out) {
    Offset to = diverging.end_offset;
    if (diverging.epoch != last_epoch()) {
        const EpochEnd local = end_offset_for_epoch(diverging.epoch);
        to = local.epoch == diverging.epoch ? std::min(local.end_offset, to) : local.end_offset;
    }
    to = std::min(to, log_.log_end_offset());
    log_.truncate_to(to, out);
    voters_.truncate_new(log_.log_end_offset());
    return log_.log_end_offset();
}

void MetadataLog::digest(Digest& d) const {
    log_.digest(d);
    digest_into(d, voters_);
    d.add(snapshots_.size());
    for (const auto& snapshot : snapshots_) digest_into(d, snapshot->id);
}

void MetadataLog::check_invariants() const {
    log_.check_invariants();
    const auto earliest = earliest_snapshot();
    KSCOPE_CHECK(start_offset() == Offset(0) || (earliest && start_offset() == earliest->offset),
                 "a log without its beginning begins where its earliest snapshot ends");
}

}  // namespace kscope
