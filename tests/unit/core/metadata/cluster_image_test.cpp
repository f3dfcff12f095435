#include "core/metadata/cluster_image.h"

#include "tests/support/catch.h"

namespace kscope {
namespace {

PartitionState state(int partition, int leader, int epoch) {
    PartitionState s;
    s.tp = {"click", PartitionIndex(partition)};
    s.leader = BrokerId(leader);
    s.leader_epoch = LeaderEpoch(epoch);
    s.isr = {BrokerId(1), BrokerId(2)};
    s.replicas = {BrokerId(1), BrokerId(2)};
    return s;
}

UpdateMetadataRequest update(std::vector<PartitionState> states, std::vector<int> live) {
    UpdateMetadataRequest request;
    request.controller = BrokerId(1);
    request.controller_epoch = ControllerEpoch(1);
    for (PartitionState& s : states) request.partitions.emplace_back(std::move(s));
    for (const int b : live) request.live_brokers.push_back({BrokerId(b), NodeId(10 + b)});
    return request;
}

}  // namespace

TEST_CASE("the image merges partitions and replaces live brokers") {
    ClusterImage image;
    image.apply(update({state(0, 1, 0), state(1, 2, 0)}, {2, 1}));
    CHECK(image.partition_count("click") == 2);
    CHECK(image.leader_endpoint({"click", PartitionIndex(1)})->node == NodeId(12));

    const ClusterImage before = image;
    CHECK(before.shares_with(image));
    image.apply(update({state(0, 2, 1)}, {2}));
    CHECK_FALSE(image.alive(BrokerId(1)));
    CHECK(image.partition_state({"click", PartitionIndex(0)})->leader_epoch == LeaderEpoch(1));
    CHECK(image.partition_state({"click", PartitionIndex(1)})->leader == BrokerId(2));
    CHECK(before.partition_state({"click", PartitionIndex(0)})->leader == BrokerId(1));
    CHECK(image.partition_state({"click", PartitionIndex(9)}) == nullptr);
    CHECK(image.partition_state({"click", PartitionIndex(-1)}) == nullptr);
}

TEST_CASE("a topic that is being deleted is forgotten, partition by partition") {
    ClusterImage image;
    image.apply(update({state(0, 1, 0), state(1, 2, 0)}, {2, 1}));
    image.apply(update({state(1, -2, 0)}, {2, 1}));  // LeaderAndIsr.LeaderDuringDelete
    CHECK(image.partition_count("click") == 1);
    image.apply(update({state(0, -2, 0), state(5, -2, 0)}, {2, 1}));
    CHECK_FALSE(image.has_topic("click"));
    image.apply(update({state(0, -2, 0)}, {2, 1}));  // told again
    CHECK_FALSE(image.has_topic("click"));
}

TEST_CASE("metadata of a leader that is gone is LEADER_NOT_AVAILABLE") {
    ClusterImage image;
    image.apply(update({state(0, 1, 3)}, {2}));
    const TopicMetadata topic = image.topic_metadata("click");
    REQUIRE(topic.partitions.size() == 1);
    CHECK(topic.partitions[0].error == ErrorCode::leader_not_available);
    CHECK(topic.partitions[0].leader == no_broker);
    CHECK(topic.partitions[0].leader_epoch == LeaderEpoch(3));
    CHECK(topic.partitions[0].offline_replicas == std::vector<BrokerId>{BrokerId(1)});
    CHECK(image.topic_metadata("nope").error == ErrorCode::unknown_topic_or_partition);
    MetadataRequest all;
    CHECK(image.metadata(all).topics.size() == 1);
}

}  // namespace kscope
