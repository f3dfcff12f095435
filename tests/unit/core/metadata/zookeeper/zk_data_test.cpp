#include "core/metadata/zookeeper/zk_data.h"

#include <algorithm>

#include "core/config/kafka_version.h"
#include "tests/support/catch.h"

namespace kscope {

namespace {

const WallTime noon = WallTime::from_millis(1704110400000);

std::string broker_as_of(const char* version, const std::string& rack = "") {
    return BrokerIdZNode::encode({"localhost", 9093, rack, noon}, features_of(version));
}

std::string topic_as_of(const char* version, const std::vector<ReplicaAssignment>& assignments) {
    return TopicZNode::encode(assignments, features_of(version));
}

bool has_path(const char* version, const std::string& path) {
    const auto paths = persistent_zk_paths(features_of(version));
    return std::find(paths.begin(), paths.end(), path) != paths.end();
}

}  // namespace

TEST_CASE("a version has the znodes that it had, parents first") {
    const std::vector<std::string> oldest{
        "/consumers",      "/brokers", "/brokers/ids",         "/brokers/topics", "/config",
        "/config/changes", "/admin",   "/admin/delete_topics", "/config/topics"};
    CHECK(persistent_zk_paths(features_of("0.8")) == oldest);
    const auto since = [](const char* path, const char* before, const char* version) {
        INFO(path);
        CHECK_FALSE(has_path(before, path));
        CHECK(has_path(version, path));
        CHECK(has_path("3.9", path));
    };
    since("/isr_change_notification", "0.8", "0.9");
    since("/brokers/seqid", "0.8", "0.9");
    since("/config/clients", "0.8", "0.9");
    since("/latest_producer_id_block", "0.10.2", "0.11");
    since("/log_dir_event_notification", "0.11", "1.1");
    since("/config/users", "0.11", "1.1");
    since("/config/brokers", "0.11", "1.1");
    since("/config/ips", "2.5", "2.8");
    for (const std::string& version : supported_versions()) {
        if (!can_run_zookeeper(version)) continue;
        const auto paths = persistent_zk_paths(features_of(version));
        for (std::size_t i = 0; i < paths.size(); ++i) {
            const std::string parent = paths[i].substr(0, paths[i].rfind('/'));
            INFO(version << " " << paths[i]);
            CHECK((parent.empty() ||
                   std::find(paths.begin(), paths.begin() + static_cast<std::ptrdiff_t>(i),
                             parent) != paths.begin() + static_cast<std::ptrdiff_t>(i)));
        }
    }
}

TEST_CASE("a registration is in the version of its time") {
    CHECK(broker_as_of("0.8") == R"({"jmx_port":-1,"timestamp":"1704110400000",)"
                                 R"("host":"localhost","version":1,"port":9093})");
    CHECK(
        broker_as_of("0.9") ==
        R"({"jmx_port":-1,"timestamp":"1704110400000","endpoints":["PLAINTEXT://localhost:9093"],)"
        R"("host":"localhost","version":2,"port":9093})");
    const std::string fourth =
        R"({"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},)"
        R"("endpoints":["PLAINTEXT://localhost:9093"],"jmx_port":-1,"host":"localhost",)"
        R"("timestamp":"1704110400000","port":9093,"version":4})";
    for (const char* version : {"0.10.2", "0.11", "1.1", "2.0", "2.5"}) {
        CHECK(broker_as_of(version) == fourth);
    }
    const std::string fifth =
        R"({"features":{},"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},)"
        R"("endpoints":["PLAINTEXT://localhost:9093"],"rack":"r\"1","jmx_port":-1,"port":9093,)"
        R"("host":"localhost","version":5,"timestamp":"1704110400000"})";
    for (const char* version : {"2.8", "3.3", "3.9"}) CHECK(broker_as_of(version, "r\"1") == fifth);
    CHECK(broker_as_of("2.5", "r1").find(R"("rack":"r1")") != std::string::npos);
    CHECK(broker_as_of("0.9", "r1") == broker_as_of("0.9"));
    const auto read = BrokerIdZNode::decode(fifth);
    REQUIRE(read);
    CHECK(read->host == "localhost");
    CHECK(read->port == 9093);
    CHECK(read->rack == "r\"1");
    const auto first = BrokerIdZNode::decode(broker_as_of("0.8"));
    REQUIRE(first);
    CHECK(first->rack.empty());
    CHECK(BrokerIdZNode::decode(R"({"port":1,"host":"h","rack":null,"new":[{}]})"));
    for (const char* text : {"", "gone", "{}", R"({"host":"h"})", R"({"host":"h","port":"1"})",
                             R"({"host":"h","port":99999999999})"}) {
        INFO(text);
        CHECK_FALSE(BrokerIdZNode::decode(text));
    }
}

TEST_CASE("the controller's znode has a time, and since KIP-866 the epoch of KRaft's") {
    const auto written = [](const char* version) {
        return ControllerZNode::encode(BrokerId(3), noon, features_of(version));
    };
    CHECK(written("3.9") == R"({"version":2,"brokerid":3,"timestamp":"1704110400000",)"
                            R"("kraftControllerEpoch":-1})");
    const std::string before = R"({"version":1,"brokerid":3,"timestamp":"1704110400000"})";
    for (const char* version : {"0.8", "2.0", "3.3"}) CHECK(written(version) == before);
    CHECK(ControllerZNode::decode(written("3.9")) == BrokerId(3));
    CHECK(ControllerZNode::decode(R"({"new":1,"brokerid":4})") == BrokerId(4));
    CHECK_FALSE(ControllerZNode::decode(R"({"version":1})"));
    CHECK(ControllerEpochZNode::decode("12") == ControllerEpoch(12));
    for (const char* text : {"", "x", "1x", " 1"}) CHECK_FALSE(ControllerEpochZNode::decode(text));
}

TEST_CASE("a topic's znode: version 2 since KIP-455, 3 since KIP-516") {
    const std::vector<ReplicaAssignment> rests{{{BrokerId(1)}, {}, {}}, {{BrokerId(3)}, {}, {}}};
    CHECK(topic_as_of("0.8", rests) == R"({"version":1,"partitions":{"0":[1],"1":[3]}})");
    CHECK(topic_as_of("2.0", rests) == topic_as_of("0.8", rests));
    CHECK(topic_as_of("2.5", rests) == R"({"version":2,"partitions":{"0":[1],"1":[3]},)"
                                       R"("adding_replicas":{},"removing_replicas":{}})");
    CHECK(topic_as_of("3.9", rests) == R"({"partitions":{"0":[1],"1":[3]},"adding_replicas":{},)"
                                       R"("removing_replicas":{},"version":3})");
    const std::vector<ReplicaAssignment> moves{
        {{BrokerId(1)}, {}, {}}, {{BrokerId(3), BrokerId(2)}, {BrokerId(3)}, {BrokerId(2)}}};
    CHECK(topic_as_of("2.8", moves) == R"({"partitions":{"0":[1],"1":[3,2]},)"
                                       R"("adding_replicas":{"1":[3]},)"
                                       R"("removing_replicas":{"1":[2]},"version":3})");
    for (const char* version : {"0.8", "2.0", "2.5", "3.9"}) {
        CHECK(TopicZNode::decode(topic_as_of(version, moves)) == moves);
    }
    CHECK(TopicZNode::decode(R"({"topic_id":"AAAA","partitions":{"1":[2],"0":[1]}})") ==
          std::vector<ReplicaAssignment>{{{BrokerId(1)}, {}, {}}, {{BrokerId(2)}, {}, {}}});
    for (const char* text :
         {"", "null", R"({"partitions":{"1":[1]}})", R"({"partitions":{"0":[]}})",
          R"({"partitions":{"x":[1]}})", R"({"partitions":{"0":["1"]}})", R"({"partitions":[]})",
          R"({"partitions":{"0":[1]}} and more)"}) {
        INFO(text);
        CHECK_FALSE(TopicZNode::decode(text));
    }
}

TEST_CASE("a partition's state") {
    PartitionState state;
    state.controller_epoch = ControllerEpoch(4);
    state.leader = BrokerId(1);
    state.leader_epoch = LeaderEpoch(2);
    state.isr = {BrokerId(1), BrokerId(3)};
    const std::string json = TopicPartitionStateZNode::encode(state);
    CHECK(json == R"({"controller_epoch":4,"leader":1,"version":1,"leader_epoch":2,"isr":[1,3]})");
    ZkStat stat;
    stat.version = 9;
    const auto back = TopicPartitionStateZNode::decode(json, stat);
    REQUIRE(back);
    CHECK(back->isr == state.isr);
    CHECK(back->partition_epoch == 9);
    const auto other = TopicPartitionStateZNode::decode(
        R"({ "isr" : [ 1, 3 ], "leader_recovery_state":0, "leader_epoch":2, "leader":1,)"
        R"( "controller_epoch":4 })",
        stat);
    REQUIRE(other);
    CHECK(other->isr == state.isr);
    CHECK(other->leader == BrokerId(1));
    CHECK(other->leader_epoch == LeaderEpoch(2));
    for (const char* text : {"", "{}", "garbage", R"({"leader":1,"leader_epoch":2,"isr":[1]})",
                             R"({"controller_epoch":4,"leader":"1","leader_epoch":2,"isr":[1]})"}) {
        INFO(text);
        CHECK_FALSE(TopicPartitionStateZNode::decode(text, stat));
    }
    CHECK(TopicPartitionStateZNode::path({"click", PartitionIndex(0)}) ==
          "/brokers/topics/click/partitions/0/state");
}

TEST_CASE("configurations, notifications and producer ids come back as they were written") {
    const ConfigEntries entries{{"a", "1"}, {"b", "x\"y"}};
    CHECK(TopicConfigZNode::decode(TopicConfigZNode::encode(entries)) == entries);
    CHECK(TopicConfigZNode::decode(R"({"config":{"b":"x\"y","a":"1"},"version":1})") == entries);
    CHECK_FALSE(TopicConfigZNode::decode(R"({"config":{"a":1}})"));
    CHECK(ConfigChangeNotificationZNode::decode(
              ConfigChangeNotificationZNode::encode("brokers/1")) == "brokers/1");
    CHECK_FALSE(ConfigChangeNotificationZNode::decode(R"({"version":1})"));
    CHECK(ConfigChangeNotificationZNode::number_of("config_change_0000000012") == 12);
    CHECK_FALSE(ConfigChangeNotificationZNode::number_of("config_change_x"));
    const std::vector<TopicPartition> two{{"a", PartitionIndex(0)}, {"b", PartitionIndex(1)}};
    CHECK(IsrChangeNotificationZNode::decode(IsrChangeNotificationZNode::encode(two)) == two);
    CHECK_FALSE(IsrChangeNotificationZNode::decode(R"({"partitions":[{"topic":"a"}]})"));
    const std::string written =
        ProducerIdBlockZNode::encode({BrokerId(1), ProducerId(1000), ProducerId(1999)});
    CHECK(written == R"({"version":1,"broker":1,"block_start":"1000","block_end":"1999"})");
    const auto block = ProducerIdBlockZNode::decode(written);
    REQUIRE(block);
    CHECK(block->last == ProducerId(1999));
    CHECK_FALSE(ProducerIdBlockZNode::decode(R"({"broker":1,"block_start":"a","block_end":"1"})"));
}

TEST_CASE("a new cluster gets an id, and from KIP-584 on a znode of features") {
    CHECK(ClusterIdZNode::encode("kscope") == R"({"version":"1","id":"kscope"})");
    CHECK_FALSE(features_of("0.9").cluster_id_znode);
    CHECK(features_of("0.10.2").cluster_id_znode);
    CHECK(features_of("2.5").feature_znode_version == 0);
    CHECK(FeatureZNode::encode(features_of("2.8")) == R"({"features":{},"version":1,"status":1})");
    CHECK(FeatureZNode::encode(features_of("3.3")) == R"({"features":{},"version":2,"status":1})");
}

}  // namespace kscope
