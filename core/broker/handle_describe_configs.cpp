// DescribeConfigs (ConfigHelper.describeConfigs): of a broker its own configuration, or what all
// brokers have. Of a topic, with KRaft, what the broker has replayed of the metadata log.
#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/broker/handlers.h"
#include "core/metadata/topic_configs.h"
#include "core/metadata/topic_name.h"

namespace kscope {

namespace {

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
    return describe_topic_config(resource, state.config, image.topic_config(resource.name),
                                 state.dynamic_config.configs());
}

}  // namespace

bool asks_for_topic(const DescribeConfigsRequest& request) {
    return std::any_of(request.resources.begin(), request.resources.end(),
                       [](const auto& r) { return r.type == ConfigResourceType::topic; });
}

void handle(BrokerStep& step, const RequestContext& from, const DescribeConfigsRequest& request) {
    DescribeConfigsResponse response;
    for (const ConfigResource& resource : request.resources) {
        response.results.push_back(
            resource.type == ConfigResourceType::topic
                ? describe_topic(step.state, resource)
                : describe_broker_config(resource, step.state.dynamic_config.fixed(),
                                         step.state.dynamic_config.configs()));
    }
    if (!request.include_synonyms) drop_synonyms(response);
    step.answer(from, std::move(response));
}

}  // namespace kscope
