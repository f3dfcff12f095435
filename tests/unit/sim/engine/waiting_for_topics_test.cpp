// Applications that start when an admin client has made its topics.
#include "core/client/admin.h"
#include "core/node/node.h"
#include "sim/engine/world.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

constexpr NodeId setup{1};
constexpr NodeId application{2};

NodePlan plan_of(const char* name, NodeSpec spec) {
    NodePlan plan;
    plan.name = name;
    plan.spec = std::move(spec);
    return plan;
}

// An admin client that has so many topics to make, and nobody who could; and an application that is
// to start at 1 s, but after it.
std::shared_ptr<const WorldSpec> world_with(std::size_t topics) {
    auto spec = std::make_shared<WorldSpec>();
    spec->default_link.latency = {Latency::Shape::constant, Duration::millis(1), {}};
    spec->nodes.push_back(plan_of("zk", ZooKeeperSpec{}));
    AdminSpec admin;
    admin.bootstrap_servers = {NodeId(0)};
    admin.topics.resize(topics);
    spec->nodes.push_back(plan_of("admin", admin));
    NodePlan web = plan_of("web", ProducerSpec{});
    web.starts_at = Instant::at(Duration::seconds(1));
    web.starts_after = setup;
    spec->nodes.push_back(std::move(web));
    return spec;
}

NodeStatus::State state_at(World& world, Duration time) {
    while (world.step_until(Instant::at(time))) {
    }
    return world.status(application).state;
}

}  // namespace

TEST_CASE("who waits for topics starts on time if there is none to wait for") {
    World world(world_with(0), 1);
    CHECK(state_at(world, Duration::millis(999)) == NodeStatus::State::not_started);
    CHECK(state_at(world, Duration::millis(1001)) == NodeStatus::State::running);
}

TEST_CASE("who waits for topics that never come starts when the patience is over") {
    World world(world_with(1), 1);
    CHECK(state_at(world, Duration::millis(60'999)) == NodeStatus::State::not_started);
    const World copy = world;
    CHECK(state_at(world, Duration::millis(61'001)) == NodeStatus::State::running);
    World again = copy;
    CHECK(state_at(again, Duration::millis(61'001)) == NodeStatus::State::running);
    CHECK(again.run_hash() == world.run_hash());
}

TEST_CASE("all sources of who starts late are late, those that were due later too") {
    WorldSpec spec = *world_with(1);
    GeneratedSource one;
    one.topic = "click";
    one.count = 1;
    spec.sources.push_back({application, Instant::at(Duration::seconds(1)), one});
    spec.sources.push_back({application, Instant::at(Duration::millis(61'500)), one});
    World world(std::make_shared<const WorldSpec>(spec), 1);
    state_at(world, Duration::millis(121'400));
    CHECK_FALSE(world.sources_exhausted());
    state_at(world, Duration::millis(121'600));
    CHECK(world.sources_exhausted());
}

TEST_CASE("only the first life waits") {
    World world(world_with(1), 1);
    state_at(world, Duration::seconds(62));
    world.apply(Kill{application, CrashKind::process});
    world.apply(Restart{application});
    CHECK(state_at(world, Duration::millis(62'001)) == NodeStatus::State::running);
}

}  // namespace kscope::sim
