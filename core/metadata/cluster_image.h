// ClusterImage: what a broker knows of the cluster from UpdateMetadata: topics with the state of
// their partitions, live brokers, the controller. It never asks anyone and may be stale; leadership
// itself comes by LeaderAndIsr, not from here. A copy shares everything (Cow), so that checkpoints
// and views are cheap; and brokers that knew the same and are told the same share what they know
// then. Rules: kafka.server.metadata.ZkMetadataCache, 3.9.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/base/ref.h"
#include "core/protocol/controller_messages.h"
#include "core/protocol/metadata_messages.h"

namespace kscope {

// Whether an answer to Metadata has the leaders' epochs (KIP-320).
enum class LeaderEpochs : std::uint8_t { told, untold };

class ClusterImage {
public:
    // By partition number; a hole (not yet told) is none.
    using Partitions = std::vector<SharedPartitionState>;
    struct Topic {
        std::string name;
        Partitions partitions;
    };

    // The controller's word: live brokers are replaced, partitions are merged, those of deleted
    // topics forgotten.
    void apply(const UpdateMetadataRequest& update);
    // If these are just the partitions that are known here, who knows none and is told them will
    // share this image's topics.
    void lend_to(const PartitionStates& all) const;

    [[nodiscard]] const PartitionState* partition_state(const TopicPartition& tp) const;
    [[nodiscard]] const PartitionState* partition_state(std::string_view topic,
                                                        PartitionIndex partition) const;
    [[nodiscard]] bool has_topic(std::string_view topic) const;
    // 0 if the topic is unknown.
    [[nodiscard]] std::int32_t partition_count(std::string_view topic) const;
    [[nodiscard]] std::vector<std::string> topic_names() const;  // sorted
    [[nodiscard]] const FlatMap<std::string, Cow<Topic>>& topics() const;

    [[nodiscard]] bool alive(BrokerId broker) const;
    [[nodiscard]] std::optional<BrokerEndpoint> endpoint(BrokerId broker) const;
    // The leader's address; none if there is no leader or it is not alive.
    [[nodiscard]] std::optional<BrokerEndpoint> leader_endpoint(const TopicPartition& tp) const;
    [[nodiscard]] const std::vector<BrokerEndpoint>& live_brokers() const;  // by id
    [[nodiscard]] std::string_view rack(BrokerId broker) const;  // empty: none, or not alive
    [[nodiscard]] BrokerId controller() const;
    [[nodiscard]] ControllerEpoch controller_epoch() const;

    // Answers as Kafka's broker does: UNKNOWN_TOPIC_OR_PARTITION, LEADER_NOT_AVAILABLE. Auto
    // creation is the broker's business.
    [[nodiscard]] TopicMetadata topic_metadata(std::string_view topic) const;
    [[nodiscard]] MetadataResponse metadata(const MetadataRequest& request,
                                            LeaderEpochs epochs = LeaderEpochs::told) const;

    void digest(Digest& d) const;
    [[nodiscard]] bool shares_with(const ClusterImage& other) const;
    [[nodiscard]] bool shares_topics_with(const ClusterImage& other) const;

private:
    struct Topics : RefCounted {
        FlatMap<std::string, Cow<Topic>> by_name;
        mutable Hash128 hash;
        mutable bool hashed = false;
    };
    // What came of a list of partitions: for who knew `before`.
    struct Applied final : PartitionStates::Derived {
        Applied(Ref<Topics> b, Ref<Topics> a) : before(std::move(b)), after(std::move(a)) {}
        Ref<Topics> before;
        Ref<Topics> after;
    };
    struct Content {
        Ref<Topics> topics;  // null: none are known. Never changed while others hold it.
        std::vector<BrokerEndpoint> live_brokers;
        std::vector<BrokerRack> racks;
        BrokerId controller = no_broker;
        ControllerEpoch controller_epoch;
    };
    static Ref<Topics> apply_to(Ref<Topics> topics, const PartitionStates& partitions);
    static void forget(Topics& topics, const TopicPartition& tp);
    static bool covers(const Topics& all, const Topics* known);
    [[nodiscard]] const Cow<Topic>* find(std::string_view topic) const;
    [[nodiscard]] const Hash128& topics_hash() const;
    [[nodiscard]] PartitionMetadata describe(const PartitionState& state) const;
    Cow<Content> content_;
};

}  // namespace kscope
