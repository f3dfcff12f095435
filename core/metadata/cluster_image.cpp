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
    if (update.partitions.empty()) return;
    if (const auto* applied = static_cast<const Applied*>(update.partitions.derived())) {
        const bool overwrites = !applied->before && covers(*applied->after, content.topics.get());
        if (applied->before == content.topics || overwrites) {
            content.topics = applied->after;
            return;
        }
    }
    Ref<Topics> before;
    if (update.partitions.shared()) before = content.topics;  // and is copied, as two hold it
    content.topics = apply_to(std::move(content.topics), update.partitions);
    if (!update.partitions.shared()) return;
    update.partitions.remember(make_ref<Applied>(std::move(before), content.topics));
}

Ref<ClusterImage::Topics> ClusterImage::apply_to(Ref<Topics> topics,
                                                 const PartitionStates& partitions) {
    if (!topics) {
        topics = make_ref<Topics>();
    } else if (topics.shared()) {
        topics = Ref<Topics>(new Topics(*topics));
    }
    topics->hashed = false;
    Topic* last = nullptr;  // the partitions of a topic stand together, and topics rise
    std::size_t place_of_topic = 0;
    for (const SharedPartitionState& state : partitions) {
        const TopicPartition& tp = state->tp;
        if (state->leader == leader_during_delete) {
            forget(*topics, tp);
            last = nullptr;
            continue;
        }
        if (last == nullptr || last->name != tp.topic) {
            last = &topics->by_name.next(place_of_topic, tp.topic).edit();
            if (last->name.empty()) last->name = tp.topic;
        }
        const auto place = static_cast<std::size_t>(tp.partition.value());
        if (last->partitions.size() <= place) last->partitions.resize(place + 1);
        last->partitions[place] = state;
    }
    return topics;
}

void ClusterImage::forget(Topics& topics, const TopicPartition& tp) {
    Cow<Topic>* found = topics.by_name.find(tp.topic);
    const auto place = static_cast<std::size_t>(tp.partition.value());
    if (found == nullptr || place >= (*found)->partitions.size()) return;
    Partitions& partitions = found->edit().partitions;
    partitions[place] = {};
    while (!partitions.empty() && !partitions.back()) partitions.pop_back();
    if (partitions.empty()) topics.by_name.erase(tp.topic);
}

// Is each partition that is known one of all?
bool ClusterImage::covers(const Topics& all, const Topics* known) {
    if (known == nullptr) return true;
    std::size_t place = 0;
    const auto& wanted = all.by_name;
    for (const auto& [name, topic] : known->by_name) {
        while (place < wanted.size() && (wanted.begin() + place)->first < name) ++place;
        if (place == wanted.size() || (wanted.begin() + place)->first != name) return false;
        const Partitions& there = (wanted.begin() + place)->second->partitions;
        const Partitions& here = topic->partitions;
        if (here.size() > there.size()) return false;
        for (std::size_t i = 0; i < here.size(); ++i) {
            if (here[i] && !there[i]) return false;
        }
    }
    return true;
}

void ClusterImage::lend_to(const PartitionStates& all) const {
    std::size_t known = 0;
    for (const auto& [name, topic] : topics()) {
        for (const SharedPartitionState& state : topic->partitions) known += state ? 1 : 0;
    }
    if (known != all.size()) return;
    const Cow<Topic>* last = nullptr;
    for (const SharedPartitionState& state : all) {
        if (last == nullptr || (*last)->name != state->tp.topic) last = find(state->tp.topic);
        const auto place = static_cast<std::size_t>(state->tp.partition.value());
        if (last == nullptr || place >= (*last)->partitions.size()) return;
        if (!(*last)->partitions[place].is_same_object(state)) return;
    }
    all.remember(make_ref<Applied>(Ref<Topics>(), content_->topics));
}

const Cow<ClusterImage::Topic>* ClusterImage::find(std::string_view topic) const {
    return topics().find(topic);
}

const PartitionState* ClusterImage::partition_state(const TopicPartition& tp) const {
    return partition_state(tp.topic, tp.partition);
}

const PartitionState* ClusterImage::partition_state(std::string_view topic,
                                                    PartitionIndex partition) const {
    const Cow<Topic>* found = find(topic);
    const auto place = static_cast<std::size_t>(partition.value());
    if (found == nullptr || partition.value() < 0 || place >= (*found)->partitions.size()) {
        return nullptr;
    }
    const SharedPartitionState& known = (*found)->partitions[place];
    return known ? &*known : nullptr;
}

bool ClusterImage::has_topic(std::string_view topic) const { return topics().contains(topic); }

std::int32_t ClusterImage::partition_count(std::string_view topic) const {
    const Cow<Topic>* found = find(topic);
    return found == nullptr ? 0 : static_cast<std::int32_t>((*found)->partitions.size());
}

std::vector<std::string> ClusterImage::topic_names() const {
    std::vector<std::string> names;
    names.reserve(topics().size());
    for (const auto& [name, topic] : topics()) names.push_back(name);
    return names;
}

const FlatMap<std::string, Cow<ClusterImage::Topic>>& ClusterImage::topics() const {
    static const FlatMap<std::string, Cow<Topic>> none;
    return content_->topics ? content_->topics->by_name : none;
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
    const Cow<Topic>* topic = find(name);
    if (topic == nullptr) {
        described.error = ErrorCode::unknown_topic_or_partition;
        return described;
    }
    for (const SharedPartitionState& known : (*topic)->partitions) {
        if (known) described.partitions.push_back(describe(*known));
    }
    return described;
}

MetadataResponse ClusterImage::metadata(const MetadataRequest& request, LeaderEpochs epochs) const {
    MetadataResponse response;
    response.brokers = content_->live_brokers;
    response.controller = content_->controller;
    if (request.topics) {
        for (const std::string& topic : *request.topics) {
            response.topics.push_back(topic_metadata(topic));
        }
    } else {
        for (const auto& [name, topic] : topics()) {
            response.topics.push_back(topic_metadata(name));
        }
    }
    if (epochs == LeaderEpochs::untold) {
        for (TopicMetadata& topic : response.topics) {
            for (PartitionMetadata& p : topic.partitions) p.leader_epoch = no_leader_epoch;
        }
    }
    return response;
}

void ClusterImage::digest(Digest& d) const {
    digest_into(d, content_->controller);
    digest_into(d, content_->controller_epoch);
    digest_into(d, content_->live_brokers);
    for (const BrokerRack& known : content_->racks) digest_into(d, known);
    digest_into(d, topics_hash());
}

// Once for all images that share the topics.
const Hash128& ClusterImage::topics_hash() const {
    static const Hash128 of_none{};
    if (topics().empty()) return of_none;
    const Topics& known = *content_->topics;
    if (!known.hashed) {
        Digest d;
        for (const auto& [name, topic] : known.by_name) {
            digest_into(d, name);
            d.add(topic->partitions.size());
            for (const SharedPartitionState& state : topic->partitions) {
                d.add(static_cast<bool>(state));
                if (state) digest_into(d, *state);
            }
        }
        known.hash = d.value();
        known.hashed = true;
    }
    return known.hash;
}

bool ClusterImage::shares_with(const ClusterImage& other) const {
    return content_.shares_with(other.content_);
}

bool ClusterImage::shares_topics_with(const ClusterImage& other) const {
    return content_->topics == other.content_->topics;
}

}  // namespace kscope
