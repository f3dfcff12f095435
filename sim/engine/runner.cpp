#include "sim/engine/runner.h"

#include "sim/engine/run_end.h"
#include "sim/engine/world.h"

namespace kscope::sim {

namespace {

// Whether all is drained is asked at these events only: the same in every run, and cheap.
constexpr std::uint64_t drained_interval = 256;

}  // namespace

RunEnd run_world(World& world, const RunLimits& limits, const std::vector<Observer>& observers) {
    while (world.step_until(limits.until)) {
        for (const Observer& observer : observers) {
            if (!observer(world)) return RunEnd::stopped;
        }
        const bool ask = world.counters().events % drained_interval == 0;
        if (ask && limits.stop_when_drained && run_finished(world)) return RunEnd::drained;
    }
    return world.next_time().is_never() ? RunEnd::nothing_left : RunEnd::time_up;
}

}  // namespace kscope::sim
