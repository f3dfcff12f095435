// Nodes that wait for somebody to launch them, and their recipes.
#include "core/client/admin.h"
#include "core/node/node.h"
#include "sim/engine/world.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

constexpr NodeId tool{1};

std::shared_ptr<const WorldSpec> one_tool() {
    auto spec = std::make_shared<WorldSpec>();
    spec->default_link.latency = {Latency::Shape::constant, Duration::millis(1), {}};
    for (const char* name : {"zk", "tool"}) {
        NodePlan plan;
        plan.name = name;
        if (std::string(name) == "zk") {
            plan.spec = ZooKeeperSpec{};
        } else {
            plan.spec = AdminSpec{};
            plan.starts_at = Instant::never();
        }
        spec->nodes.push_back(std::move(plan));
    }
    return spec;
}

Launch launch_with(Duration backoff) {
    AdminSpec spec;
    spec.retry_backoff = backoff;
    return {tool, std::make_shared<const NodeSpec>(spec)};
}

void play(World& world) {
    while (world.step_until(Instant::at(Duration::seconds(1)))) {
    }
}

Duration backoff_of(const World& world) {
    return world.node(tool).get_if<Admin>()->spec().retry_backoff;
}

}  // namespace

TEST_CASE("a node that starts never waits to be launched") {
    World world(one_tool(), 1);
    play(world);
    CHECK(world.status(tool).state == NodeStatus::State::not_started);
    world.apply(launch_with(Duration::millis(7)));
    play(world);
    CHECK(world.status(tool).incarnation == 1);
    CHECK(backoff_of(world) == Duration::millis(7));
}

TEST_CASE("a launch replaces the life that is there, a restart keeps its recipe") {
    World world(one_tool(), 1);
    world.apply(launch_with(Duration::millis(7)));
    play(world);
    world.apply(launch_with(Duration::millis(8)));
    play(world);
    CHECK(world.status(tool).incarnation == 2);
    CHECK(backoff_of(world) == Duration::millis(8));
    const World before = world;
    world.apply(Kill{tool, CrashKind::process});
    play(world);
    CHECK(world.find_node(tool) == nullptr);
    world.apply(Restart{tool});
    play(world);
    CHECK(world.status(tool).incarnation == 3);
    CHECK(backoff_of(world) == Duration::millis(8));
    CHECK(backoff_of(before) == Duration::millis(8));  // a copy is its own
}

}  // namespace kscope::sim
