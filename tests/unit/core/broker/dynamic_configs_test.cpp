// Dynamic configurations of brokers with ZooKeeper (KIP-226): /config/brokers, /config/changes, and
// what a broker does with them.
#include "core/broker/replication_throttle.h"
#include "tests/support/catch.h"
#include "tests/unit/core/broker/mini_cluster.h"

namespace kscope::test {

namespace {

constexpr auto set_key = ConfigOperation::set;
constexpr auto drop_key = ConfigOperation::remove;

struct DynamicCluster {
    MiniCluster cluster;
    std::vector<ConnId> to;  // by broker id

    explicit DynamicCluster(MiniCluster::Adjust adjust = watch_configs) : cluster(2, adjust) {
        cluster.run_for(Duration::seconds(5));
        to = {no_connection, cluster.connect(1), cluster.connect(2)};
    }
    static void watch_configs(BrokerSpec& spec) { spec.watches_configs = true; }

    AlterConfigsResult alter(std::int32_t broker, const std::string& name,
                             std::vector<ConfigAlteration> alterations) {
        AlteredResource wish{ConfigResourceType::broker, name, std::move(alterations)};
        const auto answer = cluster.ask<IncrementalAlterConfigsResponse>(
            to.at(static_cast<std::size_t>(broker)), IncrementalAlterConfigsRequest{{wish}});
        cluster.run_for(Duration::millis(100));  // until all brokers have heard of it
        return answer.results.at(0);
    }
    ConfigEntry told(std::int32_t broker, const std::string& key, bool of_all = false) {
        ConfigResource resource{
            ConfigResourceType::broker, of_all ? "" : std::to_string(broker), {}};
        resource.keys = std::vector<std::string>{key};
        const auto answer = cluster.ask<DescribeConfigsResponse>(
            to.at(static_cast<std::size_t>(broker)), DescribeConfigsRequest{{resource}});
        REQUIRE(answer.results.at(0).error == ErrorCode::none);
        const auto& entries = answer.results.at(0).entries;
        return entries.empty() ? ConfigEntry{} : entries.front();
    }
    void create(const std::string& topic, ConfigEntries configs = {}) {
        NewTopic recipe;
        recipe.name = topic;
        recipe.assignments = {{BrokerId(1), BrokerId(2)}};
        recipe.configs = std::move(configs);
        CreateTopicsRequest request{{recipe}, Duration::seconds(5)};
        for (std::size_t broker = 1; broker <= 2; ++broker) {
            cluster.ask<CreateTopicsResponse>(to.at(broker), request);
        }
        cluster.run_for(Duration::seconds(2));
    }
    const TopicConfig& config_of(std::int32_t broker, const std::string& topic) const {
        return cluster.replica(broker, {topic, PartitionIndex(0)}).log().spec().config;
    }
};

}  // namespace

TEST_CASE("what is altered for all brokers reaches every log without a word of its own") {
    DynamicCluster test;
    test.create("click");
    test.create("view", {{"min.insync.replicas", "1"}});
    REQUIRE(test.config_of(1, "click").min_insync_replicas == 2);
    CHECK(test.alter(2, "",
                     {{"min.insync.replicas", set_key, "3"}, {"log.retention.ms", set_key, "700"}})
              .error == ErrorCode::none);
    for (const std::int32_t broker : {1, 2}) {
        CHECK(test.config_of(broker, "click").min_insync_replicas == 3);
        CHECK(test.config_of(broker, "click").retention == Duration::millis(700));
        CHECK(test.config_of(broker, "view").min_insync_replicas == 1);
        CHECK(test.config_of(broker, "view").retention == Duration::millis(700));
    }
    // A log that is made later has it too.
    test.create("later");
    CHECK(test.config_of(2, "later").min_insync_replicas == 3);
    CHECK(test.alter(1, "", {{"min.insync.replicas", drop_key, ""}}).error == ErrorCode::none);
    CHECK(test.config_of(1, "click").min_insync_replicas == 2);
    CHECK(test.config_of(1, "click").retention == Duration::millis(700));
}

TEST_CASE("a broker's own value beats that of all, and says where it is from") {
    DynamicCluster test;
    test.create("click");
    const std::string key = "log.segment.bytes";
    CHECK(test.told(1, key) == ConfigEntry{key, "1073741824", false});
    CHECK(test.told(1, "num.partitions").read_only);
    REQUIRE(test.alter(1, "", {{key, set_key, "2000"}}).error == ErrorCode::none);
    REQUIRE(test.alter(1, "1", {{key, set_key, "1000"}}).error == ErrorCode::none);
    CHECK(test.config_of(1, "click").segment_bytes == 1000);
    CHECK(test.config_of(2, "click").segment_bytes == 2000);
    CHECK(test.told(1, key) == ConfigEntry{key, "1000", false, ConfigSource::dynamic_broker});
    CHECK(test.told(2, key) ==
          ConfigEntry{key, "2000", false, ConfigSource::dynamic_default_broker});
    CHECK(test.told(1, key, true) ==
          ConfigEntry{key, "2000", false, ConfigSource::dynamic_default_broker});
    CHECK(test.told(1, "message.max.bytes", true) == ConfigEntry{});
    REQUIRE(test.alter(1, "1", {{key, drop_key, ""}}).error == ErrorCode::none);
    CHECK(test.config_of(1, "click").segment_bytes == 2000);
}

TEST_CASE("a broker that comes back reads what was altered while it was away") {
    DynamicCluster test;
    REQUIRE(test.alter(1, "1", {{"message.max.bytes", set_key, "1000"}}).error == ErrorCode::none);
    test.cluster.kill(1);
    test.cluster.run_for(Duration::seconds(30));
    REQUIRE(test.alter(2, "", {{"log.retention.ms", set_key, "700"}}).error == ErrorCode::none);
    test.cluster.start(1);
    test.cluster.run_for(Duration::seconds(10));
    test.to[1] = test.cluster.connect(1);
    CHECK(test.told(1, "message.max.bytes").value == "1000");
    CHECK(test.told(1, "log.retention.ms").source == ConfigSource::dynamic_default_broker);
    // And it hears of what comes.
    REQUIRE(test.alter(2, "", {{"log.retention.ms", set_key, "800"}}).error == ErrorCode::none);
    CHECK(test.told(1, "log.retention.ms").value == "800");
}

TEST_CASE("a broker alters itself and all, not another, and no key that is fixed") {
    DynamicCluster test;
    const auto refused = [&](const std::string& name, const std::string& key,
                             const std::string& value, const std::string& message) {
        const auto result = test.alter(1, name, {{key, set_key, value}});
        CHECK(result.error == ErrorCode::invalid_request);
        CHECK(result.message.substr(0, message.size()) == message);
    };
    refused("2", "log.retention.ms", "7", "Unexpected broker id, expected 1, but received 2");
    refused("b2", "log.retention.ms", "7", "Node id must be an integer, but it is: b2");
    refused("1", "broker.id", "7", "Cannot update these configs dynamically: Set(broker.id)");
    refused("", "log.retention.ms", "soon", "Invalid value soon for configuration");
    CHECK(test.told(1, "log.retention.ms").source == ConfigSource::default_config);
}

TEST_CASE("throttled rates are dynamic, and topics' unclean elections follow at once") {
    DynamicCluster test;
    REQUIRE(test.alter(1, "1", {{"leader.replication.throttled.rate", set_key, "5000"}}).error ==
            ErrorCode::none);
    CHECK(test.cluster.broker(1).replication_throttle().leader().upper_bound() == 5000);
    CHECK(test.cluster.broker(2).replication_throttle().leader().upper_bound() > 5000);

    test.create("click");
    const TopicPartition click{"click", PartitionIndex(0)};
    test.cluster.kill(2);
    test.cluster.run_for(Duration::seconds(60));  // out of the ISR
    test.cluster.kill(1);
    test.cluster.start(2);
    test.cluster.run_for(Duration::seconds(60));
    const auto leader = [&] {
        const PartitionState* state = test.cluster.broker(2).image().partition_state(click);
        return state == nullptr ? no_broker : state->leader;
    };
    REQUIRE(leader() != BrokerId(2));
    test.to[2] = test.cluster.connect(2);
    REQUIRE(test.alter(2, "", {{"unclean.leader.election.enable", set_key, "true"}}).error ==
            ErrorCode::none);
    test.cluster.run_for(Duration::seconds(1));
    CHECK(leader() == BrokerId(2));
}

TEST_CASE("before KIP-226 nothing of a broker is altered") {
    DynamicCluster test([](BrokerSpec& spec) {
        spec.watches_configs = true;
        spec.config.features.dynamic_broker_configs = false;
    });
    const auto result = test.alter(1, "1", {{"log.retention.ms", set_key, "7"}});
    CHECK(result.error == ErrorCode::invalid_request);
    CHECK(result.message ==
          "AlterConfigs is only supported for topics, but resource type is BROKER");
    CHECK(test.told(1, "log.retention.ms").read_only);
}

}  // namespace kscope::test
