// Auto speed: how fast virtual time runs, as a function of the trace only (gui.md 2). One rate for
// the whole picture, so that latencies can be compared by eye; the same trace always plays the same
// way. A rate is virtual seconds per second on the wall.
#pragma once

#include <span>

#include "core/base/time.h"

namespace kscope::gui {

// With foreground packets in flight: the median takes 0.7 s, and none takes more than 4 s.
double flight_rate(std::span<const Duration> foreground_latencies);

// Without: how long a quiet gap lasts on the wall, 0.1 to 1.5 s, by its logarithm.
double gap_seconds(Duration gap);

// From the third identical cycle on, each takes 0.6 of the one before...
double repeat_factor(int identical_cycles);
// ... but a hop never takes less than 0.2 s of the wall.
inline constexpr double hop_seconds_min = 0.2;

struct AutoSpeedInput {
    std::span<const Duration> foreground_latencies;  // of what is in flight now
    Duration to_next_event;                          // the quiet gap, if nothing is
    int identical_cycles = 1;                        // this one included; a turning point resets
};

double auto_rate(const AutoSpeedInput& input);

// A gap worth a badge ("» 17.9 s"): it is shortened at least tenfold.
bool gap_is_skipped(Duration gap);

enum class Pause { none, turning_point, narration };
// How long the picture rests before it goes on.
double dwell_seconds(Pause pause, int words);

// A flight this quick on the wall leaves its arrow behind for a moment.
inline constexpr double arrow_stays_seconds = 0.3;
bool leaves_arrow(Duration latency, double rate);

// Speeds by hand, 0.001 to 10,000, in steps that read well: 1, 2, 5, 10.
double faster(double rate);
double slower(double rate);

}  // namespace kscope::gui
