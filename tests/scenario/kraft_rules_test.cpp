// Rules of KRaft that show in a cluster of processes only: what a broker makes of a snapshot, of
// being told to stop, of requests for the controller; and that the laws know a topic that was made
// anew from the one before.
#include "core/metadata/cluster_image.h"
#include "core/metadata/quorum_controller/controller_server.h"
#include "sim/engine/roles.h"
#include "sim/scenario/load.h"
#include "tests/support/catch.h"
#include "tests/support/small_cluster.h"

namespace kscope::sim {

namespace {

Instant second(std::int64_t seconds) { return Instant::at(Duration::seconds(seconds)); }

WorldSpec kraft_spec(const std::string& version, const std::string& rest) {
    const std::string text =
        "scenario: rules\nlinks: {default: {latency: 1ms}}\ncluster:\n  "
        "version: \"" +
        version + "\"\n  metadata: kraft\n" + rest;
    return compile(parse_scenario(text, "rules.yaml", {}));
}

test::Trial kraft_trial(const std::string& version, const std::string& rest,
                        std::uint64_t seed = 1) {
    return {std::make_shared<const WorldSpec>(kraft_spec(version, rest)), seed};
}

// Three brokers with one partition, to which somebody writes all the time; a timeline follows.
const std::string written_to = R"(  brokers: 3
topics:
  t: {assignment: [[1,2,3]]}
producers:
  web: {starts: 5s, config: {acks: all}, source: {generator: {topic: t, every: 20ms, count: 3000,
        partition: key number, keys: 1}}}
timeline:
)";

NodeId node_named(const World& world, const std::string& name) {
    for (std::size_t n = 0; n < world.node_count(); ++n) {
        if (world.spec().nodes[n].name == name) return id_at(n);
    }
    FAIL("no " << name);
    return no_node;
}

std::int32_t known_partitions(const World& world, const std::string& broker) {
    return broker_at(world, node_named(world, broker))->image().partition_count("t");
}

bool exists(const World& world, const std::string& topic) {
    const NodeId active = node_in_role(world, {NodeByRole::Role::controller, ""});
    return controller_at(world, active)->image().topic(topic) != nullptr;
}

}  // namespace

// KRaftMetadataCache.setImage
TEST_CASE("a snapshot tells of fewer partitions under the same name") {
    test::Trial trial = kraft_trial("4.1", R"(  brokers: 3
  config: {metadata.log.max.snapshot.interval.ms: 5s, auto.create.topics.enable: false}
topics:
  t: {assignment: [[1,2],[2,1],[1,2]]}
timeline:
  - {at: 20s, cut: b3 and c1}
  - {at: 20s, cut: b3 and c2}
  - {at: 20s, cut: b3 and c3}
  - {at: 25s, delete-topic: t}
  - {at: 30s, create-topic: {name: t, assignment: [[1,2]]}}
  - {at: 50s, heal: all}
)");
    trial.play(second(45));
    CHECK(known_partitions(trial.world, "b3") == 3);
    trial.play(second(65));
    CHECK(known_partitions(trial.world, "b2") == 1);
    CHECK(known_partitions(trial.world, "b3") == 1);
    CHECK(trial.broken().empty());
}

// BrokerLifecycleManager.BeginControlledShutdownEvent
TEST_CASE("a broker that does not run yet stops at once") {
    test::Trial trial = kraft_trial("3.9", R"(  brokers: 3
topics:
  t: {assignment: [[1,2,3]]}
timeline:
  - {at: 20s, kill: b1}
  - {at: 40s, restart: b1}
  - {at: 40100ms, kill: c1}
  - {at: 40100ms, kill: c2}
  - {at: 40100ms, kill: c3}
  - {at: 41s, shut-down: b1}
)");
    trial.play(Instant::at(Duration::millis(40'900)));
    const NodeId b1 = node_named(trial.world, "b1");
    CHECK(trial.world.status(b1).state == NodeStatus::State::running);
    trial.play(second(43));
    CHECK(trial.world.status(b1).state == NodeStatus::State::stopped);
    CHECK(trial.broken().empty());
}

// ReplicaManager.applyLocalFollowersDelta, isInControlledShutdown
TEST_CASE("a broker that is let go fetches nothing that it is not in sync with") {
    const char* version = GENERATE("3.3", "3.9", "4.1");
    test::Trial trial = kraft_trial(version, written_to + "  - {at: 20s, shut-down: b1}\n");
    INFO(version);
    const TopicPartition tp{"t", PartitionIndex(0)};
    trial.play(Instant::at(Duration::millis(21'500)));
    CHECK(trial.world.status(node_named(trial.world, "b1")).state == NodeStatus::State::running);
    const Replica* heir = test::replica_on(trial.world, BrokerId(2), tp);
    REQUIRE(heir != nullptr);
    REQUIRE(heir->leader_state() != nullptr);
    // It has led it, and follows nobody now.
    CHECK(heir->leader_state()->find(BrokerId(1))->log_end_offset == no_offset);
    CHECK(heir->leader_state()->find(BrokerId(3))->log_end_offset > Offset(0));
    trial.play(second(30));
    CHECK(trial.broken().empty());
}

// BrokerServer.shutdown: the publishers are closed before the logs. Who went on following would
// append what it never flushes, and wait for ever.
TEST_CASE("a broker that flushes its logs to stop follows no new leader any more") {
    WorldSpec spec = kraft_spec(
        "3.9", written_to + "  - {at: 60s, shut-down: b1}\n  - {at: 60500ms, shut-down: b2}\n");
    for (NodePlan& plan : spec.nodes) {
        if (plan.name == "b1") plan.disk_flush = Duration::millis(800);
    }
    test::Trial trial{std::make_shared<const WorldSpec>(std::move(spec)), 1};
    const TopicPartition tp{"t", PartitionIndex(0)};
    trial.play(Instant::at(Duration::millis(60'800)));
    const Replica* stopping = test::replica_on(trial.world, BrokerId(1), tp);
    const Replica* heir = test::replica_on(trial.world, BrokerId(3), tp);
    REQUIRE(stopping != nullptr);
    REQUIRE(heir != nullptr);
    CHECK(heir->is_leader());
    CHECK(stopping->leader_epoch() < heir->leader_epoch());
    CHECK(stopping->log_end_offset() < heir->log_end_offset());
    trial.play(second(63));
    CHECK(trial.world.status(node_named(trial.world, "b1")).state == NodeStatus::State::stopped);
    CHECK(trial.broken().empty());
}

// NodeToControllerRequestThread.generateRequests, with the forwarding channel's retryTimeoutMs. The
// admin asks for the deletion again and again, one broker after the other, and then for the topic;
// what the brokers kept of the earlier questions must not come after that.
TEST_CASE("a request that no controller took within a minute is forgotten") {
    test::Trial trial = kraft_trial("3.9", R"(  brokers: 3
topics:
  t: {assignment: [[1,2]]}
timeline:
  - {at: 20s, kill: c1}
  - {at: 20s, kill: c2}
  - {at: 20s, kill: c3}
  - {at: 25s, delete-topic: t}
  - {at: 30s, create-topic: {name: t, partitions: 1, replication-factor: 2}}
  - {at: 400s, restart: c1}
  - {at: 400s, restart: c2}
  - {at: 400s, restart: c3}
)",
                                    2);
    trial.play(second(440));
    CHECK(exists(trial.world, "t"));
    CHECK(trial.broken().empty());
}

// A broker that has not heard yet that its topic was deleted and made anew still leads.
TEST_CASE("the laws do not take a topic for another of its name") {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        test::Trial trial = kraft_trial("4.1", R"(  brokers: 2
topics:
  t: {assignment: [[1,2]]}
producers:
  web: {starts: 5s, config: {acks: 1}, source: {generator: {topic: t, every: 20ms, count: 6000,
        partition: key number, keys: 1}}}
timeline:
  - {at: 20s, kill: b1}
  - {at: 40s, restart: b1}
  - {at: 50s, kill: b2}
  - {at: 65s, restart: b2}
  - {at: 80s, delete-topic: t}
  - {at: 80020ms, create-topic: {name: t, assignment: [[2]]}}
  - {at: 90s, kill: b2}
  - {at: 105s, restart: b2}
)",
                                        seed);
        trial.play(second(130));
        INFO("seed " << seed);
        CHECK(trial.broken().empty());
        // What the laws know of it is the new topic's again.
        const Replica* leader =
            test::replica_on(trial.world, BrokerId(2), {"t", PartitionIndex(0)});
        REQUIRE(leader != nullptr);
        CHECK(trial.checker.committed_end({"t", PartitionIndex(0)}) == leader->high_watermark());
    }
}

}  // namespace kscope::sim
