// A cluster with a quorum of controllers under random faults, controllers included: no law is ever
// broken, and once all is healed the cluster becomes well again. KSCOPE_SEEDS=1000 asks for more
// seeds than the build does, KSCOPE_FIRST_SEED=17 begins with another.
#include <fstream>
#include <sstream>

#include "core/metadata/quorum_controller/controller_server.h"
#include "sim/engine/roles.h"
#include "sim/scenario/load.h"
#include "tests/support/catch.h"
#include "tests/support/seeds.h"
#include "tests/support/well_again.h"

namespace kscope::sim {

namespace {

// Each seed has its own kinds of faults.
std::shared_ptr<const WorldSpec> faulty_world(std::uint64_t seed, const char* version,
                                              Overrides overrides) {
    if (seed % 4 == 1) {
        overrides.push_back("links.default.latency={exponential: {at-least: 500us, mean: 4ms}}");
    }
    WorldSpec spec = test::small_kraft_world(version, overrides);
    spec.timeline = random_faults(test::targets_of(spec), swarm(test::small_faults(), seed), seed);
    return std::make_shared<const WorldSpec>(std::move(spec));
}

// And its own version.
std::shared_ptr<const WorldSpec> kraft_world_of(std::uint64_t seed) {
    Overrides overrides;
    if (seed % 5 == 1) overrides.push_back("topics.click.replication-factor=2");
    const char* version = seed % 3 == 0 ? "3.9" : seed % 3 == 1 ? "4.0" : "4.1";
    return faulty_world(seed, version, std::move(overrides));
}

std::string text_of_file(const char* path) {
    std::ifstream stream(path);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("with KRaft no random faults break a law, and the cluster becomes well after them") {
    kscope::test::try_seeds(150, [](std::uint64_t seed) {
        test::Trial trial(kraft_world_of(seed), seed);
        return test::wrong_after_faults(trial);
    });
}

namespace {

// The same with three servers that are broker and controller each: what hits one role hits both.
std::shared_ptr<const WorldSpec> combined_world_of(std::uint64_t seed) {
    Overrides overrides{"cluster.process-roles=combined"};
    if (seed % 3 == 2) overrides.push_back("cluster.initial-controllers=2");
    const char* version = seed % 3 == 0 ? "3.3" : seed % 3 == 1 ? "4.0" : "4.1";
    return faulty_world(seed, version, std::move(overrides));
}

}  // namespace

TEST_CASE("with combined roles no random faults break a law, and the cluster becomes well again") {
    kscope::test::try_seeds(150, [](std::uint64_t seed) {
        test::Trial trial(combined_world_of(seed), seed);
        return test::wrong_after_faults(trial);
    });
}

TEST_CASE("the quorum of combined servers lists its voters, and no broker observes") {
    World world(std::make_shared<const WorldSpec>(
                    test::small_kraft_world("4.1", {"cluster.process-roles=combined"})),
                1);
    while (world.step_until(Instant::at(Duration::seconds(5)))) {
    }
    const auto told = describe_quorum(world);
    REQUIRE(told.has_value());
    REQUIRE(told->voters.size() == 3);
    CHECK(told->voters[0].replica.id == BrokerId(1));
    CHECK(told->observers.empty());
    const NodeId active = node_in_role(world, {NodeByRole::Role::controller, ""});
    const Broker* broker = broker_at(world, world.partner(active));
    REQUIRE(broker != nullptr);
    CHECK(broker->id() == told->leader);
    CHECK(broker->phase() == BrokerPhase::serving);
}

TEST_CASE("the two files of one failover differ in the version alone") {
    std::string zookeeper = text_of_file("scenarios/planes/failover-zookeeper.yaml");
    const std::string kraft = text_of_file("scenarios/planes/failover-kraft.yaml");
    const std::string line = "version: \"3.9\"";
    const auto at = zookeeper.find(line);
    REQUIRE(at != std::string::npos);
    zookeeper.replace(at, line.size(), "version: \"4.1\"");
    CHECK(zookeeper == kraft);
}

// Whether click-0 was there after the recovery, and whether it has the records of that time later.
struct AfterPowerLoss {
    bool recovered = false;
    bool kept = false;
};

AfterPowerLoss lose_power_at(Duration since_start, std::uint64_t seed) {
    const std::string text = test::small_kraft_cluster("4.1") +
                             "timeline:\n  - {at: " + std::to_string(since_start.to_millis()) +
                             "ms, power-loss: b1}\n  - {at: 5s, restart: b1}\n";
    const WorldSpec spec = compile(parse_scenario(
        text, "power-loss.yaml",
        {"topics.click.partitions=1", "topics.click.replication-factor=1",
         "topics.click.assignment=[[1]]", "topics.click.config.min.insync.replicas=1"}));
    test::Trial trial(std::make_shared<const WorldSpec>(spec), seed);
    const TopicPartition click{"click", PartitionIndex(0)};
    trial.play(Instant::at(Duration::millis(5'001)));
    const Replica* back = test::replica_on(trial.world, BrokerId(1), click);
    const bool recovered = back != nullptr && back->log_end_offset() > Offset(0);
    trial.play(Instant::at(Duration::seconds(12)));
    CHECK(trial.broken().empty());
    const Replica* led = test::replica_on(trial.world, BrokerId(1), click);
    const auto first = led == nullptr ? std::nullopt : led->log().epochs().earliest_entry();
    return {recovered, first && first->epoch == LeaderEpoch(0)};
}

TEST_CASE("a topic's id is whole on disk, or not there: a log is never taken for a stranger's") {
    int recovered = 0;
    for (std::uint64_t i = 0; i < 60; ++i) {
        INFO("try " << i);
        const AfterPowerLoss after = lose_power_at(Duration::millis(2'500 + 20 * i), i);
        CHECK(after.kept == after.recovered);
        recovered += after.recovered ? 1 : 0;
    }
    CHECK(recovered > 10);
}

TEST_CASE("the world describes its quorum") {
    World world(std::make_shared<const WorldSpec>(test::small_kraft_world("4.1")), 1);
    CHECK_FALSE(describe_quorum(world).has_value());
    while (world.step_until(Instant::at(Duration::seconds(5)))) {
    }
    const auto told = describe_quorum(world);
    REQUIRE(told.has_value());
    CHECK(told->voters.size() == 3);
    CHECK(told->observers.size() == 3);
    CHECK(told->error == ErrorCode::none);
    CHECK(told->high_watermark > Offset(10));
    const NodeId active = node_in_role(world, {NodeByRole::Role::controller, ""});
    const ControllerServer* server = controller_at(world, active);
    REQUIRE(server != nullptr);
    CHECK(server->id() == told->leader);
}

TEST_CASE("what a cluster without ZooKeeper, or without a quorum, is not told") {
    const auto refusal = [](const std::string& cluster) {
        try {
            parse_scenario("scenario: x\ncluster: " + cluster + "\n", "x.yaml", {});
        } catch (const BadInput& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(refusal("{version: \"4.1\"}").empty());
    CHECK(refusal("{version: \"3.9\", metadata: kraft, controllers: 5}").empty());
    CHECK(refusal("{version: \"4.1\", zookeeper: {}}").find("has no ZooKeeper") !=
          std::string::npos);
    CHECK(refusal("{version: \"3.9\", controllers: 3}").find("controllers of its own") !=
          std::string::npos);
    CHECK(refusal("{version: \"2.8\", metadata: kraft}").find("does not run with") !=
          std::string::npos);
    CHECK(refusal("{version: \"4.0\", metadata: zookeeper}").find("does not run with") !=
          std::string::npos);
    CHECK(refusal("{metadata: raft}").find("no metadata mode") != std::string::npos);
    CHECK(refusal("{version: \"4.1\", config: {zookeeper.session.timeout.ms: 6000}}")
              .find("went after Kafka 3.9") != std::string::npos);
}

}  // namespace kscope::sim
