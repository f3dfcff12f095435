// MetadataPublisher: what a broker makes of the metadata that it has replayed: its picture of the
// cluster, the roles of its replicas, their configuration, and which of them go. It begins when the
// broker has replayed its own registration; then all that it finds on its disk and that is not its
// any more is deleted. A topic's id, kept in partition.metadata, tells the log of a topic that was
// deleted and made again from the log of the present one. Rules:
// kafka.server.metadata.BrokerMetadataPublisher and DynamicConfigPublisher,
// ReplicaManager.applyDelta, TopicDelta.localChanges.
#pragma once

#include <string>

#include "core/base/flat_map.h"
#include "core/border/files.h"
#include "core/metadata/image/metadata_image.h"

namespace kscope {

struct BrokerStep;

class MetadataPublisher {
public:
    // The topics that the logs on disk belong to.
    void load(const std::vector<StoredFile>& files);
    // `delta` is what changed since the last time; all of it, the first time.
    void publish(BrokerStep& step, const MetadataImage& image, const MetadataDelta& delta);
    // The topic that the log here belongs to, as uuid text; null: not known.
    [[nodiscard]] const std::string* topic_id(const TopicPartition& tp) const {
        return topic_ids_.find(tp);
    }
    void digest(Digest& d) const;

private:
    void update_image(BrokerStep& step, const MetadataImage& image,
                      const std::vector<TopicPartition>& changed,
                      const std::vector<TopicPartition>& gone);
    void drop_foreign(BrokerStep& step, const MetadataImage& image);
    void drop(BrokerStep& step, const TopicPartition& tp);
    void assign(BrokerStep& step, const MetadataImage& image, const TopicPartition& tp);
    void take_configs(BrokerStep& step, const MetadataImage& image, const MetadataDelta& delta);
    void know_topic(BrokerStep& step, const TopicPartition& tp, const TopicId& id);

    FlatMap<TopicPartition, std::string> topic_ids_;  // of the logs here, as uuid text
};

}  // namespace kscope
