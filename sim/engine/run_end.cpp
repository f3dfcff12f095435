#include "sim/engine/run_end.h"

#include <algorithm>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/client/consumer.h"
#include "core/client/producer.h"
#include "core/metadata/cluster_image.h"
#include "core/node/node.h"
#include "core/replication/replica.h"
#include "sim/engine/roles.h"
#include "sim/engine/world.h"

namespace kscope::sim {

namespace {

template <class Client>
const Client* client_at(const World& world, std::size_t place) {
    const Node* node = world.find_node(id_at(place));
    return node == nullptr ? nullptr : node->get_if<Client>();
}

// The group's name, or for a consumer by hand its node's name: who reads together.
const std::string& reader_of(const World& world, std::size_t place, const ConsumerSpec& spec) {
    return spec.topics.empty() ? world.spec().nodes[place].name : spec.config.group_id;
}

// Somebody of this reader has read the partition to its end, and committed that if it commits.
bool read_to_end(const World& world, const std::string& reader, const TopicPartition& tp,
                 Offset end) {
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const auto* consumer = client_at<Consumer>(world, i);
        if (consumer == nullptr || reader_of(world, i, consumer->spec()) != reader) continue;
        const AssignedPartition* p = consumer->subscriptions().partitions().find(tp);
        if (p == nullptr || !p->has_position() || p->position.offset < end) continue;
        const ConsumerConfig& config = consumer->spec().config;
        const bool commits = !config.group_id.empty() && config.enable_auto_commit;
        // An empty partition has nothing to commit.
        if (!commits || p->committed >= end || p->records_consumed == 0) return true;
    }
    return false;
}

bool drained(const World& world, const std::string& reader, const TopicPartition& tp) {
    const Broker* leader = leading_broker(world, tp);
    if (leader == nullptr) return false;
    const Replica& replica = leader->replicas().replica(*leader->replicas().find(tp));
    if (replica.high_watermark() != replica.log_end_offset()) return false;
    return read_to_end(world, reader, tp, replica.high_watermark());
}

const Broker* any_serving_broker(const World& world) {
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const Broker* broker = broker_at(world, id_at(i));
        if (broker != nullptr && broker->phase() == BrokerPhase::serving) return broker;
    }
    return nullptr;
}

std::vector<TopicPartition> wanted(const World& world, const ConsumerSpec& spec) {
    std::vector<TopicPartition> result = spec.assignment;
    const Broker* broker = any_serving_broker(world);
    for (const std::string& topic : spec.topics) {
        const std::int32_t count = broker == nullptr ? 0 : broker->image().partition_count(topic);
        for (std::int32_t p = 0; p < count; ++p) result.push_back({topic, PartitionIndex(p)});
    }
    return result;
}

}  // namespace

bool producers_drained(const World& world) {
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const auto* producer = client_at<Producer>(world, i);
        if (producer == nullptr) continue;
        if (producer->spec().load) return false;  // a closed loop has no end
        const Producer::Counters c = producer->counters();
        if (c.blocked != 0 || c.batches_in_flight != 0) return false;
        if (c.acked + c.failed < c.sent) return false;
    }
    return true;
}

bool consumers_drained(const World& world) {
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const auto* spec = std::get_if<ConsumerSpec>(&world.spec().nodes[i].spec);
        if (spec == nullptr) continue;
        const std::string& reader = reader_of(world, i, *spec);
        for (const TopicPartition& tp : wanted(world, *spec)) {
            if (!drained(world, reader, tp)) return false;
        }
    }
    return true;
}

}  // namespace kscope::sim
