// RaftClient: snapshots: made by the owner, fetched by who lacks the log before them (KIP-630).
#include <algorithm>

#include "core/metadata/kraft/control_records.h"
#include "core/metadata/kraft/raft_client.h"

namespace kscope {

namespace {

Ref<const RecordBatch> snapshot_batch(std::vector<Record> records, Offset base) {
    auto batch = make_ref<RecordBatch>(make_batch(make_record_set(std::move(records))));
    batch->base_offset = base;
    batch->partition_leader_epoch = LeaderEpoch(0);
    return batch;
}

}  // namespace

// RecordsSnapshotWriter: header, kraft.version and voters if they stand in the log, data, footer.
// Offsets within a snapshot count from 0.
bool RaftClient::create_snapshot(const Now& now, Offset end, const std::vector<Record>& records,
                                 Output& out) {
    const auto high_watermark = quorum_->high_watermark();
    if (!high_watermark || end > *high_watermark || end <= log_->start_offset()) return false;
    const auto latest = log_->latest_snapshot();
    if (latest && end <= latest->offset) return false;
    const WallTime wall = WallTime::from_millis(now.wall.millis());
    std::vector<Record> head{snapshot_header_record(wall, wall)};
    if (const std::int16_t version = log_->voters().kraft_version_at(end - 1); version > 0) {
        head.push_back(kraft_version_record(wall, version));
        head.push_back(voters_record(wall, *log_->voters().voters_at(end - 1)));
    }
    auto snapshot = make_ref<MetadataSnapshot>();
    snapshot->id = {end, log_->log().epochs().epoch_for_offset(end - 1)};
    snapshot->batches.push_back(snapshot_batch(std::move(head), Offset(0)));
    const auto next = [&] { return snapshot->batches.back()->next_offset(); };
    if (!records.empty()) snapshot->batches.push_back(snapshot_batch(records, next()));
    snapshot->batches.push_back(snapshot_batch({snapshot_footer_record(wall)}, next()));
    for (const auto& batch : snapshot->batches) snapshot->size_in_bytes += batch->size_in_bytes();
    const std::size_t first_effect = out.effects.size();
    log_->add_snapshot(std::move(snapshot), out);
    finish(out, first_effect);
    return true;
}

void RaftClient::handle(const Now& now, const Received& in, const FetchSnapshotRequest& request) {
    FetchSnapshotResponse response;
    response.current = current();
    response.error = cluster_error(request.cluster_id);
    if (response.error == ErrorCode::none) {
        response.error = leader_request_error(request.current_leader_epoch);
    }
    const Ref<const MetadataSnapshot> snapshot = log_->snapshot(request.snapshot);
    if (response.error == ErrorCode::none && !snapshot) {
        response.error = ErrorCode::snapshot_not_found;
    }
    if (response.error == ErrorCode::none &&
        (request.position < 0 || request.position >= snapshot->size_in_bytes)) {
        response.error = ErrorCode::position_out_of_range;
    }
    if (response.error != ErrorCode::none) return answer(in, std::move(response));
    response.snapshot = snapshot->id;
    response.size = snapshot->size_in_bytes;
    response.position = request.position;
    // Whole batches: Kafka's slices may cut one, and the follower puts them together again.
    std::int64_t at = 0;
    std::int64_t taken = 0;
    for (const auto& batch : snapshot->batches) {
        const std::int64_t size = batch->size_in_bytes();
        const bool fits = response.batches.empty() || taken + size <= request.max_bytes;
        if (at >= request.position && fits) {
            response.batches.push_back(batch);
            taken += size;
        } else if (at >= request.position) {
            break;
        }
        at += size;
    }
    quorum_->as<QuorumLeaderState>()->heard_of(now.monotonic, request.replica);
    answer(in, std::move(response));
}

RaftClient::Handled RaftClient::handle_response(const Now& now,
                                                const FetchSnapshotResponse& response,
                                                Output& out) {
    if (const auto handled = common_response(now, response.error, response.current)) {
        return *handled;
    }
    auto* follower = quorum_->as<FollowerRole>();
    if (follower == nullptr || !follower->snapshot) return Handled::yes;
    follower->fetch_deadline = now.monotonic + spec_.config.fetch_timeout;
    follower->has_fetched = true;
    SnapshotDownload& download = *follower->snapshot;
    if (response.error == ErrorCode::snapshot_not_found ||
        response.error == ErrorCode::position_out_of_range) {
        follower->snapshot.reset();
        return Handled::yes;
    }
    if (response.error != ErrorCode::none) return Handled::no;
    if (response.snapshot != download.id || response.position != download.position) {
        halt("the leader sent another part of a snapshot than it was asked for");
        return Handled::no;
    }
    for (const auto& batch : response.batches) {
        download.position += batch->size_in_bytes();
        download.batches.push_back(batch);
    }
    if (download.position < response.size) return Handled::yes;
    auto snapshot = make_ref<MetadataSnapshot>();
    snapshot->id = download.id;
    snapshot->size_in_bytes = download.position;
    snapshot->batches = std::move(download.batches);
    follower->snapshot.reset();
    const Offset end = snapshot->id.offset;
    log_->add_snapshot(std::move(snapshot), out);
    log_->truncate_to_latest_snapshot(out);
    quorum_->update_high_watermark(end);
    return Handled::yes;
}

}  // namespace kscope
