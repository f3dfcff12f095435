#include "core/metadata/image/metadata_image.h"

#include "tests/support/catch.h"

namespace kscope {

namespace {

const TopicId click_id{1, 1};

BrokerRegistration image_broker(std::int32_t id) {
    return {BrokerId(id),
            {1, static_cast<std::uint64_t>(id)},
            BrokerEpoch(10 + id),
            NodeId(id),
            "",
            true,
            false};
}

PartitionRegistration led_by(std::int32_t leader) {
    PartitionRegistration state;
    state.replicas = {BrokerId(1), BrokerId(2)};
    state.isr = {BrokerId(1), BrokerId(2)};
    state.leader = BrokerId(leader);
    return state;
}

struct Replayed {
    MetadataImage image;
    MetadataDelta delta;
    void operator()(MetadataRecord record) { image.replay(record, delta); }
};

Replayed one_topic() {
    Replayed replayed;
    replayed(image_broker(1));
    replayed(image_broker(2));
    replayed(BrokerRegistrationChangeRecord{
        BrokerId(1), BrokerEpoch(11), BrokerRegistrationChangeRecord::Fencing::unfence, false});
    replayed(TopicRecord{"click", click_id});
    replayed(ConfigRecord{2, "click", "min.insync.replicas", "2"});
    replayed(PartitionRecord{click_id, PartitionIndex(0), led_by(1)});
    replayed(PartitionRecord{click_id, PartitionIndex(1), led_by(2)});
    return replayed;
}

}  // namespace

TEST_CASE("an image is what its records come to", "[image]") {
    Replayed all = one_topic();
    CHECK(all.image.is_active(BrokerId(1)));
    CHECK_FALSE(all.image.is_active(BrokerId(2)));
    CHECK(all.image.topic("click")->partitions.size() == 2);
    CHECK(all.image.topic_config("click") == ConfigEntries{{"min.insync.replicas", "2"}});
    PartitionChange change;
    change.leader = BrokerId(2);
    change.isr = ReplicaIds{BrokerId(2)};
    all(PartitionChangeRecord{click_id, PartitionIndex(0), change});
    const PartitionRegistration* known = all.image.partition({"click", PartitionIndex(0)});
    REQUIRE(known != nullptr);
    CHECK(known->leader == BrokerId(2));
    CHECK(known->leader_epoch == LeaderEpoch(1));
    CHECK(known->partition_epoch == 1);
    CHECK(all.image.partition({"click", PartitionIndex(2)}) == nullptr);
}

TEST_CASE("a broker that shuts down is not active, though it is not fenced", "[image]") {
    Replayed all = one_topic();
    all(BrokerRegistrationChangeRecord{BrokerId(1), BrokerEpoch(11),
                                       BrokerRegistrationChangeRecord::Fencing::unchanged, true});
    CHECK_FALSE(all.image.is_active(BrokerId(1)));
    CHECK_FALSE(all.image.broker(BrokerId(1))->fenced);
}

TEST_CASE("a topic that goes takes its configuration and what was told of it", "[image]") {
    Replayed all = one_topic();
    CHECK(all.delta.partitions.size() == 2);
    all(RemoveTopicRecord{click_id});
    CHECK(all.image.topic("click") == nullptr);
    CHECK(all.image.topic_config("click").empty());
    CHECK(all.delta.partitions.empty());
    CHECK(all.delta.removed_topics == std::vector<std::string>{"click"});
    // Made again it is another topic.
    all(TopicRecord{"click", TopicId{1, 2}});
    CHECK(all.image.topic("click")->id == TopicId{1, 2});
    CHECK(all.image.topic(click_id) == nullptr);
}

TEST_CASE("a copy of an image keeps what it was", "[image]") {
    Replayed all = one_topic();
    const MetadataImage before = all.image;
    PartitionChange change;
    change.leader = no_broker;
    all(PartitionChangeRecord{click_id, PartitionIndex(0), change});
    CHECK(before.partition({"click", PartitionIndex(0)})->leader == BrokerId(1));
    CHECK(all.image.partition({"click", PartitionIndex(0)})->leader == no_broker);
}

TEST_CASE("the records of an image make the same image", "[image]") {
    const Replayed all = one_topic();
    Replayed again;
    for (const MetadataRecord& record : all.image.to_records()) again(record);
    Digest a;
    Digest b;
    all.image.digest(a);
    again.image.digest(b);
    CHECK(a.value() == b.value());
}

TEST_CASE("whatever differs in an image, its digest differs", "[image]") {
    const auto digest_of_image = [](const MetadataImage& image) {
        Digest d;
        image.digest(d);
        return d.value();
    };
    const Replayed before = one_topic();
    const auto differs_after = [&](MetadataRecord record) {
        Replayed after = one_topic();
        after(std::move(record));
        return digest_of_image(after.image) != digest_of_image(before.image);
    };
    PartitionRegistration state = led_by(1);
    CHECK_FALSE(differs_after(PartitionRecord{click_id, PartitionIndex(0), state}));
    state.removing = {BrokerId(2)};
    CHECK(differs_after(PartitionRecord{click_id, PartitionIndex(0), state}));
    state = led_by(1);
    state.adding = {BrokerId(2)};
    CHECK(differs_after(PartitionRecord{click_id, PartitionIndex(0), state}));
    state = led_by(1);
    state.last_known_elr = {BrokerId(2)};
    CHECK(differs_after(PartitionRecord{click_id, PartitionIndex(0), state}));
    state = led_by(1);
    state.recovering = true;
    CHECK(differs_after(PartitionRecord{click_id, PartitionIndex(0), state}));
    CHECK(differs_after(ConfigRecord{2, "click", "min.insync.replicas", "1"}));
    CHECK(differs_after(FeatureLevelRecord{"metadata.version", 21}));
    BrokerRegistration racked = image_broker(2);
    racked.rack = "east";
    CHECK(differs_after(racked));
}

}  // namespace kscope
