// DescribeLogDirs, DescribeCluster and DescribeTopicPartitions (ReplicaManager.describeLogDirs,
// KafkaApis.handleDescribeCluster, handleDescribeTopicPartitionsRequest).
#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/broker/handlers.h"
#include "core/metadata/image/topic_descriptions.h"

namespace kscope {

void handle(BrokerStep& step, const RequestContext& from, const DescribeLogDirsRequest& request) {
    DescribedLogDir dir;
    dir.log_dir = step.state.log_dir;
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        const Replica& replica = step.state.replicas.replica(slot);
        const auto& asked = request.partitions;
        if (asked && std::find(asked->begin(), asked->end(), replica.tp()) == asked->end()) {
            continue;
        }
        // A replica whose high watermark lies beyond its log lags.
        const std::int64_t lag =
            replica.high_watermark().value() - replica.log_end_offset().value();
        dir.logs.push_back(
            {replica.tp(), replica.log().size_in_bytes(), std::max<std::int64_t>(lag, 0)});
    }
    step.answer(from, DescribeLogDirsResponse{{std::move(dir)}});
}

void handle(BrokerStep& step, const RequestContext& from, const DescribeClusterRequest&) {
    DescribeClusterResponse response;
    response.cluster_id =
        step.state.has_kraft() ? step.state.kraft().cluster_id : step.state.zk().cluster_id;
    response.controller = controller_for_clients(step.state);
    const ClusterImage& image = step.state.image;
    for (const BrokerEndpoint& broker : image.live_brokers()) {
        response.brokers.push_back({broker, std::string(image.rack(broker.broker))});
    }
    step.answer(from, std::move(response));
}

// Only with KRaft (dispatch.cpp).
void handle(BrokerStep& step, const RequestContext& from,
            const DescribeTopicPartitionsRequest& request) {
    step.answer(from, describe_topic_partitions(step.state.kraft().loader.image(), request));
}

}  // namespace kscope
