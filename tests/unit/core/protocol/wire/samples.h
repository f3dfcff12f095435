// One message of each kind with all of its fields set. make_golden_frames.py has the same ones.
#pragma once

#include <string>
#include <vector>

#include "core/protocol/message.h"
#include "tests/unit/core/protocol/wire/quorum_samples.h"

namespace kscope {

inline constexpr CorrelationId sample_correlation{7};

inline TopicPartition click(std::int32_t partition) { return {"click", PartitionIndex(partition)}; }

inline std::vector<BrokerId> ids(std::initializer_list<std::int32_t> numbers) {
    std::vector<BrokerId> all;
    for (const std::int32_t number : numbers) all.emplace_back(number);
    return all;
}

inline Ref<const RecordBatch> sample_batch() {
    std::vector<Record> records;
    records.push_back({WallTime::from_millis(1'700'000'000'000),
                       Bytes("user-1"),
                       Bytes("buy"),
                       {{"trace", Bytes("ab")}}});
    records.push_back(
        {WallTime::from_millis(1'700'000'000'005), Bytes("user-2"), Bytes("look"), {}});
    RecordBatch batch = make_batch(make_record_set(std::move(records)));
    batch.producer_id = ProducerId(4'000);
    batch.producer_epoch = ProducerEpoch(2);
    batch.base_sequence = Sequence(0);
    batch.partition_leader_epoch = LeaderEpoch(0);
    return make_ref<RecordBatch>(std::move(batch));
}

inline PartitionState sample_state(std::int32_t partition) {
    return {click(partition), ControllerEpoch(4),
            BrokerId(2),      LeaderEpoch(5),
            ids({2, 3}),      6,
            ids({1, 2, 3}),   false};
}

inline std::vector<MessageBody> client_samples() {
    const Duration wait = Duration::millis(500);
    PartitionMetadata p0{ErrorCode::leader_not_available,
                         PartitionIndex(6),
                         BrokerId(2),
                         LeaderEpoch(5),
                         ids({1, 2, 3}),
                         ids({2, 3}),
                         ids({1})};
    return {
        ProduceRequest{-1, Duration::millis(30'000), {{click(6), sample_batch()}}},
        ProduceResponse{{{click(6), ErrorCode::none, Offset(41), Offset(2)},
                         {click(8), ErrorCode::not_leader_or_follower, no_offset, no_offset}}},
        FetchRequest{no_broker,
                     BrokerEpoch(-1),
                     wait,
                     1,
                     52'428'800,
                     9,
                     3,
                     {{click(6), LeaderEpoch(5), Offset(40), LeaderEpoch(4), no_offset, 1'048'576}},
                     {}},
        FetchResponse{
            ErrorCode::fetch_session_id_not_found,
            9,
            {{click(6), ErrorCode::none, Offset(42), Offset(41), Offset(2), {}, {sample_batch()}},
             {click(8),
              ErrorCode::offset_out_of_range,
              Offset(7),
              Offset(7),
              Offset(0),
              EpochEnd{LeaderEpoch(3), Offset(6)},
              {}}}},
        ListOffsetsRequest{no_broker, {{click(6), LeaderEpoch(5), latest_timestamp}}},
        ListOffsetsResponse{{{click(6), ErrorCode::fenced_leader_epoch, 1'700'000'000'000,
                              Offset(42), LeaderEpoch(5)}}},
        OffsetForLeaderEpochRequest{no_broker, {{click(6), LeaderEpoch(5), LeaderEpoch(4)}}},
        OffsetForLeaderEpochResponse{
            {{click(6), ErrorCode::unknown_leader_epoch, EpochEnd{LeaderEpoch(4), Offset(33)}}}},
        MetadataRequest{std::vector<std::string>{"click", "view"}, true},
        MetadataResponse{{{BrokerId(1), NodeId(1)}, {BrokerId(2), NodeId(2)}},
                         BrokerId(1),
                         {{ErrorCode::invalid_topic_exception, "click", true, {p0}}}},
        CreateTopicsRequest{
            {{"click", -1, -1, {ids({1, 2}), ids({2, 3})}, {{"min.insync.replicas", "2"}}}},
            Duration::millis(30'000)},
        CreateTopicsResponse{{{"click", ErrorCode::topic_already_exists, "it is there"}}},
        DeleteRecordsRequest{{{click(6), Offset(40)}, {click(8), delete_up_to_high_watermark}},
                             Duration::millis(30'000)},
        DeleteRecordsResponse{{{click(6), Offset(40), ErrorCode::none},
                               {click(8), no_offset, ErrorCode::policy_violation}}},
        InitProducerIdRequest{ProducerId(4'000), ProducerEpoch(2)},
        InitProducerIdResponse{ErrorCode::coordinator_load_in_progress, ProducerId(4'000),
                               ProducerEpoch(3)},
    };
}

inline std::vector<MessageBody> group_samples() {
    const Offset o5(5);
    return {
        OffsetCommitRequest{"shop", Generation(3), "m-1", {{click(6), o5, LeaderEpoch(5), "note"}}},
        OffsetCommitResponse{{{click(6), ErrorCode::illegal_generation}}},
        OffsetFetchRequest{"shop", std::vector<TopicPartition>{click(6), click(8)}},
        OffsetFetchResponse{ErrorCode::not_coordinator, {{click(6), o5, LeaderEpoch(5), "note"}}},
        FindCoordinatorRequest{"shop"},
        FindCoordinatorResponse{ErrorCode::coordinator_not_available, {BrokerId(2), NodeId(2)}},
        JoinGroupRequest{"shop",
                         Duration::millis(45'000),
                         Duration::millis(300'000),
                         "m-1",
                         "c-1",
                         {{"range", {{"click", "view"}}}}},
        JoinGroupResponse{ErrorCode::member_id_required,
                          Generation(3),
                          "range",
                          "m-2",
                          "m-1",
                          {{"m-1", {{"click", "view"}}}}},
        HeartbeatRequest{"shop", Generation(3), "m-1"},
        HeartbeatResponse{ErrorCode::rebalance_in_progress},
        LeaveGroupRequest{"shop", "m-1"},
        LeaveGroupResponse{ErrorCode::unknown_member_id},
        SyncGroupRequest{"shop", Generation(3), "m-1", {{"m-1", {click(6), click(8)}}}},
        SyncGroupResponse{ErrorCode::rebalance_in_progress, {click(6), click(8)}},
    };
}

inline std::vector<MessageBody> broker_samples() {
    const BrokerId one(1);
    const ControllerEpoch four(4);
    const BrokerEpoch epoch(25);
    const std::vector<BrokerEndpoint> live{{BrokerId(2), NodeId(2)}};
    return {
        LeaderAndIsrRequest{one, four, epoch, false, {{sample_state(6), {}}}, live},
        LeaderAndIsrResponse{ErrorCode::stale_broker_epoch,
                             {{click(6), ErrorCode::stale_controller_epoch}}},
        StopReplicaRequest{one, four, epoch, {{click(6), LeaderEpoch(5), true}}},
        StopReplicaResponse{ErrorCode::stale_broker_epoch,
                            {{click(6), ErrorCode::fenced_leader_epoch}}},
        UpdateMetadataRequest{one, four, epoch, std::vector<SharedPartitionState>{sample_state(6)},
                              live},
        UpdateMetadataResponse{ErrorCode::stale_controller_epoch},
        AlterPartitionRequest{BrokerId(2), epoch, {{click(6), LeaderEpoch(5), ids({2, 3}), 6}}},
        AlterPartitionResponse{ErrorCode::not_controller,
                               {{click(6), ErrorCode::invalid_update_version, BrokerId(2),
                                 LeaderEpoch(5), ids({2, 3}), 7}}},
        AllocateProducerIdsRequest{BrokerId(2), epoch},
        AllocateProducerIdsResponse{ErrorCode::stale_broker_epoch, ProducerId(4'000), 1'000},
    };
}

inline std::vector<MessageBody> admin_samples() {
    const Duration wait = Duration::millis(60'000);
    const std::string why = "it may not";
    return {
        ControlledShutdownRequest{BrokerId(2), BrokerEpoch(25)},
        ControlledShutdownResponse{ErrorCode::stale_broker_epoch, {click(6), click(8)}},
        DeleteTopicsRequest{{"click", "view"}, wait},
        DeleteTopicsResponse{{{"click", ErrorCode::topic_deletion_disabled, why}}},
        CreatePartitionsRequest{
            {{"click", 4, std::vector<std::vector<BrokerId>>{ids({1, 2}), ids({2, 3})}},
             {"view", 2, {}}},
            wait},
        CreatePartitionsResponse{{{"click", ErrorCode::reassignment_in_progress, why}}},
        ElectLeadersRequest{ElectionType::unclean, std::vector<TopicPartition>{click(6), click(8)},
                            wait},
        ElectLeadersResponse{ErrorCode::not_controller,
                             {{click(6), ErrorCode::election_not_needed, why}}},
        AlterPartitionReassignmentsRequest{wait, {{click(6), ids({2, 3, 4})}, {click(8), {}}}},
        AlterPartitionReassignmentsResponse{
            ErrorCode::not_controller,
            why,
            {{click(6), ErrorCode::no_reassignment_in_progress, why}}},
        ListPartitionReassignmentsRequest{wait, std::vector<TopicPartition>{click(6)}},
        ListPartitionReassignmentsResponse{
            ErrorCode::not_controller, why, {{click(6), ids({1, 2, 3}), ids({3}), ids({1})}}},
    };
}

inline std::vector<MessageBody> zookeeper_samples() {
    const ZkStat stat{Zxid(11), Zxid(12), Zxid(13), 3, SessionId(77)};
    return {
        ZkConnectRequest{SessionId(0), Duration::millis(18'000)},
        ZkConnectResponse{ZkError::ok, SessionId(77), Duration::millis(18'000)},
        ZkPing{},
        ZkPingResponse{},
        ZkCloseSession{},
        ZkCreate{"/brokers/ids/1", "{}", true, false},
        ZkDelete{"/controller", 4},
        ZkSetData{"/isr", "x", 4},
        ZkCheck{"/controller_epoch", 4},
        ZkExists{"/controller", true},
        ZkGetData{"/controller", true},
        ZkGetChildren{"/brokers/ids", true},
        ZkMulti{{ZkCheck{"/controller_epoch", 4}, ZkCreate{"/a", "x", false, false},
                 ZkSetData{"/isr", "x", 4}, ZkDelete{"/b", 0}}},
        ZkCreateResponse{ZkError::ok, "/brokers/ids/1", stat},
        ZkStatResponse{ZkError::ok, stat},
        ZkDataResponse{ZkError::ok, "{}", stat},
        ZkChildrenResponse{ZkError::ok, {"1", "2"}, stat},
        ZkMultiResponse{ZkError::ok, {stat, stat}},
        ZkWatchEvent{ZkEventType::children_changed, "/brokers/ids"},
        ZkSetWatches{Zxid(9), {"/controller"}, {"/admin/delete_topics"}, {"/brokers/ids"}},
        ZkSetWatchesResponse{Zxid(12)},
        ZkSync{"/"},
        ZkSyncResponse{ZkError::ok, "/", Zxid(12)},
    };
}

inline std::vector<MessageBody> zab_samples() {
    const Zxid zxid = make_zxid(ZabEpoch(3), 7);
    const SessionId session(0x0200'0000'0000'0001);
    const CorrelationId cxid(4);
    const ZabWrites writes{{ZkSetData{"/isr", "x", 4}, ZkDelete{"/b", 0}}};
    return {
        ZabNotification{ServerState::leading, {ServerId(2), zxid, ZabEpoch(3), 5}},
        ZabFollowerInfo{ServerId(1), ZabEpoch(3)},
        ZabLeaderInfo{ZabEpoch(4)},
        ZabAckEpoch{ZabEpoch(3), zxid},
        ZabDiff{zxid},
        ZabTrunc{zxid},
        ZabSnap{zxid, "znodes"},
        ZabNewLeader{ZabEpoch(4)},
        ZabUpToDate{},
        ZabProposal{{session, cxid, zxid, writes}},
        ZabAck{zxid},
        ZabCommit{zxid},
        ZabPing{zxid},
        ZabPingReply{{{session, Duration::millis(6'000)}}},
        ZabRevalidate{session, Duration::millis(6'000)},
        ZabRevalidateReply{session, true},
        ZabRequest{session, cxid, ZabOpenSession{Duration::millis(6'000), NodeId(3)}},
        ZabSync{session, cxid},
    };
}

inline std::vector<DescribedPartition> sample_descriptions() {
    PartitionMetadata p6{ErrorCode::none, PartitionIndex(6), BrokerId(2), LeaderEpoch(5),
                         ids({1, 2, 3}),  ids({2}),          ids({1})};
    PartitionMetadata p8 = p6;
    p8.partition = PartitionIndex(8);
    return {{p6, ids({1, 3}), ids({})}, {p8, {}, {}}};
}

inline std::vector<MessageBody> description_samples() {
    const std::string why = "it may not";
    const auto topic = ConfigResourceType::topic;
    return {
        DescribeConfigsRequest{{{topic, "click", std::vector<std::string>{"segment.bytes"}},
                                {ConfigResourceType::broker, "1", {}}},
                               true},
        DescribeConfigsResponse{
            {{ErrorCode::unknown_topic_or_partition,
              why,
              topic,
              "click",
              {{"segment.bytes",
                "1024",
                true,
                ConfigSource::dynamic_topic,
                {{"log.segment.bytes", "512", ConfigSource::static_broker}}}}}}},
        IncrementalAlterConfigsRequest{{{topic,
                                         "click",
                                         {{"segment.bytes", ConfigOperation::set, "1024"},
                                          {"retention.ms", ConfigOperation::remove, ""}}}}},
        IncrementalAlterConfigsResponse{{{ErrorCode::invalid_config, why, topic, "click"}}},
        AlterConfigsRequest{{{topic, "click", {{"segment.bytes", "1024"}, {"retention.ms", ""}}}}},
        AlterConfigsResponse{{{ErrorCode::invalid_config, why, topic, "click"}}},
        ListGroupsRequest{{"Stable", "Empty"}},
        ListGroupsResponse{ErrorCode::coordinator_not_available, {{"shop", "consumer", "Stable"}}},
        DescribeGroupsRequest{{"shop", "audit"}},
        DescribeGroupsResponse{
            {{ErrorCode::not_coordinator,
              "shop",
              "Stable",
              "consumer",
              "range",
              {{"m-1", "c-1", NodeId(2), {{"click", "view"}}, {click(6), click(8)}}}}}},
        DescribeLogDirsRequest{{{click(6), click(8)}}},
        DescribeLogDirsResponse{
            {{ErrorCode::none, "/tmp/kafka-logs", {{click(6), 1024, 0}, {click(8), 70, 3}}}}},
        DescribeClusterRequest{},
        DescribeClusterResponse{
            ErrorCode::unknown_server_error,
            why,
            "C1",
            BrokerId(2),
            {{{BrokerId(2), NodeId(2)}, "east"}, {{BrokerId(3), NodeId(3)}, ""}}},
        DescribeTopicPartitionsRequest{
            {"click", "view"}, 500, PartitionCursor{"click", PartitionIndex(6)}},
        DescribeTopicPartitionsResponse{
            {{ErrorCode::none, "click", true, sample_descriptions()},
             {ErrorCode::unknown_topic_or_partition, "view", false, {}}},
            PartitionCursor{"view", PartitionIndex(3)}},
    };
}

inline std::vector<MessageBody> all_samples() {
    std::vector<MessageBody> all = client_samples();
    for (MessageBody& message : group_samples()) all.push_back(std::move(message));
    for (MessageBody& message : broker_samples()) all.push_back(std::move(message));
    for (MessageBody& message : admin_samples()) all.push_back(std::move(message));
    for (MessageBody& message : description_samples()) all.push_back(std::move(message));
    for (MessageBody& message : zookeeper_samples()) all.push_back(std::move(message));
    for (MessageBody& message : quorum_samples(sample_batch())) all.push_back(std::move(message));
    for (MessageBody& message : zab_samples()) all.push_back(std::move(message));
    return all;
}

}  // namespace kscope
