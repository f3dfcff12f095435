#include "gui/session/partition_truths.h"

#include "tests/support/catch.h"

namespace kscope::gui {

TEST_CASE("with KRaft the truth about partitions is what the metadata log says") {
    const TopicId id{1, 2};
    MetadataImage image;
    MetadataDelta delta;
    image.replay(TopicRecord{"click", id}, delta);
    PartitionRegistration registered;
    registered.replicas = {BrokerId(1), BrokerId(2), BrokerId(3)};
    registered.isr = {BrokerId(1), BrokerId(2)};
    registered.elr = {BrokerId(3)};
    registered.leader = BrokerId(1);
    registered.leader_epoch = LeaderEpoch(4);
    image.replay(PartitionRecord{id, PartitionIndex(0), registered}, delta);

    PartitionTruths truths;
    truths.read(image);
    CHECK(truths.partition_count() == 1);
    const TopicPartition click{"click", PartitionIndex(0)};
    REQUIRE(truths.find(click) != nullptr);
    CHECK(truths.find(click)->name == "click-0");
    CHECK(truths.find(click)->state.leader == BrokerId(1));
    CHECK(truths.find(click)->state.isr == registered.isr);
    CHECK(truths.find(click)->elr == registered.elr);

    const MetadataImage before = image;
    PartitionChangeRecord change{id, PartitionIndex(0), {}};
    change.change.leader = BrokerId(2);
    image.replay(change, delta);
    truths.read(image);
    CHECK(truths.find(click)->state.leader == BrokerId(2));
    truths.read(before);  // the window has gone back
    CHECK(truths.find(click)->state.leader == BrokerId(1));

    image.replay(RemoveTopicRecord{id}, delta);
    truths.read(image);
    CHECK(truths.find(click) == nullptr);
    CHECK(truths.partition_count() == 0);
}

TEST_CASE("while nobody decides, the truth is what a broker was told; then the log's again") {
    PartitionState told;
    told.tp = {"click", PartitionIndex(1)};
    told.leader = BrokerId(2);
    told.leader_epoch = LeaderEpoch(7);
    told.isr = {BrokerId(2)};
    told.replicas = {BrokerId(2), BrokerId(3)};
    UpdateMetadataRequest update;
    update.partitions = std::vector<SharedPartitionState>{told};
    ClusterImage image;
    image.apply(update);

    const TopicId id{1, 2};
    MetadataImage log;
    MetadataDelta delta;
    log.replay(TopicRecord{"click", id}, delta);
    PartitionRegistration registered;
    registered.replicas = {BrokerId(1)};
    registered.leader = BrokerId(1);
    log.replay(PartitionRecord{id, PartitionIndex(0), registered}, delta);

    PartitionTruths truths;
    truths.read(log);
    CHECK(truths.partition_count() == 1);
    truths.read(image);
    // Of partition 0 it was told nothing.
    CHECK(truths.partition_count() == 2);
    const PartitionTruth* unknown = truths.find({"click", PartitionIndex(0)});
    REQUIRE(unknown != nullptr);
    CHECK(unknown->state.leader == no_broker);
    const PartitionTruth* one = truths.find(told.tp);
    REQUIRE(one != nullptr);
    CHECK(one->name == "click-1");
    CHECK(one->state == told);
    truths.read(log);
    CHECK(truths.partition_count() == 1);
    CHECK(truths.find({"click", PartitionIndex(0)})->state.leader == BrokerId(1));
}

}  // namespace kscope::gui
