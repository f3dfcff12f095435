// The whole cluster at the two shapes of the design. Counted after the start-up: protocol
// events (messages, connections and wakeups delivered), batches acknowledged, events per batch.
#include <cstdio>

#include "core/client/producer.h"
#include "core/node/node.h"
#include "sim/check/checker.h"
#include "sim/engine/world.h"
#include "tests/bench/bench.h"
#include "tests/bench/cluster_plan.h"

namespace kscope::bench {

namespace {

std::uint64_t acked_records(const sim::World& world) {
    std::uint64_t acked = 0;
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const Node* node = world.find_node(NodeId(static_cast<std::int32_t>(i)));
        const auto* producer = node == nullptr ? nullptr : node->get_if<Producer>();
        if (producer != nullptr) acked += producer->counters().acked;
    }
    return acked;
}

// A world under the eyes of the laws, which must see it from its first event.
struct Watched {
    sim::World world;
    sim::Checker checker;

    bool step() {
        const bool stepped = world.step();
        checker.after_step(world);
        return stepped;
    }
};

// At the end of the start-up: the load has been running for a second.
Watched warm(const Shape& shape) {
    Watched start{sim::World(std::make_shared<const sim::WorldSpec>(cluster_of(shape)), 1), {}};
    start.world.listen(sim::Checker::needed_notes());
    while (start.world.now() < Instant::at(Duration::seconds(6)) && start.step()) {
    }
    return start;
}

struct Figures {
    double events_per_second = 0;
    double batches_per_second = 0;
    double events_per_batch = 0;
};

enum class Laws : std::uint8_t { off, on };

Figures play(Watched run, Laws laws) {
    constexpr std::uint64_t wanted = 1'000'000;
    sim::World& world = run.world;
    if (laws == Laws::off) world.listen({});
    const std::uint64_t until = world.counters().protocol_events + wanted;
    const std::uint64_t acked_before = acked_records(world);
    const double s = seconds([&] {
        if (laws == Laws::on) {
            while (world.counters().protocol_events < until && run.step()) {
            }
        } else {
            while (world.counters().protocol_events < until && world.step()) {
            }
        }
    });
    if (const auto& broken = run.checker.violation()) {
        std::printf("a law is broken: %s\n", broken->sentence.c_str());
    }
    constexpr double events = wanted;
    const double batches =
        static_cast<double>(acked_records(world) - acked_before) / records_per_batch;
    return {events / s, batches / s, batches > 0 ? events / batches : 0};
}

void measure(const Shape& shape) {
    const std::string name = std::string("cluster/") + shape.name;
    const Watched start = warm(shape);
    for (const Laws laws : {Laws::off, Laws::on}) {
        const Figures f = play(start, laws);
        const std::string label = name + (laws == Laws::on ? ", laws" : "");
        print_rate(label, f.events_per_second, "M protocol events/s", laws == Laws::on ? 3 : 0);
        print_rate(label, f.batches_per_second, "M batches/s", 0);
        print_value(label, f.events_per_batch, "events a batch", 0);
    }
    constexpr int copies = 100;
    const double s = seconds([&] {
        for (int i = 0; i < copies; ++i) {
            const sim::World copy = start.world;
            if (copy.now() != start.world.now()) return;
        }
    });
    print_value(name + ", a copy", s * 1e6 / copies, "us", 0);
}

}  // namespace

void bench_cluster() {
    measure(large_shape);
    measure(small_shape);
}

}  // namespace kscope::bench
