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
    request.partitions = std::vector<SharedPartitionState>(states.begin(), states.end());
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

TEST_CASE("who knew the same and is told the same knows it together") {
    ClusterImage a;
    ClusterImage b;
    const UpdateMetadataRequest first = update({state(0, 1, 0), state(1, 2, 0)}, {1, 2});
    const UpdateMetadataRequest too = first;  // as many requests as there are brokers
    a.apply(first);
    b.apply(too);
    CHECK(a.shares_topics_with(b));
    const UpdateMetadataRequest next = update({state(0, 2, 1)}, {2});
    const UpdateMetadataRequest next_too = next;
    a.apply(next);
    CHECK_FALSE(a.shares_topics_with(b));
    CHECK(b.partition_state({"click", PartitionIndex(0)})->leader_epoch == LeaderEpoch(0));
    b.apply(next_too);
    CHECK(a.shares_topics_with(b));
    CHECK(b.partition_state({"click", PartitionIndex(0)})->leader_epoch == LeaderEpoch(1));
}

TEST_CASE("who knew something else takes only what it is told") {
    ClusterImage ahead;
    ClusterImage behind;
    ahead.apply(update({state(0, 1, 0), state(1, 2, 0)}, {1, 2}));
    behind.apply(update({state(0, 1, 0)}, {1, 2}));
    const UpdateMetadataRequest next = update({state(0, 2, 1)}, {2});
    const UpdateMetadataRequest next_too = next;
    ahead.apply(next);
    behind.apply(next_too);
    CHECK(behind.partition_state({"click", PartitionIndex(0)})->leader_epoch == LeaderEpoch(1));
    CHECK(behind.partition_state({"click", PartitionIndex(1)}) == nullptr);
    CHECK(ahead.partition_state({"click", PartitionIndex(1)}) != nullptr);
}

TEST_CASE("a broker that starts shares what the controller has told all others") {
    const std::vector<SharedPartitionState> states{state(0, 1, 0), state(1, 2, 0)};
    UpdateMetadataRequest told = update({}, {1, 2});
    told.partitions = states;
    const UpdateMetadataRequest told_too = told;
    ClusterImage controller;
    controller.apply(told);
    const auto join = [&](std::vector<SharedPartitionState> all, ClusterImage& image) {
        UpdateMetadataRequest everything = update({}, {1, 2});
        everything.partitions = std::move(all);
        controller.lend_to(everything.partitions);
        image.apply(everything);
        return image.shares_topics_with(controller);
    };
    ClusterImage fresh;
    CHECK(join(states, fresh));
    CHECK(fresh.partition_count("click") == 2);
    ClusterImage older;
    older.apply(update({state(0, 2, 7)}, {1}));
    CHECK(join(states, older));
    CHECK(older.partition_state({"click", PartitionIndex(0)})->leader == BrokerId(1));
    ClusterImage wider;  // knows a partition that is not among all
    wider.apply(update({state(2, 2, 7)}, {1}));
    CHECK_FALSE(join(states, wider));
    CHECK(wider.partition_count("click") == 3);
    ClusterImage other;  // equal values, but not what the controller has told
    CHECK_FALSE(join({state(0, 1, 0), state(1, 2, 0)}, other));
    CHECK_FALSE(join({states[0]}, other));
    CHECK(other.partition_count("click") == 2);
}

TEST_CASE("an image's digest is of its content, not of who shares it") {
    ClusterImage at_once;
    at_once.apply(update({state(0, 1, 0), state(1, 2, 0)}, {1, 2}));
    ClusterImage in_parts;
    in_parts.apply(update({state(0, 1, 0)}, {1}));
    Digest early;
    in_parts.digest(early);
    in_parts.apply(update({state(1, 2, 0)}, {1, 2}));
    Digest a;
    Digest b;
    at_once.digest(a);
    in_parts.digest(b);
    CHECK(a == b);
    CHECK_FALSE(a == early);
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

TEST_CASE("before KIP-320 metadata has leaders without their epochs") {
    ClusterImage image;
    image.apply(update({state(0, 1, 3)}, {1}));
    const MetadataRequest all;
    const PartitionMetadata told = image.metadata(all).topics[0].partitions[0];
    CHECK(told.leader_epoch == LeaderEpoch(3));
    const PartitionMetadata untold =
        image.metadata(all, LeaderEpochs::untold).topics[0].partitions[0];
    CHECK(untold.leader == BrokerId(1));
    CHECK(untold.leader_epoch == no_leader_epoch);
}

}  // namespace kscope
