// ClientMetadata: what a client knows of the cluster: nodes, controller, and for the topics it
// cares about the partitions with leaders and leader epochs. It says when to ask again; it never
// sends.
//
// Laws it keeps: a partition's leader epoch never goes back, an answer with an older epoch leaves
// what is known (KIP-320), and one without epochs, as brokers gave it before that, holds whatever
// was known; it asks on age (metadata.max.age.ms) and on demand, and never before the backoff of
// the last answer or failure has run out; answers that bring nothing new back off more and more.
// (org.apache.kafka.clients.Metadata, MetadataSnapshot, DefaultMetadataUpdater.)
//
// Until the first answer it knows only the bootstrap servers. When no node can be reached or is
// worth a try it falls back to them (metadata.recovery.strategy=rebootstrap, KIP-899).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/client/network_client.h"
#include "core/protocol/metadata_messages.h"

namespace kscope {

enum class MetadataRecovery : std::uint8_t { none, rebootstrap };

struct MetadataSettings {
    Duration max_age;
    Duration retry_backoff;
    Duration retry_backoff_max;
    std::vector<NodeId> bootstrap_servers;
    bool allow_auto_topic_creation = true;
    MetadataRecovery recovery = MetadataRecovery::rebootstrap;
};

struct LeaderAndEpoch {
    BrokerId broker = no_broker;
    NodeId node = no_node;  // no_node: unknown, or not among the nodes
    LeaderEpoch epoch = no_leader_epoch;
    friend bool operator==(const LeaderAndEpoch&, const LeaderAndEpoch&) = default;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker);
        v("node", node);
        v("epoch", epoch);
    }
};

// InvalidMetadataException: the client's picture is wrong, it should ask again.
bool is_invalid_metadata(ErrorCode error);

class ClientMetadata {
public:
    explicit ClientMetadata(MetadataSettings settings);

    void boot(const Rng& rng);

    // A topic that the client cares about from now on; a new one is asked for at once.
    void add_topic(const std::string& topic);
    void set_topics(std::vector<std::string> topics);
    void request_update() { need_update_ = true; }

    // 0 while the topic is unknown.
    [[nodiscard]] std::int32_t partition_count(std::string_view topic) const;
    [[nodiscard]] LeaderAndEpoch leader(std::string_view topic, PartitionIndex partition) const;
    [[nodiscard]] LeaderAndEpoch leader(const TopicPartition& tp) const {
        return leader(tp.topic, tp.partition);
    }
    // An epoch that some other answer told of: newer than ours means that we are behind.
    void epoch_seen(const TopicPartition& tp, LeaderEpoch epoch);
    [[nodiscard]] const std::vector<BrokerEndpoint>& brokers() const { return brokers_; }
    [[nodiscard]] NodeId node_of(BrokerId broker) const;
    [[nodiscard]] NodeId controller() const { return node_of(controller_); }
    // Grows with each answer.
    [[nodiscard]] std::uint64_t version() const { return version_; }
    // Where to send a request that any broker can answer.
    [[nodiscard]] const std::vector<Destination>& destinations() const { return destinations_; }

    // Sends a request if one is due and a node can take it, or connects to one. The tag comes back
    // with the answer.
    void maybe_update(NetworkClient& network, RequestTag tag, Turn turn);
    // An update could be sent, if a node could take it.
    [[nodiscard]] bool update_due(Instant now) const { return !in_flight_ && due_at() <= now; }
    void on_completion(const Completion& done, const NetworkClient& network, Turn turn);
    void on_broken_connection(Turn turn);
    [[nodiscard]] Instant next_deadline(const NetworkClient& network, Instant now) const;

    void digest(Digest& d) const;

private:
    struct Partition {
        LeaderEpoch last_seen = no_leader_epoch;
        BrokerId leader = no_broker;
        LeaderEpoch epoch = no_leader_epoch;
        template <class V>
        void visit(V&& v) const {
            v("last_seen", last_seen);
            v("leader", leader);
            v("epoch", epoch);
        }
    };
    struct Topic {
        bool known = false;  // the last answer had it without an error
        // How many the last answer told. Their numbers may have gaps while a topic is being made.
        std::int32_t count = 0;
        std::vector<Partition> partitions;
        template <class V>
        void visit(V&& v) const {
            v("known", known);
            v("count", count);
            v("partitions", partitions);
        }
    };

    [[nodiscard]] Instant due_at() const;
    void bootstrap();
    void failed_update(Instant now);
    bool update(const MetadataResponse& response, Instant now);
    bool update_topic(const TopicMetadata& told);

    MetadataSettings settings_;
    Rng rng_;
    std::vector<std::string> topics_wanted_;  // sorted
    FlatMap<std::string, Topic> topics_;
    std::vector<BrokerEndpoint> brokers_;
    BrokerId controller_ = no_broker;
    std::vector<Destination> destinations_;
    std::uint64_t version_ = 0;
    bool need_update_ = true;
    bool new_topics_ = false;
    bool in_flight_ = false;
    bool new_topics_since_request_ = false;
    std::int64_t failed_attempts_ = 0;
    std::int64_t equivalent_answers_ = 0;
    Instant last_success_;
    bool succeeded_ = false;
    Instant allowed_at_;  // the end of the backoff
};

}  // namespace kscope
