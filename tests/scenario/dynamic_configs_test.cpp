// Brokers' dynamic configurations (KIP-226) in both planes: what was altered outlives the
// controller and the brokers themselves, reaches logs that say nothing of their own, and yields to
// a broker's own value and to a topic's.
#include "sim/scenario/load.h"
#include "tests/support/catch.h"
#include "tests/support/small_cluster.h"

namespace kscope::sim {

namespace {

constexpr const char* in_zookeeper = "  brokers: 3\n";
constexpr const char* in_kraft = "  version: \"4.0\"\n  controllers: 3\n  brokers: 3\n";

std::shared_ptr<const WorldSpec> altered_world(const std::string& cluster) {
    const std::string text =
        "scenario: dynamic\nlinks: {default: {latency: 1ms}}\ncluster:\n" + cluster + R"(topics:
  click: {assignment: [[1, 2, 3]]}
  view: {assignment: [[1, 2, 3]], config: {min.insync.replicas: 1}}
timeline:
  - {at: 20s, alter-broker-config: {config: {min.insync.replicas: 3, log.retention.ms: 1h}}}
  - {at: 21s, alter-broker-config: {broker: 1, config: {min.insync.replicas: 2}}}
  - {at: 22s, kill: controller}
  - {at: 23s, kill: b3}
  - {at: 50s, alter-broker-config: {config: {message.max.bytes: 2000}, remove: log.retention.ms}}
  - {at: 60s, restart: b3}
  - {at: 80s, kill: b2}
  - {at: 81s, restart: b2}
)";
    return std::make_shared<const WorldSpec>(compile(parse_scenario(text, "dynamic.yaml", {})));
}

const TopicConfig& config_on(const World& world, std::int32_t broker, const std::string& topic) {
    const Replica* replica = test::replica_on(world, BrokerId(broker), {topic, PartitionIndex(0)});
    REQUIRE(replica != nullptr);
    return replica->log().spec().config;
}

void check_altered(const std::string& cluster) {
    const auto spec = altered_world(cluster);
    test::Trial trial(spec, 1);
    trial.play(Instant::at(Duration::millis(21'900)));
    for (const std::int32_t broker : {1, 2, 3}) {
        INFO("broker " << broker);
        CHECK(config_on(trial.world, broker, "click").min_insync_replicas == (broker == 1 ? 2 : 3));
        CHECK(config_on(trial.world, broker, "click").retention == Duration::seconds(3'600));
        CHECK(config_on(trial.world, broker, "view").min_insync_replicas == 1);
    }
    trial.play(Instant::at(Duration::seconds(120)));
    CHECK(trial.broken().empty());
    for (const std::int32_t broker : {1, 2, 3}) {
        INFO("broker " << broker);
        if (test::replica_on(trial.world, BrokerId(broker), {"click", PartitionIndex(0)}) ==
            nullptr) {
            continue;  // it was the controller
        }
        const TopicConfig& config = config_on(trial.world, broker, "click");
        CHECK(config.min_insync_replicas == (broker == 1 ? 2 : 3));
        CHECK(config.retention == Duration::seconds(7 * 24 * 3'600));
        CHECK(config.max_message_bytes == 2000);
        CHECK(config_on(trial.world, broker, "view").max_message_bytes == 2000);
    }
    test::Trial again(spec, 1);
    again.play(Instant::at(Duration::seconds(120)));
    CHECK(again.world.run_hash() == trial.world.run_hash());
}

}  // namespace

TEST_CASE("what is altered of brokers outlives them, with ZooKeeper") {
    check_altered(in_zookeeper);
}

TEST_CASE("what is altered of brokers outlives them, with KRaft") { check_altered(in_kraft); }

TEST_CASE("only where somebody alters them do brokers watch their configurations") {
    const auto watches = [](const WorldSpec& spec) {
        for (const NodePlan& plan : spec.nodes) {
            const auto* broker = std::get_if<BrokerSpec>(&plan.spec);
            if (broker != nullptr) return broker->watches_configs;
        }
        return false;
    };
    CHECK(watches(*altered_world(in_zookeeper)));
    CHECK_FALSE(watches(test::small_world()));
}

}  // namespace kscope::sim
