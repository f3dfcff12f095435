#include "core/metadata/controller/controller_context.h"

#include <algorithm>

namespace kscope {

bool ControlledPartition::reassignment_complete() const {
    const std::vector<BrokerId> target = assignment().target();
    return ReplicaAssignment::difference(target, state.isr).empty();
}

const ControlledPartition* ControllerContext::find(const TopicPartition& tp) const {
    const auto topic = topics.find(tp.topic);
    const auto place = static_cast<std::size_t>(tp.partition.value());
    if (topic == topics.end() || place >= topic->second.partitions.size()) return nullptr;
    return &topic->second.partitions[place];
}

ControlledPartition* ControllerContext::find(const TopicPartition& tp) {
    return const_cast<ControlledPartition*>(std::as_const(*this).find(tp));
}

const std::string* ControllerContext::topic_config(const std::string& topic,
                                                   const char* key) const {
    const auto at = topics.find(topic);
    if (at == topics.end()) return nullptr;
    for (const auto& [name, value] : at->second.config) {
        if (name == key) return &value;
    }
    return nullptr;
}

std::vector<TopicPartition> ControllerContext::partitions_on(BrokerId broker) const {
    std::vector<TopicPartition> result;
    for (const auto& [name, topic] : topics) {
        for (const ControlledPartition& p : topic.partitions) {
            const auto& replicas = p.state.replicas;
            if (std::find(replicas.begin(), replicas.end(), broker) != replicas.end()) {
                result.push_back(p.state.tp);
            }
        }
    }
    return result;
}

std::vector<TopicPartition> ControllerContext::all_partitions() const {
    std::vector<TopicPartition> result;
    for (const auto& [name, topic] : topics) {
        for (const ControlledPartition& p : topic.partitions) result.push_back(p.state.tp);
    }
    return result;
}

std::vector<BrokerEndpoint> ControllerContext::live_endpoints() const {
    std::vector<BrokerEndpoint> result;
    for (const auto& [id, broker] : live_brokers) result.push_back(broker.endpoint);
    return result;
}

std::vector<BrokerRack> ControllerContext::racks() const {
    std::vector<BrokerRack> result;
    for (const auto& [id, broker] : live_brokers) {
        if (!broker.rack.empty()) result.push_back({id, broker.rack});
    }
    return result;
}

std::vector<BrokerId> ControllerContext::live_ids() const {
    std::vector<BrokerId> result;
    for (const auto& [id, broker] : live_brokers) {
        if (!shutting_down.contains(id)) result.push_back(id);
    }
    return result;
}

std::vector<BrokerId> ControllerContext::live_or_shutting_down_ids() const {
    std::vector<BrokerId> result;
    for (const auto& [id, broker] : live_brokers) result.push_back(id);
    return result;
}

void ControllerContext::digest(Digest& d) const {
    digest_into(d, epoch);
    digest_into(d, epoch_zk_version);
    d.add(live_brokers.size());
    for (const auto& [id, broker] : live_brokers) digest_into(d, broker);
    d.add(deletions.size());
    for (const auto& [topic, deletion] : deletions) {
        digest_into(d, topic);
        deletion.digest(d);
    }
    d.add(shutting_down.size());
    for (const BrokerId id : shutting_down) digest_into(d, id);
    d.add(topics.size());
    for (const auto& [name, topic] : topics) {
        digest_into(d, name);
        digest_into(d, topic);
    }
}

}  // namespace kscope
