// The trace of a run: one JSON object per line and event: number, time, what it was, who and from
// whom, its cause, and the notes it made. Times and numbers are integers; names are the scenario's.
#pragma once

#include <ostream>

#include "sim/engine/world.h"

namespace kscope::sim {

void write_trace_line(std::ostream& out, const World& world);

}  // namespace kscope::sim
