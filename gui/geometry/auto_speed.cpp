#include "gui/geometry/auto_speed.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace kscope::gui {

namespace {

double seconds(Duration d) { return static_cast<double>(d.count()) / 1e9; }

constexpr double manual_min = 0.001;
constexpr double manual_max = 10'000;

}  // namespace

double flight_rate(std::span<const Duration> latencies) {
    if (latencies.empty()) {
        return 1;
    }
    std::vector<Duration> sorted(latencies.begin(), latencies.end());
    std::sort(sorted.begin(), sorted.end());
    const Duration median = sorted[(sorted.size() - 1) / 2];
    const double rate = std::max(seconds(median) / 0.7, seconds(sorted.back()) / 4.0);
    // Latency zero exists in tests; time must still move.
    return std::max(rate, 1e-9);
}

double gap_seconds(Duration gap) {
    const double millis = static_cast<double>(std::max<std::int64_t>(0, gap.count())) / 1e6;
    return std::clamp(0.3 * std::log10(1 + millis), 0.1, 1.5);
}

double repeat_factor(int identical_cycles) {
    return identical_cycles < 3 ? 1 : std::pow(0.6, identical_cycles - 2);
}

double auto_rate(const AutoSpeedInput& in) {
    if (in.foreground_latencies.empty()) {
        return std::max(seconds(in.to_next_event) / gap_seconds(in.to_next_event), 1e-9);
    }
    const double calm = flight_rate(in.foreground_latencies);
    const double hop = 0.7 * repeat_factor(in.identical_cycles);
    return calm * 0.7 / std::max(hop, hop_seconds_min);
}

bool gap_is_skipped(Duration gap) { return seconds(gap) >= 10 * gap_seconds(gap); }

double dwell_seconds(Pause pause, int words) {
    switch (pause) {
        case Pause::none: return 0;
        case Pause::turning_point: return 1.2;
        case Pause::narration: return std::max(2.5, words / 2.5);
    }
    return 0;
}

bool leaves_arrow(Duration latency, double rate) { return seconds(latency) / rate < 0.15; }

double faster(double rate) {
    const double decade = std::pow(10.0, std::floor(std::log10(rate) + 1e-9));
    const double digit = rate / decade;
    const double next = digit < 1.999 ? 2 : digit < 4.999 ? 5 : 10;
    return std::min(manual_max, next * decade);
}

double slower(double rate) {
    const double decade = std::pow(10.0, std::floor(std::log10(rate) + 1e-9));
    const double digit = rate / decade;
    const double next = digit > 5.001 ? 5 : digit > 2.001 ? 2 : digit > 1.001 ? 1 : 0.5;
    return std::max(manual_min, next * decade);
}

}  // namespace kscope::gui
