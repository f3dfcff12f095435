// What a link between two processes is made from. Plain values, part of WorldSpec; the state of
// links (cuts, draws) is in network.h. Never a floating point number: latencies are drawn from a
// pinned integer table.
#pragma once

#include <cstdint>

#include "core/base/ids.h"
#include "core/base/time.h"

namespace kscope::sim {

// A latency is base + a draw from a pinned integer table, scaled by spread (no libm):
// constant, uniform in [base, base+spread], or exponential with mean `spread`.
struct Latency {
    enum class Shape : std::uint8_t { constant, uniform, exponential };
    Shape shape = Shape::constant;
    Duration base;
    Duration spread;
    friend bool operator==(const Latency&, const Latency&) = default;
};

// Between two processes of one machine, or two parts of one process.
inline constexpr Duration loopback = Duration::micros(10);

// Between two nodes, in both directions, or the default for all pairs.
struct LinkSpec {
    NodeId a = no_node;
    NodeId b = no_node;
    Latency latency;
    std::int64_t bytes_per_second = 0;  // 0: unlimited
};

}  // namespace kscope::sim
