#include "core/client/client_metadata.h"

#include <algorithm>

#include "core/client/backoff.h"

namespace kscope {

bool is_invalid_metadata(ErrorCode error) {
    switch (error) {
        case ErrorCode::unknown_topic_or_partition:
        case ErrorCode::leader_not_available:
        case ErrorCode::not_leader_or_follower:
        case ErrorCode::network_exception:
        case ErrorCode::fenced_leader_epoch: return true;
        default: return false;
    }
}

ClientMetadata::ClientMetadata(MetadataSettings settings) : settings_(std::move(settings)) {
    bootstrap();
}

void ClientMetadata::boot(const Rng& rng) { rng_ = rng.fork("metadata"); }

void ClientMetadata::bootstrap() {
    destinations_.clear();
    for (const NodeId node : settings_.bootstrap_servers) {
        destinations_.push_back({node, Channel::bootstrap});
    }
    need_update_ = true;
}

void ClientMetadata::add_topic(const std::string& topic) {
    const auto at = std::lower_bound(topics_wanted_.begin(), topics_wanted_.end(), topic);
    if (at != topics_wanted_.end() && *at == topic) return;
    topics_wanted_.insert(at, topic);
    new_topics_ = true;
    new_topics_since_request_ = true;
    equivalent_answers_ = 0;
    allowed_at_ = Instant();
}

void ClientMetadata::set_topics(std::vector<std::string> topics) {
    std::sort(topics.begin(), topics.end());
    topics.erase(std::unique(topics.begin(), topics.end()), topics.end());
    std::erase_if(topics_wanted_, [&](const std::string& topic) {
        return !std::binary_search(topics.begin(), topics.end(), topic);
    });
    topics_.erase_if([&](const std::string& topic, const Topic&) {
        return !std::binary_search(topics.begin(), topics.end(), topic);
    });
    for (const std::string& topic : topics) add_topic(topic);
}

std::int32_t ClientMetadata::partition_count(std::string_view topic) const {
    const Topic* found = topics_.find(topic);
    return found == nullptr || !found->known ? 0 : found->count;
}

LeaderAndEpoch ClientMetadata::leader(std::string_view topic, PartitionIndex partition) const {
    const Topic* found = topics_.find(topic);
    const auto place = static_cast<std::size_t>(partition.value());
    if (found == nullptr || place >= found->partitions.size()) return {};
    const Partition& p = found->partitions[place];
    // An epoch newer than the answer means that the answer is stale: then nobody is the leader.
    if (!found->known || p.epoch < p.last_seen) return {no_broker, no_node, p.last_seen};
    return {p.leader, node_of(p.leader), p.epoch};
}

void ClientMetadata::epoch_seen(const TopicPartition& tp, LeaderEpoch epoch) {
    Topic* found = topics_.find(tp.topic);
    const auto place = static_cast<std::size_t>(tp.partition.value());
    if (found == nullptr || place >= found->partitions.size()) return;
    Partition& partition = found->partitions[place];
    if (partition.last_seen == no_leader_epoch || epoch <= partition.last_seen) return;
    partition.last_seen = epoch;
    need_update_ = true;
}

NodeId ClientMetadata::node_of(BrokerId broker) const {
    const auto at = std::lower_bound(
        brokers_.begin(), brokers_.end(), broker,
        [](const BrokerEndpoint& endpoint, BrokerId id) { return endpoint.broker < id; });
    return at != brokers_.end() && at->broker == broker ? at->node : no_node;
}

Instant ClientMetadata::due_at() const {
    const bool now = need_update_ || new_topics_ || !succeeded_;
    return now ? allowed_at_ : std::max(allowed_at_, last_success_ + settings_.max_age);
}

void ClientMetadata::maybe_update(NetworkClient& network, RequestTag tag, Turn turn) {
    const Instant now = turn.now.monotonic;
    if (!update_due(now)) return;
    // Metadata.timeToAllowUpdate: an update by age says nothing about progress.
    if (last_success_ + settings_.max_age <= now) equivalent_answers_ = 0;
    NetworkClient::LeastLoaded node = network.least_loaded(destinations_, now);
    if (!node.found() && !node.any_ready && settings_.recovery == MetadataRecovery::rebootstrap) {
        bootstrap();
        node = network.least_loaded(destinations_, now);
    }
    if (!node.found()) return;
    if (!network.can_send(node.to)) {
        for (const Destination& to : destinations_) {
            if (network.connecting(to)) return;
        }
        network.ready(node.to, turn);
        return;
    }
    in_flight_ = true;
    new_topics_since_request_ = false;
    network.send(node.to,
                 make_message(MetadataRequest{topics_wanted_, settings_.allow_auto_topic_creation}),
                 tag, turn);
}

void ClientMetadata::on_completion(const Completion& done, const NetworkClient& network,
                                   Turn turn) {
    in_flight_ = false;
    const auto* response = done.response ? done.response->get_if<MetadataResponse>() : nullptr;
    if (response == nullptr || response->brokers.empty()) {
        failed_update(turn.now.monotonic);
        return;
    }
    const bool changed = update(*response, turn.now.monotonic);
    if (turn.out.wants<MetadataRefreshed>()) {
        turn.out.note(
            MetadataRefreshed{network.self(), static_cast<std::int32_t>(brokers_.size()), changed});
    }
}

void ClientMetadata::on_broken_connection(Turn turn) {
    // An update that was due and could not even be sent counts as a failed one, and backs off.
    if (!in_flight_ && due_at() <= turn.now.monotonic) failed_update(turn.now.monotonic);
    need_update_ = true;
}

void ClientMetadata::failed_update(Instant now) {
    const Duration wait = exponential_backoff(settings_.retry_backoff, settings_.retry_backoff_max,
                                              failed_attempts_, rng_);
    ++failed_attempts_;
    equivalent_answers_ = 0;
    allowed_at_ = now + wait;
}

bool ClientMetadata::update(const MetadataResponse& response, Instant now) {
    need_update_ = false;
    new_topics_ = new_topics_since_request_;
    failed_attempts_ = 0;
    succeeded_ = true;
    last_success_ = now;
    ++version_;
    ++equivalent_answers_;
    bool changed = controller_ != response.controller || brokers_ != response.brokers;
    brokers_ = response.brokers;
    std::sort(brokers_.begin(), brokers_.end());
    controller_ = response.controller;
    destinations_.clear();
    for (const BrokerEndpoint& broker : brokers_) {
        destinations_.push_back({broker.node, Channel::ordinary});
    }
    for (auto& entry : topics_) entry.second.known = false;
    for (const TopicMetadata& told : response.topics) changed |= update_topic(told);
    if (!new_topics_) {
        allowed_at_ =
            now + exponential_backoff(settings_.retry_backoff, settings_.retry_backoff_max,
                                      std::max<std::int64_t>(equivalent_answers_ - 1, 0), rng_);
    }
    return changed;
}

bool ClientMetadata::update_topic(const TopicMetadata& told) {
    if (!std::binary_search(topics_wanted_.begin(), topics_wanted_.end(), told.topic)) return false;
    Topic& topic = topics_[told.topic];
    if (told.error != ErrorCode::none) {
        if (is_invalid_metadata(told.error)) need_update_ = true;
        return false;
    }
    const auto count = static_cast<std::int32_t>(told.partitions.size());
    bool changed = topic.count != count;
    topic.known = true;
    topic.count = count;
    for (const PartitionMetadata& p : told.partitions) {
        const auto place = static_cast<std::size_t>(p.partition.value());
        if (place >= topic.partitions.size()) topic.partitions.resize(place + 1);
        if (is_invalid_metadata(p.error)) need_update_ = true;
        Partition& known = topic.partitions[place];
        const bool has_epoch = p.leader_epoch != no_leader_epoch;
        if (has_epoch && p.leader_epoch < known.last_seen) continue;  // what is known is newer
        if (!has_epoch || p.leader_epoch > known.last_seen) equivalent_answers_ = 0;
        changed |= known.leader != p.leader || known.epoch != p.leader_epoch;
        known = {p.leader_epoch, p.leader, p.leader_epoch};
    }
    return changed;
}

Instant ClientMetadata::next_deadline(const NetworkClient& network, Instant now) const {
    if (in_flight_) return Instant::never();
    const Instant due = due_at();
    if (due > now) return due;
    Instant soonest = network.soonest_connect(destinations_);
    if (soonest.is_never()) return soonest;
    if (settings_.recovery == MetadataRecovery::rebootstrap) {
        for (const NodeId node : settings_.bootstrap_servers) {
            soonest = std::min(soonest, network.connect_at({node, Channel::bootstrap}));
        }
    }
    // Time must pass: what is possible right now has been tried in this step.
    return std::max(soonest, now + Duration::millis(1));
}

void ClientMetadata::digest(Digest& d) const {
    digest_into(d, rng_.state()[0]);
    digest_into(d, topics_wanted_);
    digest_into(d, brokers_);
    digest_into(d, controller_);
    digest_into(d, destinations_);
    digest_into(d, version_);
    digest_into(d, need_update_);
    digest_into(d, new_topics_);
    digest_into(d, in_flight_);
    digest_into(d, failed_attempts_);
    digest_into(d, equivalent_answers_);
    digest_into(d, last_success_);
    digest_into(d, allowed_at_);
    for (const auto& [name, topic] : topics_) {
        digest_into(d, name);
        digest_into(d, topic);
    }
}

}  // namespace kscope
