// The records of __cluster_metadata-0: what the KRaft controller decides, and brokers replay. Each
// is a fact about a broker, a topic, a partition, a configuration key, a block of producer ids or a
// feature. Here are their fields; their bytes are in metadata_record_codec.h, what they come to in
// metadata_image.h. Rule: the schemas of metadata/src/main/resources/common/metadata, 3.9 and 4.1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "core/metadata/kraft/partition_change.h"
#include "core/protocol/broker_lifecycle_messages.h"

namespace kscope {

// A topic's uuid: a topic that is deleted and made again is another one.
struct TopicId {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    friend auto operator<=>(const TopicId&, const TopicId&) = default;
    template <class V>
    void visit(V&& v) const {
        v("high", high), v("low", low);
    }
};

struct RegisterBrokerRecord {
    BrokerId broker;
    IncarnationId incarnation;
    BrokerEpoch broker_epoch;
    NodeId node = no_node;
    std::string rack;  // empty: none
    bool fenced = true;
    bool in_controlled_shutdown = false;
    friend bool operator==(const RegisterBrokerRecord&, const RegisterBrokerRecord&) = default;
};

struct BrokerRegistrationChangeRecord {
    enum class Fencing : std::int8_t { unfence = -1, unchanged = 0, fence = 1 };
    BrokerId broker;
    BrokerEpoch broker_epoch;
    Fencing fencing = Fencing::unchanged;
    bool enters_controlled_shutdown = false;
    friend bool operator==(const BrokerRegistrationChangeRecord&,
                           const BrokerRegistrationChangeRecord&) = default;
};

struct TopicRecord {
    std::string name;
    TopicId id;
    friend bool operator==(const TopicRecord&, const TopicRecord&) = default;
};

struct RemoveTopicRecord {
    TopicId id;
    friend bool operator==(const RemoveTopicRecord&, const RemoveTopicRecord&) = default;
};

struct PartitionRecord {
    TopicId topic;
    PartitionIndex partition;
    PartitionRegistration state;
    friend bool operator==(const PartitionRecord&, const PartitionRecord&) = default;
};

struct PartitionChangeRecord {
    TopicId topic;
    PartitionIndex partition;
    PartitionChange change;
    friend bool operator==(const PartitionChangeRecord&, const PartitionChangeRecord&) = default;
};

struct ConfigRecord {
    static constexpr std::int8_t topic_resource = 2;
    static constexpr std::int8_t broker_resource = 4;
    std::int8_t resource_type = topic_resource;
    std::string resource;  // a topic; a broker's id, or empty: all brokers
    std::string key;
    std::optional<std::string> value;  // none: back to the default
    friend bool operator==(const ConfigRecord&, const ConfigRecord&) = default;
};

struct FeatureLevelRecord {
    std::string name;  // "metadata.version"
    std::int16_t level = 0;
    friend bool operator==(const FeatureLevelRecord&, const FeatureLevelRecord&) = default;
};

struct ProducerIdsRecord {
    BrokerId broker;
    BrokerEpoch broker_epoch;
    ProducerId next;  // the first of the next block
    friend bool operator==(const ProducerIdsRecord&, const ProducerIdsRecord&) = default;
};

// Shows that the quorum still commits.
struct NoOpRecord {
    friend bool operator==(const NoOpRecord&, const NoOpRecord&) = default;
};

using MetadataRecord =
    std::variant<RegisterBrokerRecord, BrokerRegistrationChangeRecord, TopicRecord,
                 RemoveTopicRecord, PartitionRecord, PartitionChangeRecord, ConfigRecord,
                 FeatureLevelRecord, ProducerIdsRecord, NoOpRecord>;

}  // namespace kscope
