// PartitionTruths: what the controller has decided about every partition, read from ZooKeeper's
// znodes, or with KRaft from the image that a controller has of the metadata log; while neither
// runs, from what a broker was told. A cluster may have thousands, and a frame has 2 ms: what was
// decoded is kept, and decoded anew only where the data differ. It remembers nothing that its
// source does not have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/metadata/cluster_image.h"
#include "core/metadata/image/metadata_image.h"
#include "core/protocol/controller_messages.h"

namespace kscope {
class ZnodeTree;
}  // namespace kscope

namespace kscope::gui {

struct PartitionTruth {
    std::string name;           // "click-0"
    PartitionState state;       // without a /state znode: no leader, no epoch, no ISR
    std::vector<BrokerId> elr;  // KRaft: eligible leader replicas (KIP-966)
    // While it is being reassigned: of `state.replicas`.
    std::vector<BrokerId> adding;
    std::vector<BrokerId> removing;
};

struct TopicTruth {
    bool internal = false;
    std::vector<PartitionTruth> partitions;  // by number
};

class PartitionTruths {
public:
    void read(const ZnodeTree& tree);
    void read(const MetadataImage& image);
    // Without reassignments: brokers are not told of them.
    void read(const ClusterImage& image);
    // By name; internal topics too.
    [[nodiscard]] const std::map<std::string, TopicTruth>& topics() const { return topics_; }
    [[nodiscard]] const PartitionTruth* find(const TopicPartition& tp) const;
    // Of user topics.
    [[nodiscard]] std::size_t partition_count() const { return partition_count_; }

private:
    enum class From : std::uint8_t { nothing, znodes, log, broker };
    // The data that a topic and its partitions were decoded from.
    struct Source {
        std::string assignment;
        std::vector<std::string> states;
        Cow<TopicImage> image;
        Cow<ClusterImage::Topic> told;
    };
    void begin(From from);
    // What a topic's source shares with the last reading is not read again.
    template <class Topic>
    void read_topics(const FlatMap<std::string, Cow<Topic>>& topics, Cow<Topic> Source::*known);
    static TopicTruth truth_of(const TopicImage& topic);
    static TopicTruth truth_of(const ClusterImage::Topic& topic);
    void read_topic(const ZnodeTree& tree, const std::string& name);
    static void read_assignment(const std::string& topic, const std::string& data,
                                TopicTruth& truth, Source& source);
    static void read_states(const ZnodeTree& tree, const std::string& topic, TopicTruth& truth,
                            Source& source);

    From from_ = From::nothing;
    std::map<std::string, TopicTruth> topics_;
    std::map<std::string, Source> sources_;
    std::size_t partition_count_ = 0;
};

}  // namespace kscope::gui
