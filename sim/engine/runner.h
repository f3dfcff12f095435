// run_world(): plays a world to its end: nothing left, all drained, the time is up, or an observer
// says stop. The one loop of the terminal, the tests and the benchmarks. Observers (laws,
// narration) are called after each event; they read, they never change the world.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/time.h"

namespace kscope::sim {

class World;

enum class RunEnd : std::uint8_t { nothing_left, drained, time_up, stopped };

struct RunLimits {
    Instant until = Instant::never();
    bool stop_when_drained = true;
};

// Returns false to stop: a law is broken.
using Observer = std::function<bool(const World&)>;

RunEnd run_world(World& world, const RunLimits& limits, const std::vector<Observer>& observers);

}  // namespace kscope::sim
