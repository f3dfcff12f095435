#include "core/broker/auto_topic_creation.h"

#include <algorithm>

#include "core/broker/broker_state.h"

namespace kscope {

namespace {

// Up to KIP-115 as many replicas as there are brokers will do (KafkaApis.createGroupMetadataTopic).
std::int32_t offsets_replication_factor(const BrokerConfig& config, std::size_t live_brokers) {
    const std::int32_t wanted = config.offsets_topic_replication_factor;
    if (config.features.offsets_topic_waits_for_brokers || live_brokers == 0) return wanted;
    return std::min(wanted, static_cast<std::int32_t>(live_brokers));
}

NewTopic recipe_of(const BrokerConfig& config, std::size_t live_brokers, const std::string& topic) {
    NewTopic recipe;
    recipe.name = topic;
    if (topic != offsets_topic_name) return recipe;
    recipe.partitions = config.offsets_topic_num_partitions;
    recipe.replication_factor =
        static_cast<std::int16_t>(offsets_replication_factor(config, live_brokers));
    recipe.configs = {{"cleanup.policy", "compact"},
                      {"segment.bytes", std::to_string(config.offsets_topic_segment_bytes)}};
    return recipe;
}

bool contains(const std::vector<NewTopic>& topics, const std::string& name) {
    return std::any_of(topics.begin(), topics.end(),
                       [&](const NewTopic& topic) { return topic.name == name; });
}

}  // namespace

bool is_valid_topic_name(const std::string& name) {
    if (name.empty() || name.size() > 249 || name == "." || name == "..") return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    });
}

ErrorCode AutoTopicCreation::create(BrokerStep& step, const std::string& topic) {
    if (!is_valid_topic_name(topic)) return ErrorCode::invalid_topic_exception;
    if (contains(unsent_, topic) || contains(in_flight_, topic)) {
        return ErrorCode::leader_not_available;
    }
    const std::size_t live_brokers = step.state.image.live_brokers().size();
    NewTopic recipe = recipe_of(step.state.config, live_brokers, topic);
    const std::int32_t wanted = recipe.replication_factor > 0
                                    ? recipe.replication_factor
                                    : step.state.config.default_replication_factor;
    if (wanted > static_cast<std::int32_t>(live_brokers)) {
        return topic == offsets_topic_name ? ErrorCode::coordinator_not_available
                                           : ErrorCode::invalid_replication_factor;
    }
    unsent_.push_back(std::move(recipe));
    propagate(step);
    return ErrorCode::leader_not_available;
}

void AutoTopicCreation::propagate(BrokerStep& step) {
    if (unsent_.empty() || !in_flight_.empty()) return;
    in_flight_ = std::move(unsent_);
    unsent_.clear();
    CreateTopicsRequest request{in_flight_, step.state.config.request_timeout};
    step.state.controller_links.send(step, ControllerLinkKind::create_topics,
                                     make_message(std::move(request)));
}

// Whatever it says: who still needs the topic asks again, and the next metadata will show it.
void AutoTopicCreation::on_response(BrokerStep& step, const CreateTopicsResponse&) {
    in_flight_.clear();
    propagate(step);
}

void AutoTopicCreation::digest(Digest& d) const {
    digest_into(d, unsent_);
    digest_into(d, in_flight_);
}

}  // namespace kscope
