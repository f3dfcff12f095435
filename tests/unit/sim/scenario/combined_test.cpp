// Combined roles in a scenario: who is in one process with whom, and what is refused.
#include <algorithm>

#include "sim/engine/world.h"
#include "sim/scenario/compile.h"
#include "tests/support/catch.h"
#include "tests/unit/sim/scenario/support.h"

namespace kscope::sim {

namespace {

Scenario load_cluster_of(const std::string& cluster) {
    return parse_scenario("scenario: S\ncluster: {" + cluster + "}\n",
                          "tests/unit/sim/scenario/t.yaml");
}
std::string refusal_of(const std::string& cluster) {
    return complaint("scenario: S\ncluster: {" + cluster + "}\n");
}
const std::string combined = R"(version: "4.1", process-roles: combined)";
// The files beside this test: 1 and 2 are of combined servers, 3 is of a broker.
std::string files(const std::string& names, const std::string& more = "") {
    return R"(version: "4.1", brokers: {properties: [)" + names + "]}" + more;
}

}  // namespace

TEST_CASE("the first brokers are controllers too, with one node.id") {
    const Scenario scenario = load_cluster_of(combined + ", controllers: 3, brokers: 5");
    CHECK(scenario.node_names ==
          std::vector<std::string>{"c1", "c2", "c3", "b1", "b2", "b3", "b4", "b5", "admin"});
    const WorldSpec world = compile(scenario);
    for (std::int32_t i = 0; i < 3; ++i) {
        const NodePlan& controller = world.nodes[static_cast<std::size_t>(i)];
        const NodePlan& broker = world.nodes[static_cast<std::size_t>(i) + 3];
        CHECK(controller.partner == NodeId(i + 3));
        CHECK(broker.partner == NodeId(i));
        const auto& voter = std::get<ControllerSpec>(controller.spec);
        CHECK(voter.config.broker_id == BrokerId(i + 1));
        CHECK(voter.raft.node_id == BrokerId(i + 1));
        CHECK_FALSE(voter.raft.anonymous);
        CHECK(voter.raft.bootstrap.size() == 2);
        const RaftSpec& observer = *std::get<BrokerSpec>(broker.spec).quorum;
        CHECK(observer.anonymous);
        CHECK(observer.bootstrap == std::vector{NodeId(0), NodeId(1), NodeId(2)});
    }
    const NodePlan& fourth = world.nodes[6];
    CHECK(fourth.partner == no_node);
    CHECK_FALSE(std::get<BrokerSpec>(fourth.spec).quorum->anonymous);
}

TEST_CASE("a server's two roles start together and have its configuration and its disk") {
    const Scenario scenario =
        load_cluster_of(combined + R"(, brokers: [{id: 7, starts: 4s, disk-writeback: 9s,
  config: {controller.quorum.fetch.timeout.ms: 700}}, {id: 8}])");
    CHECK(scenario.node_names == std::vector<std::string>{"c7", "c8", "b7", "b8", "admin"});
    const WorldSpec world = compile(scenario);
    CHECK(world.nodes[0].starts_at == Instant::at(Duration::seconds(4)));
    CHECK(world.nodes[0].disk_writeback == Duration::seconds(9));
    const auto& controller = std::get<ControllerSpec>(world.nodes[0].spec);
    CHECK(controller.raft.config.fetch_timeout == Duration::millis(700));
}

TEST_CASE("a link of one role is a link of its machine") {
    const Scenario scenario = parse_scenario(
        "scenario: S\ncluster: {" + combined +
            ", controllers: 2, brokers: 3}\n"
            "links:\n  b1 and b3: {latency: 9ms}\n  b1 and c1: {latency: 9ms}\n"
            "  web and b1: {latency: 9ms}\n"
            "topics: {t: {partitions: 1, replication-factor: 1}}\n"
            "producers: {web: {source: {generator: {topic: t, every: 1s, count: 1}}}}\n",
        "t.yaml");
    const WorldSpec world = compile(scenario);
    // c1, c2, b1, b2, b3
    std::vector<std::pair<NodeId, NodeId>> links;
    for (const LinkSpec& link : world.links) links.emplace_back(link.a, link.b);
    const auto has = [&](int a, int b) {
        return std::find(links.begin(), links.end(), std::pair{NodeId(a), NodeId(b)}) !=
               links.end();
    };
    CHECK(has(2, 4));
    CHECK(has(0, 4));
    CHECK(has(6, 2));
    CHECK(has(6, 0));
    CHECK_FALSE(has(2, 3));
    World started(std::make_shared<const WorldSpec>(world), 1);
    CHECK(started.network().latency(NodeId(0), NodeId(2)).base == loopback);
    CHECK(started.network().latency(NodeId(0), NodeId(4)).base == Duration::millis(9));
}

TEST_CASE("one machine has one link with another, whichever role is named") {
    const auto refused = [](const std::string& links) {
        return complaint("scenario: S\ncluster: {" + combined +
                         ", controllers: 2, brokers: 3}\nlinks:\n" + links);
    };
    CHECK(refused("  b1 and b3: {latency: 9ms}\n  c1 and b3: {latency: 5ms}\n") ==
          "t.yaml:5:3: c1 and b3 have a link already, in `b1 and b3`; name each pair once");
    CHECK(refused("  b1 and b3: {latency: 9ms}\n  c2 and b3: {latency: 5ms}\n").empty());
}

TEST_CASE("three controllers are the usual number, if there are as many brokers") {
    CHECK(load_cluster_of(combined + ", brokers: 5").controllers.size() == 3);
    CHECK(load_cluster_of(combined + ", brokers: 2").controllers.size() == 2);
    const auto separate = load_cluster_of(R"(version: "4.1", process-roles: separate, brokers: 1)");
    CHECK(separate.controllers.front().broker_id == BrokerId(3000));
    CHECK(compile(separate).nodes[0].partner == no_node);
}

TEST_CASE("voters of combined servers can change too") {
    const Scenario scenario =
        load_cluster_of(combined + ", controllers: 3, initial-controllers: 2");
    CHECK(scenario.initial_controllers == 2);
    const WorldSpec world = compile(scenario);
    const auto quorum = [&](std::size_t node) {
        return *std::get<BrokerSpec>(world.nodes[node].spec).quorum;
    };
    CHECK(quorum(3).bootstrap == std::vector{NodeId(0), NodeId(1)});
    CHECK(quorum(5).bootstrap == std::vector{NodeId(0), NodeId(1)});
    CHECK(quorum(5).anonymous);
}

TEST_CASE("combined roles that cannot be are refused in one line") {
    CHECK(refusal_of(combined + ", controllers: 4, brokers: 3") ==
          "t.yaml:2:65: 4 controllers are more than the 3 brokers that are to be both; write at "
          "most 3, add brokers, or write `process-roles: separate`");
    CHECK(refusal_of("process-roles: combined") ==
          "t.yaml:2:26: with ZooKeeper a broker has no process.roles; take this key out, or add "
          "`metadata: kraft`");
    CHECK(refusal_of(R"(version: "2.8", process-roles: combined)") ==
          "t.yaml:2:42: with ZooKeeper a broker has no process.roles; take this key out: KRaft "
          "came with 3.3");
    CHECK(refusal_of(R"(version: "4.1", process-roles: broker)") ==
          "t.yaml:2:42: `broker` says nothing of process.roles; write `combined` "
          "(broker,controller) or `separate`");
    CHECK(refusal_of(combined + ", initial-controllers: 4").find("t.yaml:2:") == 0);
}

TEST_CASE("properties files say who is a controller too") {
    const Scenario scenario =
        load_cluster_of(files("combined-2.properties, broker-3.properties, combined-1.properties"));
    CHECK(scenario.node_names == std::vector<std::string>{"c1", "c2", "b1", "b2", "b3", "admin"});
    CHECK(scenario.controllers[0].num_partitions == 2);
    const WorldSpec world = compile(scenario);
    CHECK(world.nodes[1].partner == NodeId(3));
    CHECK(world.nodes[4].partner == no_node);
    const auto refused = [](const std::string& text) {
        try {
            load_cluster_of(text);
        } catch (const BadInput& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(refused(files("combined-1.properties, broker-3.properties")) ==
          "tests/unit/sim/scenario/combined-1.properties:3:26: the voters here are 1, 2, but "
          "the files of 1 say process.roles=broker,controller; name the same voters in all files, "
          "and the file of each here");
    const std::string both = "combined-1.properties, combined-2.properties";
    CHECK(refused(files(both, ", controllers: 2"))
              .ends_with("the properties files say who is a controller; take this key out"));
    CHECK(refused(files(both, ", process-roles: separate"))
              .ends_with("the properties files say who is a controller; take this key out"));
}

}  // namespace kscope::sim
