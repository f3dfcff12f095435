#include "core/metadata/image/metadata_loader.h"

#include "core/metadata/image/metadata_record_codec.h"

namespace kscope {

bool MetadataLoader::advance(const RaftClient& raft, MetadataDelta& delta) {
    if (!raft.booted()) return false;
    const Offset before = next_offset_;
    if (next_offset_ < raft.log().start_offset()) load_snapshot(raft, delta);
    const auto committed = raft.quorum().high_watermark();
    if (committed && next_offset_ < *committed) {
        raft.log().log().for_each_batch(next_offset_, [&](const RecordBatch& batch) {
            if (batch.base_offset < next_offset_ || batch.next_offset() > *committed) return;
            replay(batch, delta);
            next_offset_ = batch.next_offset();
            last_epoch_ = batch.partition_leader_epoch;
        });
    }
    return next_offset_ != before;
}

void MetadataLoader::load_snapshot(const RaftClient& raft, MetadataDelta& delta) {
    const auto id = raft.log().latest_snapshot();
    if (!id || id->offset <= next_offset_) return;
    delta = {};
    delta.everything = true;
    image_ = {};
    for (const auto& batch : raft.log().snapshot(*id)->batches) replay(*batch, delta);
    next_offset_ = last_snapshot_ = id->offset;
    last_epoch_ = id->epoch;
}

void MetadataLoader::replay(const RecordBatch& batch, MetadataDelta& delta) {
    for (const Record& record : batch.records()) {
        if (const auto metadata = metadata_of(record)) image_.replay(*metadata, delta);
    }
}

bool MetadataLoader::create_snapshot(const Now& now, RaftClient& raft, Output& out) {
    std::vector<Record> records;
    for (const MetadataRecord& record : image_.to_records()) {
        records.push_back(to_record(record, now.wall));
    }
    if (!raft.create_snapshot(now, next_offset_, records, out)) return false;
    last_snapshot_ = next_offset_;
    return true;
}

void MetadataLoader::digest(Digest& d) const {
    digest_into(d, next_offset_);
    digest_into(d, last_epoch_);
    image_.digest(d);
}

}  // namespace kscope
