// Whether clients have done their work: producers have nothing under way, groups have read and
// committed all there is. Not cheap: to be asked now and then (EndWatch in sim/outcome). Reads
// only; a run that has no end (a closed loop, a group without members) needs --until.
#pragma once

namespace kscope::sim {

class World;

[[nodiscard]] bool producers_drained(const World& world);
[[nodiscard]] bool consumers_drained(const World& world);

}  // namespace kscope::sim
