// The clusters of the benchmarks: 3 brokers, RF 3, acks=all, closed-loop producers, and a consumer
// per partition with its partition assigned by hand. The load begins at 5 s.
#pragma once

#include "sim/engine/world_spec.h"

namespace kscope::bench {

inline constexpr int records_per_batch = 10;

struct Shape {
    const char* name;
    int producers;
    int in_flight;
    int partitions;
};

// The two shapes of the design's budgets.
inline constexpr Shape large_shape{"64x5 over 12", 64, 5, 12};
inline constexpr Shape small_shape{"16x1 over 3", 16, 1, 3};

sim::WorldSpec cluster_of(const Shape& shape);

// Brokers alone, with topics of 6 or 7 partitions at RF 3: 20 replicas a topic. Node 0 is
// ZooKeeper, then come the brokers, then the admin client, which begins at 5 s.
struct ScaleShape {
    int brokers;
    int topics;
};

sim::WorldSpec scale_of(const ScaleShape& shape);

}  // namespace kscope::bench
