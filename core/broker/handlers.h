// One handler per request (handle_*.cpp; kafka.server.KafkaApis). A handler answers through
// BrokerStep::answer, now or, if it parked the request, later; exactly once, or not at all
// (acks=0). Requests to the controller and to the group coordinator are passed on by dispatch.cpp.
#pragma once

#include "core/group/coordinator_io.h"

namespace kscope {

struct BrokerStep;

// Serves one request whose channel is muted for it.
void dispatch(BrokerStep& step, const RequestContext& from, const Ref<const Message>& request);

// With ZooKeeper topics' configurations are the controller's to tell.
bool asks_for_topic(const DescribeConfigsRequest& request);
// IncrementalAlterConfigs, AlterConfigs: itself, or by the controller (handle_alter_configs.cpp).
void alter_configs(BrokerStep& step, const RequestContext& from, const Ref<const Message>& request);

void handle(BrokerStep& step, const RequestContext& from, const ProduceRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const FetchRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const ListOffsetsRequest& request);
void handle(BrokerStep& step, const RequestContext& from,
            const OffsetForLeaderEpochRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const DeleteRecordsRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const MetadataRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const LeaderAndIsrRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const StopReplicaRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const UpdateMetadataRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const DescribeConfigsRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const DescribeLogDirsRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const DescribeClusterRequest& request);
void handle(BrokerStep& step, const RequestContext& from,
            const DescribeTopicPartitionsRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const InitProducerIdRequest& request);
void handle(BrokerStep& step, const RequestContext& from, const FindCoordinatorRequest& request);

}  // namespace kscope
