// AutoTopicCreation: topics that somebody asked for and that do not exist are created through the
// controller, once each, however many ask: ordinary ones (auto.create.topics.enable) and
// __consumer_offsets. Whoever asked is told to try again. Rule:
// kafka.server.AutoTopicCreationManager.
#pragma once

#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/protocol/metadata_messages.h"

namespace kscope {

struct BrokerStep;

class AutoTopicCreation {
public:
    // What the asker is told: LEADER_NOT_AVAILABLE while it is under way, or why it cannot be.
    ErrorCode create(BrokerStep& step, const std::string& topic);
    void on_response(BrokerStep& step, const CreateTopicsResponse& response);
    void digest(Digest& d) const;

private:
    void propagate(BrokerStep& step);

    std::vector<NewTopic> unsent_;
    std::vector<NewTopic> in_flight_;
};

// org.apache.kafka.common.internals.Topic.isValid
bool is_valid_topic_name(const std::string& name);

}  // namespace kscope
