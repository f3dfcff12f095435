// A world of toys: what the engine itself costs per event (connections, latencies, digests, disks),
// without any protocol.
#include "sim/engine/world.h"
#include "tests/bench/bench.h"
#include "tests/support/toy_process.h"

namespace kscope::bench {

void bench_world() {
    const auto spec = std::make_shared<const sim::WorldSpec>(test::toy_spec(64));
    sim::World world(spec, 1);
    constexpr int events = 3'000'000;
    const double s = seconds([&] {
        for (int i = 0; i < events; ++i) world.step();
    });
    print_rate("world/toys 64", events / s, "M events/s", 0);
    const double copies = seconds([&] {
        for (int i = 0; i < 1'000; ++i) {
            const sim::World copy = world;
            if (copy.now() != world.now()) return;
        }
    });
    print_value("world/copy", copies * 1e3, "us a copy", 0);
}

}  // namespace kscope::bench
