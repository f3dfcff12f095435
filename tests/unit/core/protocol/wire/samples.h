// One message of each kind with all of its fields set. make_golden_frames.py has the same ones.
#pragma once

#include <string>
#include <vector>

#include "core/protocol/message.h"

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
    const Offset o5(5);
    const Duration wait = Duration::millis(500);
    PartitionMetadata p0{ErrorCode::none, PartitionIndex(0), BrokerId(2), LeaderEpoch(5),
                         ids({1, 2, 3}),  ids({2, 3}),       ids({1})};
    return {
        ProduceRequest{-1, Duration::millis(30'000), {{click(0), sample_batch()}}},
        ProduceResponse{{{click(0), ErrorCode::none, Offset(41), Offset(0)},
                         {click(1), ErrorCode::not_leader_or_follower, no_offset, no_offset}}},
        FetchRequest{no_broker,
                     BrokerEpoch(-1),
                     wait,
                     1,
                     52'428'800,
                     9,
                     3,
                     {{click(0), LeaderEpoch(5), Offset(40), LeaderEpoch(4), no_offset, 1'048'576}},
                     {}},
        FetchResponse{
            ErrorCode::none,
            9,
            {{click(0), ErrorCode::none, Offset(42), Offset(42), Offset(0), {}, {sample_batch()}},
             {click(1),
              ErrorCode::none,
              Offset(7),
              Offset(7),
              Offset(0),
              EpochEnd{LeaderEpoch(3), Offset(6)},
              {}}}},
        ListOffsetsRequest{no_broker, {{click(0), LeaderEpoch(5), latest_timestamp}}},
        ListOffsetsResponse{{{click(0), ErrorCode::none, -1, Offset(42), LeaderEpoch(5)}}},
        OffsetForLeaderEpochRequest{no_broker, {{click(0), LeaderEpoch(5), LeaderEpoch(4)}}},
        OffsetForLeaderEpochResponse{
            {{click(0), ErrorCode::none, EpochEnd{LeaderEpoch(4), Offset(33)}}}},
        MetadataRequest{std::vector<std::string>{"click", "view"}, true},
        MetadataResponse{{{BrokerId(1), NodeId(1)}, {BrokerId(2), NodeId(2)}},
                         BrokerId(1),
                         {{ErrorCode::none, "click", false, {p0}}}},
        CreateTopicsRequest{
            {{"click", -1, -1, {ids({1, 2}), ids({2, 3})}, {{"min.insync.replicas", "2"}}}},
            Duration::millis(30'000)},
        CreateTopicsResponse{{{"click", ErrorCode::topic_already_exists, "it is there"}}},
        InitProducerIdRequest{ProducerId(4'000), ProducerEpoch(2)},
        InitProducerIdResponse{ErrorCode::none, ProducerId(4'000), ProducerEpoch(3)},
        OffsetCommitRequest{"shop", Generation(3), "m-1", {{click(0), o5, LeaderEpoch(5), "note"}}},
        OffsetCommitResponse{{{click(0), ErrorCode::illegal_generation}}},
        OffsetFetchRequest{"shop", std::vector<TopicPartition>{click(0), click(1)}},
        OffsetFetchResponse{ErrorCode::none, {{click(0), o5, LeaderEpoch(5), "note"}}},
        FindCoordinatorRequest{"shop"},
        FindCoordinatorResponse{ErrorCode::none, {BrokerId(2), NodeId(2)}},
        JoinGroupRequest{"shop",
                         Duration::millis(45'000),
                         Duration::millis(300'000),
                         "m-1",
                         "c-1",
                         {{"range", {{"click", "view"}}}}},
        JoinGroupResponse{
            ErrorCode::none, Generation(3), "range", "m-1", "m-1", {{"m-1", {{"click", "view"}}}}},
        HeartbeatRequest{"shop", Generation(3), "m-1"},
        HeartbeatResponse{ErrorCode::rebalance_in_progress},
        LeaveGroupRequest{"shop", "m-1"},
        LeaveGroupResponse{ErrorCode::unknown_member_id},
        SyncGroupRequest{"shop", Generation(3), "m-1", {{"m-1", {click(0), click(1)}}}},
        SyncGroupResponse{ErrorCode::none, {click(0), click(1)}},
    };
}

inline std::vector<MessageBody> broker_samples() {
    const BrokerId one(1);
    const ControllerEpoch four(4);
    const BrokerEpoch epoch(25);
    const std::vector<BrokerEndpoint> live{{BrokerId(2), NodeId(2)}};
    return {
        LeaderAndIsrRequest{one, four, epoch, false, {{sample_state(0), {}}}, live},
        LeaderAndIsrResponse{ErrorCode::none, {{click(0), ErrorCode::none}}},
        StopReplicaRequest{one, four, epoch, {{click(0), LeaderEpoch(5), true}}},
        StopReplicaResponse{ErrorCode::none, {{click(0), ErrorCode::none}}},
        UpdateMetadataRequest{one, four, epoch, {sample_state(0)}, live},
        UpdateMetadataResponse{ErrorCode::stale_controller_epoch},
        AlterPartitionRequest{BrokerId(2), epoch, {{click(0), LeaderEpoch(5), ids({2, 3}), 6}}},
        AlterPartitionResponse{
            ErrorCode::none,
            {{click(0), ErrorCode::none, BrokerId(2), LeaderEpoch(5), ids({2, 3}), 7}}},
        AllocateProducerIdsRequest{BrokerId(2), epoch},
        AllocateProducerIdsResponse{ErrorCode::none, ProducerId(4'000), 1'000},
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
    };
}

inline std::vector<MessageBody> all_samples() {
    std::vector<MessageBody> all = client_samples();
    for (MessageBody& message : broker_samples()) all.push_back(std::move(message));
    for (MessageBody& message : zookeeper_samples()) all.push_back(std::move(message));
    return all;
}

}  // namespace kscope
