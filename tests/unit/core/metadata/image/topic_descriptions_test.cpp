// DescribeTopicPartitions: the cases of DescribeTopicPartitionsRequestHandlerTest and
// MetadataCacheTest.testGetTopicMetadataForDescribeTopicPartitionsResponse, without authorization.
#include "core/metadata/image/topic_descriptions.h"

#include "tests/support/catch.h"

namespace kscope {

namespace {

using Cursor = std::optional<PartitionCursor>;

Cursor cursor_at(const std::string& topic, std::int32_t partition) {
    return PartitionCursor{topic, PartitionIndex(partition)};
}

// Broker 0 is alive, 1 is fenced, 2 never came.
MetadataImage two_topics() {
    MetadataImage image;
    MetadataDelta delta;
    for (const std::int32_t id : {0, 1}) {
        RegisterBrokerRecord broker;
        broker.broker = BrokerId(id);
        broker.broker_epoch = BrokerEpoch(id);
        broker.fenced = id == 1;
        image.replay(broker, delta);
    }
    PartitionRegistration state;
    state.replicas = {BrokerId(0), BrokerId(1), BrokerId(2)};
    state.isr = {BrokerId(0)};
    state.elr = {BrokerId(1)};
    state.last_known_elr = {BrokerId(2)};
    state.leader = BrokerId(0);
    state.leader_epoch = LeaderEpoch(7);
    const auto add = [&](const std::string& name, std::uint64_t id, std::int32_t partitions) {
        image.replay(TopicRecord{name, {1, id}}, delta);
        for (std::int32_t i = 0; i < partitions; ++i) {
            image.replay(PartitionRecord{{1, id}, PartitionIndex(i), state}, delta);
        }
    };
    add("topic1", 1, 2);
    add("topic2", 2, 1);
    return image;
}

// "topic1:0,1 topic2:0", then the cursor: "topic3@0".
std::string told(const std::vector<std::string>& topics, std::int32_t limit = 2000,
                 const Cursor& cursor = {}) {
    std::string text;
    const auto response = describe_topic_partitions(two_topics(), {topics, limit, cursor});
    for (const DescribedTopic& topic : response.topics) {
        text += (text.empty() ? "" : " ") + topic.topic + ":";
        if (topic.error != ErrorCode::none) text += name_of(topic.error);
        for (const DescribedPartition& partition : topic.partitions) {
            text += text.back() == ':' ? "" : ",";
            text += std::to_string(partition.metadata.partition.value());
        }
    }
    if (const Cursor& next = response.next_cursor) {
        text += " " + next->topic + "@" + std::to_string(next->partition.value());
    }
    return text;
}

}  // namespace

TEST_CASE("a described partition has its eligible leader replicas", "[image]") {
    const auto response = describe_topic_partitions(two_topics(), {{"topic1"}, 2000, {}});
    REQUIRE(response.topics.size() == 1);
    CHECK_FALSE(response.topics[0].is_internal);
    REQUIRE(response.topics[0].partitions.size() == 2);
    const DescribedPartition& last = response.topics[0].partitions[1];
    CHECK(last.metadata.error == ErrorCode::none);
    CHECK(last.metadata.partition == PartitionIndex(1));
    CHECK(last.metadata.leader == BrokerId(0));
    CHECK(last.metadata.leader_epoch == LeaderEpoch(7));
    CHECK(last.metadata.replicas.size() == 3);
    CHECK(last.metadata.isr == std::vector<BrokerId>{BrokerId(0)});
    const std::vector<BrokerId> offline{BrokerId(1), BrokerId(2)};
    CHECK(last.metadata.offline_replicas == offline);
    CHECK(last.elr == std::vector<BrokerId>{BrokerId(1)});
    CHECK(last.last_known_elr == std::vector<BrokerId>{BrokerId(2)});
}

TEST_CASE("who has no leader that is alive says so, without an error", "[image]") {
    MetadataImage image = two_topics();
    MetadataDelta delta;
    PartitionChange change;
    change.leader = BrokerId(1);
    image.replay(PartitionChangeRecord{{1, 2}, PartitionIndex(0), change}, delta);
    const auto response = describe_topic_partitions(image, {{"topic2"}, 2000, {}});
    CHECK(response.topics.at(0).partitions.at(0).metadata.leader == no_broker);
    CHECK(response.topics[0].partitions[0].metadata.error == ErrorCode::none);
}

TEST_CASE("topics come by name, once each, all of them if none is named", "[image]") {
    CHECK(told({"topic2", "topic1", "topic2"}) == "topic1:0,1 topic2:0");
    CHECK(told({}) == "topic1:0,1 topic2:0");
    CHECK(told({"topic0", "topic1", "a b"}) ==
          "a b:INVALID_TOPIC_EXCEPTION topic0:UNKNOWN_TOPIC_OR_PARTITION topic1:0,1");
}

TEST_CASE("an answer has as many partitions as are allowed, and says where to go on", "[image]") {
    CHECK(told({}, 1) == "topic1:0 topic1@1");
    CHECK(told({}, 2) == "topic1:0,1 topic2@0");
    CHECK(told({}, 3) == "topic1:0,1 topic2:0");
    CHECK(told({}, 0) == "topic1:0 topic1@1");  // one at least
    CHECK(told({}, -5) == "topic1:0 topic1@1");
    // The cursor's topic need not exist.
    CHECK(told({"topic1", "topic1b"}, 2) == "topic1:0,1 topic1b@0");
    CHECK(told({"topic0", "topic1"}, 2) == "topic0:UNKNOWN_TOPIC_OR_PARTITION topic1:0,1");
}

TEST_CASE("an answer goes on at the cursor", "[image]") {
    const std::vector<std::string> both{"topic1", "topic2"};
    CHECK(told(both, 2000, cursor_at("topic1", 1)) == "topic1:1 topic2:0");
    CHECK(told({}, 1, cursor_at("topic1", 1)) == "topic1:1 topic2@0");
    CHECK(told(both, 2000, cursor_at("topic2", 0)) == "topic2:0");
    CHECK(told({}, 2000, cursor_at("topic1b", 5)) == "topic2:0");
    // Beyond the topic's end there is nothing.
    CHECK(told({}, 2000, cursor_at("topic1", 2'147'483'647)) == "topic1: topic2:0");
}

TEST_CASE("a cursor that names no topic of the request, or no partition, is refused", "[image]") {
    const std::string refused = "topic1:INVALID_REQUEST topic2:INVALID_REQUEST";
    CHECK(told({"topic1", "topic2"}, 2000, cursor_at("Non-existing", 0)) == refused);
    CHECK(told({"topic1", "topic2"}, 2000, cursor_at("topic1", -1)) == refused);
}

}  // namespace kscope
