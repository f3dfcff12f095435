// When a run is over by itself: its sources are exhausted, its timeline is done, its producers have
// nothing under way, and its groups have read and committed all there is. Reads only; a run that
// has no end (a closed loop, a group without members) needs --until.
#pragma once

namespace kscope::sim {

class World;

[[nodiscard]] bool producers_drained(const World& world);
[[nodiscard]] bool consumers_drained(const World& world);
// All of it. Not cheap: ask every few hundred events.
[[nodiscard]] bool run_finished(const World& world);

}  // namespace kscope::sim
