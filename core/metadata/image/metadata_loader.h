// MetadataLoader: follows what the quorum has committed, and keeps the image of it: batch by batch
// from the log, or from a snapshot if the log does not begin early enough. Controllers and brokers
// have one each. It decides nothing. Rules: org.apache.kafka.image.loader.MetadataLoader,
// MetadataBatchLoader.
#pragma once

#include "core/metadata/image/metadata_image.h"
#include "core/metadata/kraft/raft_client.h"

namespace kscope {

class MetadataLoader {
public:
    // Replays what is committed and was not replayed yet; what it touched is added to `delta`.
    // True if there was anything.
    bool advance(const RaftClient& raft, MetadataDelta& delta);

    [[nodiscard]] const MetadataImage& image() const { return image_; }
    // The first offset that is not in the image.
    [[nodiscard]] Offset next_offset() const { return next_offset_; }
    [[nodiscard]] Offset last_applied_offset() const { return next_offset_ - 1; }
    // Of the last record in the image.
    [[nodiscard]] LeaderEpoch last_applied_epoch() const { return last_epoch_; }
    [[nodiscard]] Offset last_snapshot() const { return last_snapshot_; }
    // A snapshot of the image, if the log has one of it neither; false: not now.
    bool create_snapshot(const Now& now, RaftClient& raft, Output& out);

    void digest(Digest& d) const;

private:
    void load_snapshot(const RaftClient& raft, MetadataDelta& delta);
    void replay(const RecordBatch& batch, MetadataDelta& delta);

    MetadataImage image_;
    Offset next_offset_{0};
    LeaderEpoch last_epoch_ = no_leader_epoch;
    Offset last_snapshot_{0};
};

}  // namespace kscope
