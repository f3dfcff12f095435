// A cluster of 100 brokers with 10,000 topics and 200,000 partition replicas, through ten virtual
// minutes: its topics are created one by one, the controller fails over, every broker is shut down
// and restarted in turn, and then it is left alone. Told of each phase: virtual and processor time,
// events, memory.
#include <algorithm>
#include <cstdio>

#include "core/client/admin.h"
#include "core/config/config_keys.h"
#include "core/node/node.h"
#include "sim/engine/roles.h"
#include "sim/engine/world.h"
#include "tests/bench/bench.h"
#include "tests/bench/cluster_plan.h"

namespace kscope::bench {

namespace {

constexpr ScaleShape full{100, 10'000};

class Phases {
public:
    explicit Phases(sim::World& world) : world_(world) {}

    void run_until(const char* name, Instant until) {
        run(name, [&] { return !world_.step_until(until); });
    }
    template <class Done>
    void run(const char* name, Done done) {
        const std::uint64_t events = world_.counters().events;
        const Instant from = world_.now();
        const double s = seconds([&] {
            while (!done()) {
            }
        });
        const auto played = static_cast<double>((world_.now() - from).to_millis()) / 1e3;
        std::printf("scale/%-22s %8.1f virtual s, %7.1f s, %8.2f M events, %6.0f MB\n", name,
                    played, s, static_cast<double>(world_.counters().events - events) / 1e6,
                    peak_rss_mb());
        std::fflush(stdout);
        seconds_ += s;
    }
    [[nodiscard]] double seconds_so_far() const { return seconds_; }

private:
    sim::World& world_;
    double seconds_ = 0;
};

Instant after(const sim::World& world, Duration wait) { return world.now() + wait; }

// Steps, and says whether the admin client has made all of its topics.
bool created_after_step(sim::World& world, NodeId admin) {
    world.step();
    const Node* node = world.find_node(admin);
    const Admin* client = node == nullptr ? nullptr : node->get_if<Admin>();
    return client != nullptr && !client->results().empty() && client->idle();
}

void play(sim::World& world, Duration time) {
    const Instant until = after(world, time);
    while (world.step_until(until)) {
    }
}

void restart_in_turn(sim::World& world, int brokers) {
    for (int i = 1; i <= brokers; ++i) {
        world.apply(sim::GiveCommand{NodeId(i), ShutDown{}});
        play(world, Duration::seconds(1));
        world.apply(sim::Kill{NodeId(i)});  // the process has ended by itself
        world.apply(sim::Restart{NodeId(i)});
        play(world, Duration::seconds(2));
    }
}

}  // namespace

void bench_scale() {
    const NodeId admin(full.brokers + 1);
    sim::World world(std::make_shared<const sim::WorldSpec>(scale_of(full)), 1);
    Phases phases(world);
    phases.run_until("start", Instant::at(Duration::seconds(5)));
    phases.run("creation", [&] { return created_after_step(world, admin); });
    phases.run_until("settling", after(world, Duration::seconds(5)));
    world.apply(sim::KillRole{{sim::NodeByRole::Role::controller, {}}});
    phases.run_until("controller failover", after(world, Duration::seconds(30)));
    world.apply(sim::RestartAll{});
    phases.run_until("its return", after(world, Duration::seconds(10)));
    phases.run("rolling restart", [&] {
        restart_in_turn(world, full.brokers);
        return true;
    });
    phases.run_until("left alone", Instant::at(Duration::seconds(600)));
    print_value("scale/ten minutes", phases.seconds_so_far(), "s", 120);
}

}  // namespace kscope::bench
