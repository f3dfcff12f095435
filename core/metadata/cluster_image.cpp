#include "core/metadata/cluster_image.h"

#include <algorithm>

#include "core/metadata/deletion_marks.h"

namespace kscope {

void ClusterImage::apply(const UpdateMetadataRequest& update) {
    Content& content = content_.edit();
    content.controller = update.controller;
    content.controller_epoch = update.controller_epoch;
    content.live_brokers = update.live_brokers;
    std::sort(content.live_brokers.begin(), content.live_brokers.end());
    content.racks = update.racks;
    Topic* last = nullptr;  // the partitions of a topic stand together, and topics rise
    std::size_t place_of_topic = 0;
    for (const SharedPartitionState& state : update.partitions) {
        const TopicPartition& tp = state->tp;
        if (state->leader == leader_during_delete) {
            forget(content, tp);
            last = nullptr;
            continue;
        }
        if (last == nullptr || last->name != tp.topic) {
            last = &content.topics.next(place_of_topic, tp.topic).edit();
            if (last->name.empty()) last->name = tp.topic;
        }
        const auto place = static_cast<std::size_t>(tp.partition.value());
        if (last->partitions.size() <= place) last->partitions.resize(place + 1);
        last->partitions[place] = state;
    }
}

void ClusterImage::forget(Content& content, const TopicPartition& tp) {
    Cow<Topic>* found = content.topics.find(tp.topic);
    const auto place = static_cast<std::size_t>(tp.partition.value());
    if (found == nullptr || place >= (*found)->partitions.size()) return;
    Partitions& partitions = found->edit().partitions;
    partitions[place] = {};
    while (!partitions.empty() && !partitions.back()) partitions.pop_back();
    if (partitions.empty()) content.topics.erase(tp.topic);
}

const PartitionState* ClusterImage::partition_state(const TopicPartition& tp) const {
    return partition_state(tp.topic, tp.partition);
}

const PartitionState* ClusterImage::partition_state(std::string_view topic,
                                                    PartitionIndex partition) const {
    const Cow<Topic>* found = content_->topics.find(topic);
    const auto place = static_cast<std::size_t>(partition.value());
    if (found == nullptr || partition.value() < 0 || place >= (*found)->partitions.size()) {
        return nullptr;
    }
    const SharedPartitionState& known = (*found)->partitions[place];
    return known ? &*known : nullptr;
}

bool ClusterImage::has_topic(std::string_view topic) const {
    return content_->topics.contains(topic);
}

std::int32_t ClusterImage::partition_count(std::string_view topic) const {
    const Cow<Topic>* found = content_->topics.find(topic);
    return found == nullptr ? 0 : static_cast<std::int32_t>((*found)->partitions.size());
}

std::vector<std::string> ClusterImage::topic_names() const {
    std::vector<std::string> names;
    names.reserve(content_->topics.size());
    for (const auto& [name, topic] : content_->topics) names.push_back(name);
    return names;
}

const FlatMap<std::string, Cow<ClusterImage::Topic>>& ClusterImage::topics() const {
    return content_->topics;
}

std::optional<BrokerEndpoint> ClusterImage::endpoint(BrokerId broker) const {
    const auto& live = content_->live_brokers;
    const auto at =
        std::lower_bound(live.begin(), live.end(), broker,
                         [](const BrokerEndpoint& e, BrokerId b) { return e.broker < b; });
    if (at == live.end() || at->broker != broker) return std::nullopt;
    return *at;
}

bool ClusterImage::alive(BrokerId broker) const { return endpoint(broker).has_value(); }

std::optional<BrokerEndpoint> ClusterImage::leader_endpoint(const TopicPartition& tp) const {
    const PartitionState* state = partition_state(tp);
    return state == nullptr ? std::nullopt : endpoint(state->leader);
}

const std::vector<BrokerEndpoint>& ClusterImage::live_brokers() const {
    return content_->live_brokers;
}
std::string_view ClusterImage::rack(BrokerId broker) const {
    for (const BrokerRack& known : content_->racks) {
        if (known.broker == broker) return known.rack;
    }
    return {};
}

BrokerId ClusterImage::controller() const { return content_->controller; }
ControllerEpoch ClusterImage::controller_epoch() const { return content_->controller_epoch; }

PartitionMetadata ClusterImage::describe(const PartitionState& state) const {
    PartitionMetadata described;
    described.partition = state.tp.partition;
    described.leader_epoch = state.leader_epoch;
    described.replicas = state.replicas;
    described.isr = state.isr;
    for (const BrokerId replica : state.replicas) {
        if (!alive(replica)) described.offline_replicas.push_back(replica);
    }
    // A leader whose endpoint is unknown is no leader to a client: it must ask again.
    if (alive(state.leader)) {
        described.leader = state.leader;
    } else {
        described.error = ErrorCode::leader_not_available;
    }
    return described;
}

TopicMetadata ClusterImage::topic_metadata(std::string_view name) const {
    TopicMetadata described;
    described.topic = std::string(name);
    described.is_internal = name == offsets_topic_name;
    const Cow<Topic>* topic = content_->topics.find(name);
    if (topic == nullptr) {
        described.error = ErrorCode::unknown_topic_or_partition;
        return described;
    }
    for (const SharedPartitionState& known : (*topic)->partitions) {
        if (known) described.partitions.push_back(describe(*known));
    }
    return described;
}

MetadataResponse ClusterImage::metadata(const MetadataRequest& request) const {
    MetadataResponse response;
    response.brokers = content_->live_brokers;
    response.controller = content_->controller;
    if (request.topics) {
        for (const std::string& topic : *request.topics) {
            response.topics.push_back(topic_metadata(topic));
        }
    } else {
        for (const auto& [name, topic] : content_->topics) {
            response.topics.push_back(topic_metadata(name));
        }
    }
    return response;
}

void ClusterImage::digest(Digest& d) const {
    digest_into(d, content_->controller);
    digest_into(d, content_->controller_epoch);
    digest_into(d, content_->live_brokers);
    for (const BrokerRack& known : content_->racks) digest_into(d, known);
    d.add(content_->topics.size());
    for (const auto& [name, topic] : content_->topics) {
        digest_into(d, name);
        d.add(topic->partitions.size());
        for (const SharedPartitionState& known : topic->partitions) {
            d.add(static_cast<bool>(known));
            if (known) digest_into(d, *known);
        }
    }
}

bool ClusterImage::shares_with(const ClusterImage& other) const {
    return content_.shares_with(other.content_);
}

}  // namespace kscope
