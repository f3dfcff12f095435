// MetadataImage: what the records of the metadata log come to, up to some offset: brokers with
// their epochs and whether they are fenced, topics with the state of their partitions, topics' and
// brokers' own configuration, features, the next producer id. It only replays; what a record must
// say is decided in core/metadata/quorum_controller. A copy shares everything that did not change
// (Cow), so that a controller can keep the committed image beside the one that it works on. Rules:
// org.apache.kafka.image (MetadataImage, ClusterImage, TopicsImage), QuorumController.replay.
//
// MetadataDelta: what was touched since somebody looked last.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/base/ref.h"
#include "core/metadata/image/metadata_records.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

using BrokerRegistration = RegisterBrokerRecord;

struct TopicImage {
    std::string name;
    TopicId id;
    std::vector<PartitionRegistration> partitions;  // by partition number
};

struct MetadataDelta {
    bool everything = false;  // a snapshot was loaded: compare all
    bool brokers = false;
    std::vector<TopicPartition> partitions;    // new or changed, in the order of the log
    std::vector<std::string> removed_topics;   // in the order of the log
    std::vector<std::string> changed_configs;  // topics
    bool broker_configs = false;
    [[nodiscard]] bool empty() const {
        return !everything && !brokers && partitions.empty() && removed_topics.empty() &&
               changed_configs.empty() && !broker_configs;
    }
};

class MetadataImage {
public:
    void replay(const MetadataRecord& record, MetadataDelta& delta);
    // Records that make this image of an empty one: what a snapshot holds.
    [[nodiscard]] std::vector<MetadataRecord> to_records() const;

    [[nodiscard]] const FlatMap<BrokerId, BrokerRegistration>& brokers() const {
        return content_->brokers;
    }
    [[nodiscard]] const BrokerRegistration* broker(BrokerId id) const {
        return content_->brokers.find(id);
    }
    // Registered, not fenced, not on its way out: it may lead.
    [[nodiscard]] bool is_active(BrokerId id) const;

    [[nodiscard]] const FlatMap<std::string, Cow<TopicImage>>& topics() const {
        return content_->topics;
    }
    [[nodiscard]] const TopicImage* topic(std::string_view name) const;
    [[nodiscard]] const TopicImage* topic(const TopicId& id) const;
    [[nodiscard]] const PartitionRegistration* partition(const TopicPartition& tp) const;
    // Sorted by key; empty if it has none of its own.
    [[nodiscard]] ConfigEntries topic_config(std::string_view topic) const;
    // Likewise of a broker, by its id; empty: what all brokers have (KIP-226).
    [[nodiscard]] ConfigEntries broker_config(std::string_view broker) const;
    [[nodiscard]] bool has_broker_configs() const { return !content_->broker_configs.empty(); }

    [[nodiscard]] ProducerId next_producer_id() const { return content_->next_producer_id; }
    // 0: never set.
    [[nodiscard]] std::int16_t feature(std::string_view name) const;
    [[nodiscard]] bool has_features() const { return !content_->features.empty(); }

    void digest(Digest& d) const;

private:
    struct Content {
        FlatMap<BrokerId, BrokerRegistration> brokers;
        FlatMap<std::string, Cow<TopicImage>> topics;
        FlatMap<TopicId, std::string> names;  // Invariant: of exactly those topics
        FlatMap<std::string, FlatMap<std::string, std::string>> configs;  // by topic
        FlatMap<std::string, FlatMap<std::string, std::string>> broker_configs;
        FlatMap<std::string, std::int16_t> features;
        ProducerId next_producer_id{0};
    };
    struct Replay;
    Cow<Content> content_;
};

}  // namespace kscope
