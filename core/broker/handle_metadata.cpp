// Metadata, InitProducerId and FindCoordinator: what clients need before they begin.
#include "core/broker/broker_state.h"
#include "core/broker/handlers.h"

namespace kscope {

void handle(BrokerStep& step, const RequestContext& from, const MetadataRequest& request) {
    const LeaderEpochs epochs = step.state.config.features.metadata_tells_epochs
                                    ? LeaderEpochs::told
                                    : LeaderEpochs::untold;
    MetadataResponse response = step.state.image.metadata(request, epochs);
    response.controller = controller_for_clients(step.state);
    const bool may_create =
        request.allow_auto_topic_creation && step.state.config.auto_create_topics_enable;
    for (TopicMetadata& topic : response.topics) {
        if (topic.error != ErrorCode::unknown_topic_or_partition) continue;
        if (!is_valid_topic_name(topic.topic)) {
            topic.error = ErrorCode::invalid_topic_exception;
        } else if (may_create && request.topics) {
            topic.error = step.state.topic_creation.create(step, topic.topic);
        }
    }
    step.answer(from, std::move(response));
}

// Without transactions every request gets a new id, whatever id the producer had before
// (TransactionCoordinator.handleInitProducerId).
void handle(BrokerStep& step, const RequestContext& from, const InitProducerIdRequest&) {
    step.answer(from, step.state.producer_ids.next(step));
}

void handle(BrokerStep& step, const RequestContext& from, const FindCoordinatorRequest& request) {
    FindCoordinatorResponse response;
    response.error = ErrorCode::coordinator_not_available;
    const ClusterImage& image = step.state.image;
    if (request.group.empty()) {
        response.error = ErrorCode::invalid_group_id;
    } else if (!image.has_topic(offsets_topic_name)) {
        step.state.topic_creation.create(step, offsets_topic_name);
    } else {
        const PartitionIndex partition =
            offsets_partition_of(request.group, step.state.config.offsets_topic_num_partitions);
        if (const auto leader = image.leader_endpoint({offsets_topic_name, partition})) {
            response.error = ErrorCode::none;
            response.coordinator = *leader;
        }
    }
    step.answer(from, std::move(response));
}

}  // namespace kscope
