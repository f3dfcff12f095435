// DescribeConfigs (ConfigHelper.describeConfigs): of a broker, its own configuration. Nothing of it
// can be changed while it runs, so that each entry is read-only. What is a default is said as of
// the newest version. Of a topic, with KRaft, what the broker has replayed of the metadata log.
#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/broker/handlers.h"
#include "core/config/config_keys.h"
#include "core/metadata/topic_configs.h"
#include "core/metadata/topic_name.h"

namespace kscope {

namespace {

bool is_wanted(const ConfigResource& resource, const std::string& key) {
    return !resource.keys ||
           std::find(resource.keys->begin(), resource.keys->end(), key) != resource.keys->end();
}

DescribedConfig describe(const BrokerConfig& config, const ConfigResource& resource) {
    DescribedConfig result{ErrorCode::none, "", resource.type, resource.name, {}};
    const std::string self = std::to_string(config.broker_id.value());
    if (resource.name != self) {
        result.error = ErrorCode::invalid_request;
        result.message = "Unexpected broker id, expected " + self +
                         " or empty string, but received " + resource.name;
        return result;
    }
    const BrokerConfig defaults = default_broker_config(default_version());
    for (const ConfigKey& key : config_keys(ConfigOwner::broker)) {
        if (!is_wanted(resource, key.name)) continue;
        const std::string value = config_text(config, key.name);
        const bool own = value != config_text(defaults, key.name);
        result.entries.push_back(
            {key.name, value, true,
             own ? ConfigSource::static_broker : ConfigSource::default_config});
    }
    return result;
}

DescribedConfig describe_topic(const BrokerState& state, const ConfigResource& resource) {
    DescribedConfig unknown{ErrorCode::none, "", resource.type, resource.name, {}};
    if (const std::string wrong = topic_name_fault(resource.name); !wrong.empty()) {
        unknown.error = ErrorCode::invalid_topic_exception;
        unknown.message = "Topic name is invalid: " + wrong;
        return unknown;
    }
    const MetadataImage& image = state.kraft().loader.image();
    if (image.topic(resource.name) == nullptr) {
        unknown.error = ErrorCode::unknown_topic_or_partition;
        return unknown;
    }
    return describe_topic_config(resource, state.config.topic_defaults,
                                 image.topic_config(resource.name));
}

}  // namespace

bool asks_for_topic(const DescribeConfigsRequest& request) {
    return std::any_of(request.resources.begin(), request.resources.end(),
                       [](const auto& r) { return r.type == ConfigResourceType::topic; });
}

void handle(BrokerStep& step, const RequestContext& from, const DescribeConfigsRequest& request) {
    DescribeConfigsResponse response;
    for (const ConfigResource& resource : request.resources) {
        response.results.push_back(resource.type == ConfigResourceType::topic
                                       ? describe_topic(step.state, resource)
                                       : describe(step.state.config, resource));
    }
    step.answer(from, std::move(response));
}

}  // namespace kscope
