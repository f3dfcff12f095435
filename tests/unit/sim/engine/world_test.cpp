#include "sim/engine/world.h"

#include "sim/engine/hash_trace.h"
#include "tests/support/catch.h"
#include "tests/support/toy_process.h"

using namespace kscope;
using namespace kscope::sim;
using namespace kscope::test;

namespace {

std::shared_ptr<const WorldSpec> share(WorldSpec spec) {
    return std::make_shared<const WorldSpec>(std::move(spec));
}

void run(World& world, std::uint64_t events) {
    for (std::uint64_t i = 0; i < events; ++i) REQUIRE(world.step());
}

void run_until(World& world, Duration t) {
    while (world.step_until(Instant::at(t))) {
    }
}

Hash128 hash_after(WorldSpec spec, std::uint64_t events, std::uint64_t seed = 1) {
    World world(share(std::move(spec)), seed);
    run(world, events);
    return world.run_hash();
}

const ToyClient& client(const World& world, int node) {
    return dynamic_cast<const ToyClient&>(*world.process(NodeId(node)));
}
const ToyServer& server(const World& world) {
    return dynamic_cast<const ToyServer&>(*world.process(NodeId(0)));
}

TimelineEntry at(Duration t, std::vector<Action> actions) {
    TimelineEntry entry;
    entry.trigger = Instant::at(t);
    entry.actions = std::move(actions);
    return entry;
}

}  // namespace

TEST_CASE("the same spec and seed give the same run; another seed or 1 ns of latency another") {
    const Hash128 first = hash_after(toy_spec(5), 10'000);
    CHECK(hash_after(toy_spec(5), 10'000) == first);
    CHECK(hash_after(toy_spec(5), 10'000, 2) != first);
    WorldSpec slower = toy_spec(5);
    slower.default_link.latency.base = slower.default_link.latency.base + Duration::nanos(1);
    CHECK(hash_after(slower, 10'000) != first);
}

TEST_CASE("a copy in the middle of a run goes on to the same hash, and so does the original") {
    World world(share(toy_spec(5)), 1);
    run(world, 5'000);
    World copy = world;
    run(copy, 5'000);
    run(world, 5'000);
    CHECK(copy.run_hash() == world.run_hash());
    CHECK(copy.run_hash() == hash_after(toy_spec(5), 10'000));
}

TEST_CASE("listening to notes does not change a run") {
    World world(share(toy_spec(3)), 1);
    world.listen(NoteFilter::all());
    std::size_t notes = 0;
    for (int i = 0; i < 5'000; ++i) {
        world.step();
        notes += world.last_notes().size();
    }
    CHECK(notes > 100);
    CHECK(world.run_hash() == hash_after(toy_spec(3), 5'000));
}

TEST_CASE("a planted leak of pointer order is caught and its first event named") {
    const auto spec = share(toy_spec(4, make_leaky_toy));
    World a(spec, 1);
    World b(spec, 1);
    HashTrace trace_a;
    HashTrace trace_b;
    for (int i = 0; i < 3'000; ++i) {
        a.step();
        trace_a.add(a.hash_chain());
        b.step();
        trace_b.add(b.hash_chain());
    }
    const auto first = HashTrace::first_difference(trace_a, trace_b);
    REQUIRE(first);
    // No client leaks before its 20th answer; each needs at least three events an answer.
    CHECK(first->value() > 60);
    CHECK(first->value() < 1'000);
    World c(spec, 1);
    run(c, first->value());
    CHECK(c.last().kind == EventKind::wakeup);  // the timer that the address has moved
    World honest(share(toy_spec(4)), 1);
    HashTrace again;
    HashTrace once;
    World other(share(toy_spec(4)), 1);
    for (int i = 0; i < 3'000; ++i) {
        honest.step();
        once.add(honest.hash_chain());
        other.step();
        again.add(other.hash_chain());
    }
    CHECK_FALSE(HashTrace::first_difference(once, again));
}

TEST_CASE(
    "a killed process: its peer learns it after the latency and is refused until the restart") {
    WorldSpec spec = toy_spec(1);
    spec.timeline = {at(Duration::millis(100), {Kill{NodeId(0)}}),
                     at(Duration::millis(200), {Restart{NodeId(0)}})};
    World world(share(spec), 1);
    run_until(world, Duration::millis(150));
    CHECK(world.status(NodeId(0)).state == NodeStatus::State::killed);
    const std::vector<std::string> refused = client(world, 1).lines;
    CHECK(refused.front() == "connected");
    CHECK(refused[1] == "lost");
    CHECK(refused.size() >= 4);  // refused again and again
    run_until(world, Duration::millis(300));
    CHECK(world.status(NodeId(0)).incarnation == 2);
    CHECK(client(world, 1).lines.back() == "connected");
    CHECK(server(world).files_ == 1);  // the page cache outlived the process
    CHECK(world.timeline_done());
}

TEST_CASE("a process that exits closes its connections, and can be started again") {
    WorldSpec spec = toy_spec(1);
    spec.timeline = {at(Duration::millis(100), {GiveCommand{NodeId(0), ShutDown{}}}),
                     at(Duration::millis(200), {Restart{NodeId(0)}})};
    World world(share(spec), 1);
    run_until(world, Duration::millis(150));
    CHECK(world.status(NodeId(0)).state == NodeStatus::State::stopped);
    CHECK(client(world, 1).lines[1] == "lost");
    CHECK(world.find_node(NodeId(0)) == nullptr);
    run_until(world, Duration::millis(300));
    CHECK(world.status(NodeId(0)).incarnation == 2);
    CHECK(client(world, 1).lines.back() == "connected");
    CHECK(server(world).files_ == 1);
}

TEST_CASE("after a power loss peers hear nothing until the host is back and has forgotten them") {
    WorldSpec spec = toy_spec(1);
    spec.timeline = {at(Duration::millis(100), {Kill{NodeId(0), CrashKind::power_loss}}),
                     at(Duration::millis(500), {Restart{NodeId(0)}})};
    World world(share(spec), 1);
    run_until(world, Duration::millis(499));
    CHECK(client(world, 1).lines == std::vector<std::string>{"connected"});
    CHECK(world.status(NodeId(0)).state == NodeStatus::State::powered_off);
    CHECK(world.counters().drops >= 1);
    run_until(world, Duration::millis(600));
    CHECK(client(world, 1).lines == std::vector<std::string>{"connected", "lost", "connected"});
}

TEST_CASE("a paused process hears all in order when it resumes") {
    WorldSpec spec = toy_spec(3);
    spec.timeline = {at(Duration::millis(100), {Pause{NodeId(0)}}),
                     at(Duration::millis(300), {Resume{NodeId(0)}})};
    World world(share(spec), 1);
    run_until(world, Duration::millis(299));
    const std::uint64_t served = server(world).served_;
    CHECK(world.status(NodeId(0)).waiting_inputs == 3);
    run_until(world, Duration::millis(310));
    CHECK(server(world).served_ >= served + 3);
    CHECK(world.counters().drops == 0);
}

TEST_CASE("a slow node serves one request at a time and answers when it is done") {
    WorldSpec spec = toy_spec(4);
    spec.nodes[0].service.base = Duration::millis(10);
    World world(share(spec), 1);
    run_until(world, Duration::millis(1'005));
    CHECK(server(world).served_ <= 101);
    CHECK(server(world).served_ >= 95);
}

TEST_CASE("a cut holds what is under way; a heal delivers it in order") {
    WorldSpec spec = toy_spec(1);
    spec.timeline = {at(Duration::millis(100), {CutLink{NodeId(0), NodeId(1)}}),
                     at(Duration::seconds(2), {HealLink{NodeId(1), NodeId(0)}})};
    World world(share(spec), 1);
    run_until(world, Duration::millis(1'999));
    const auto before = client(world, 1).answered().size();
    REQUIRE(world.flights().size() == 1);
    CHECK(world.flights()[0].held);
    run_until(world, Duration::millis(2'100));
    CHECK(client(world, 1).answered().size() > before);
    CHECK(client(world, 1).lines == std::vector<std::string>{"connected"});
    CHECK(world.counters().drops == 0);
}

TEST_CASE("a timeline entry waits for the count-th note with its fields") {
    WorldSpec spec = toy_spec(2);
    TimelineEntry entry;
    entry.trigger = NotePattern{note_kind<RecordSent>, {{"record", "7"}}, 2};
    entry.delay = Duration::millis(3);
    entry.actions = {Say{"both have had seven"}, Pause{NodeId(0)}};
    spec.timeline = {entry};
    World world(share(spec), 1);
    std::vector<Instant> seen;
    EventId second;
    while (world.last_world_notes().empty() ||
           !std::holds_alternative<NarrationSaid>(world.last_world_notes()[0])) {
        REQUIRE(world.step());
        for (const Note& note : world.last_notes()) {
            if (std::get<RecordSent>(note.body).record == 7) {
                seen.push_back(world.now());
                second = world.last_event();
            }
        }
    }
    REQUIRE(seen.size() == 2);
    CHECK(world.now() == seen[1] + Duration::millis(3));
    CHECK(world.last().cause == second);
    CHECK_FALSE(world.timeline_done());
    world.step();
    CHECK(world.status(NodeId(0)).state == NodeStatus::State::paused);
    CHECK(world.timeline_done());
}

TEST_CASE("the user's action is the next event, at the present instant") {
    World world(share(toy_spec(2)), 1);
    run(world, 500);
    const Instant now = world.now();
    world.apply(Kill{NodeId(0)});
    world.step();
    CHECK(world.now() == now);
    CHECK(world.last_event() == EventId(501));
    CHECK(std::holds_alternative<NodeKilled>(world.last_world_notes().at(0)));
    CHECK(world.status(NodeId(0)).state == NodeStatus::State::killed);
    CHECK(world.touched().node == no_node);
}

TEST_CASE("time passes though nothing happens, and the user acts then") {
    World world(share(toy_spec(2)), 1);
    run(world, 500);
    const Instant then = world.now() + Duration::nanos(1);
    while (world.step_until(then)) {
    }
    world.pass_until(then);
    CHECK(world.now() == then);
    world.pass_until(Instant{});
    CHECK(world.now() == then);
    world.apply(Kill{NodeId(0)});
    world.step();
    CHECK(world.now() == then);
}

TEST_CASE("a source waits while its producer is down, and then sends every record") {
    WorldSpec spec = toy_spec(1);
    GeneratedSource g;
    g.topic = "click";
    g.count = 10;
    g.interval = Duration::millis(10);
    spec.sources.push_back({NodeId(0), Instant::at(Duration::millis(50)), g});
    spec.timeline = {at(Duration::millis(75), {Kill{NodeId(0)}}),
                     at(Duration::millis(200), {Restart{NodeId(0)}})};
    World world(share(spec), 1);
    run_until(world, Duration::millis(190));
    CHECK_FALSE(world.sources_exhausted());
    run_until(world, Duration::millis(300));
    CHECK(world.sources_exhausted());
    CHECK(server(world).lines.size() >= 8);  // boot, seven commands, connections
}
