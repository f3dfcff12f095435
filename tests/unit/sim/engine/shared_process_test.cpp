// Combined servers: two nodes that are the roles of one process on one machine.
#include "sim/engine/world.h"
#include "tests/support/catch.h"
#include "tests/support/toy_process.h"

namespace kscope::sim {

namespace {

using State = NodeStatus::State;

constexpr NodeId c1{0};
constexpr NodeId c2{1};
constexpr NodeId b1{2};
constexpr NodeId b2{3};

std::unique_ptr<Process> make_role(const NodePlan&) { return std::make_unique<test::ToyServer>(); }

// Two servers, b1 with c1 and b2 with c2.
std::shared_ptr<const WorldSpec> two_servers() {
    auto spec = std::make_shared<WorldSpec>();
    spec->make_process = make_role;
    spec->default_link.latency = {Latency::Shape::constant, Duration::millis(1), {}};
    for (const char* name : {"c1", "c2", "b1", "b2"}) {
        NodePlan plan;
        plan.name = name;
        if (name[0] == 'c') {
            plan.spec = ControllerSpec{};
        } else {
            plan.spec = BrokerSpec{};
        }
        spec->nodes.push_back(std::move(plan));
    }
    spec->nodes[0].partner = b1;
    spec->nodes[2].partner = c1;
    spec->nodes[1].partner = b2;
    spec->nodes[3].partner = c2;
    return spec;
}

struct TwoServers {
    World world{two_servers(), 1};

    TwoServers() { play(); }
    void play() {
        while (world.step()) {
        }
    }
    // The world notes of this action's own event.
    std::vector<WorldNote> act(const Action& action) {
        world.apply(action);
        world.step();
        return world.last_world_notes();
    }
    [[nodiscard]] State state(NodeId node) const { return world.status(node).state; }
    [[nodiscard]] std::uint32_t life(NodeId node) const { return world.status(node).incarnation; }
};

template <class Note>
std::vector<NodeId> nodes_of(const std::vector<WorldNote>& notes) {
    std::vector<NodeId> nodes;
    for (const WorldNote& note : notes) {
        if (const auto* one = std::get_if<Note>(&note)) nodes.push_back(one->node);
    }
    return nodes;
}

using Nodes = std::vector<NodeId>;

}  // namespace

TEST_CASE("a kill of either role ends both, the controller told of first") {
    for (const NodeId named : {c1, b1}) {
        TwoServers servers;
        CHECK(nodes_of<NodeKilled>(servers.act(Kill{named})) == Nodes{c1, b1});
        CHECK(servers.state(c1) == State::killed);
        CHECK(servers.state(b1) == State::killed);
        CHECK(servers.state(c2) == State::running);
        CHECK(servers.world.last().node == named);
        CHECK(nodes_of<ActionIdle>(servers.act(Kill{named})) == Nodes{named});
        CHECK(nodes_of<NodeRestarted>(servers.act(Restart{named})) == Nodes{c1, b1});
        servers.play();
        CHECK(servers.life(c1) == 2);
        CHECK(servers.life(b1) == 2);
        CHECK(servers.life(b2) == 1);
    }
}

TEST_CASE("a machine without power has neither role, and a killed process can lose it too") {
    TwoServers servers;
    servers.act(Kill{b1});
    CHECK(nodes_of<NodeKilled>(servers.act(Kill{c1, CrashKind::power_loss})) == Nodes{c1, b1});
    CHECK(servers.state(b1) == State::powered_off);
}

TEST_CASE("both roles pause and go on together") {
    TwoServers servers;
    CHECK(nodes_of<NodePaused>(servers.act(Pause{b1})) == Nodes{c1, b1});
    CHECK(nodes_of<NodeResumed>(servers.act(Restart{c1})) == Nodes{c1, b1});
    CHECK(nodes_of<NodePaused>(servers.act(Pause{c1})) == Nodes{c1, b1});
    CHECK(nodes_of<NodeResumed>(servers.act(Resume{b1})) == Nodes{c1, b1});
    CHECK(nodes_of<ActionIdle>(servers.act(Resume{b1})) == Nodes{b1});
}

TEST_CASE("all that is down starts again, each once") {
    TwoServers servers;
    servers.act(Kill{b1});
    servers.act(Kill{c2});
    CHECK(nodes_of<NodeRestarted>(servers.act(RestartAll{})) == Nodes{c1, b1, c2, b2});
    servers.play();
    CHECK(servers.life(b2) == 2);
    CHECK(servers.life(c1) == 2);
}

TEST_CASE("in good order the broker stops first, and the controller after it") {
    for (const NodeId named : {c1, b1}) {
        TwoServers servers;
        const auto told = servers.act(GiveCommand{named, ShutDown{}});
        CHECK(nodes_of<CommandGiven>(told) == Nodes{b1});
        Nodes stopped;
        while (servers.world.step()) {
            for (const NodeId node : nodes_of<NodeStopped>(servers.world.last_world_notes())) {
                stopped.push_back(node);
            }
        }
        CHECK(stopped == Nodes{b1, c1});
        CHECK(servers.state(c2) == State::running);
        CHECK(nodes_of<ActionIdle>(servers.act(GiveCommand{named, ShutDown{}})) == Nodes{named});
    }
}

TEST_CASE("a restart waits until the process that stops is over") {
    TwoServers servers;
    servers.act(GiveCommand{b1, ShutDown{}});
    servers.world.step();
    REQUIRE(servers.state(b1) == State::stopped);
    REQUIRE(servers.state(c1) == State::running);
    CHECK(servers.act(Restart{b1}).empty());
    servers.world.step();
    CHECK(nodes_of<NodeStopped>(servers.world.last_world_notes()) == Nodes{c1});
    CHECK(nodes_of<NodeRestarted>(servers.world.last_world_notes()) == Nodes{c1, b1});
    servers.play();
    CHECK(servers.life(c1) == 2);
    CHECK(servers.life(b1) == 2);
    servers.act(GiveCommand{b1, ShutDown{}});
    servers.play();
    CHECK(servers.state(b1) == State::stopped);  // it was asked once only
}

TEST_CASE("a kill forgets the restart that waited") {
    TwoServers servers;
    servers.act(GiveCommand{b1, ShutDown{}});
    servers.world.step();
    servers.act(Restart{b1});
    CHECK(nodes_of<NodeKilled>(servers.act(Kill{b1})) == Nodes{c1});
    servers.play();
    CHECK(servers.state(c1) == State::killed);
    CHECK(servers.life(b1) == 1);
}

TEST_CASE("what happens to a machine's network concerns both roles, and never what is inside") {
    TwoServers servers;
    const Network& network = servers.world.network();
    CHECK(servers.act(CutLink{b1, c2, true}).size() == 4);
    for (const NodeId from : {c1, b1}) {
        for (const NodeId to : {c2, b2}) {
            CHECK(network.is_cut(from, to));
            CHECK_FALSE(network.is_cut(to, from));
        }
    }
    CHECK(nodes_of<ActionIdle>(servers.act(CutLink{b1, c1})) == Nodes{b1});
    CHECK_FALSE(network.is_cut(b1, c1));
    CHECK(servers.act(HealLink{c1, c2}).size() == 4);
    CHECK(network.cut_links().empty());
    const Latency slow{Latency::Shape::constant, Duration::millis(80), {}};
    CHECK(servers.act(SetLatency{c1, b2, slow}).size() == 4);
    CHECK(network.latency(b1, c2) == slow);
    CHECK(nodes_of<ActionIdle>(servers.act(SetLatency{c1, b1, slow})) == Nodes{c1});
    CHECK(network.latency(c1, b1) == Latency{Latency::Shape::constant, loopback, {}});
}

TEST_CASE("a launch joins two nodes in one process, and parts them") {
    TwoServers servers;
    const auto alone = std::make_shared<const NodeSpec>(BrokerSpec{});
    servers.act(Launch{b1, alone});
    servers.play();
    CHECK(servers.world.partner(c1) == no_node);
    CHECK(nodes_of<NodeKilled>(servers.act(Kill{b1})) == Nodes{b1});
    servers.act(Launch{b1, alone, c1});
    servers.play();
    CHECK(servers.world.partner(c1) == b1);
    CHECK(nodes_of<NodeKilled>(servers.act(Kill{b1})) == Nodes{c1, b1});
}

TEST_CASE("a copy of a world with a restart that waits plays on to the same hash") {
    TwoServers servers;
    servers.act(GiveCommand{b1, ShutDown{}});
    servers.world.step();
    World other = servers.world;
    const Digest before = servers.world.state_digest();
    servers.act(Restart{b1});
    CHECK_FALSE(servers.world.state_digest().value() == before.value());
    World copy = servers.world;
    servers.play();
    while (copy.step()) {
    }
    CHECK(copy.run_hash() == servers.world.run_hash());
}

}  // namespace kscope::sim
