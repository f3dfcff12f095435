#include "gui/session/pace.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "gui/geometry/auto_speed.h"

namespace kscope::gui {

namespace {

constexpr std::size_t remembered = 64;
constexpr std::size_t period_max = 16;
constexpr double fast_rate = 10'000;

// How often the newest `period` signatures stand at the end in a row.
int repeats(const std::vector<std::uint32_t>& all, std::size_t period) {
    int count = 1;
    for (std::size_t from = all.size() - period; from >= period; from -= period) {
        const auto last = all.end() - static_cast<std::ptrdiff_t>(period);
        if (!std::equal(last, all.end(),
                        all.begin() + static_cast<std::ptrdiff_t>(from - period))) {
            break;
        }
        ++count;
    }
    return count;
}

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

// 0.002 is "2 ms"
std::string seconds_in_words(double seconds) {
    if (seconds >= 0.9995) return number(seconds) + " s";
    if (seconds >= 0.9995e-3) return number(seconds * 1e3) + " ms";
    if (seconds >= 0.9995e-6) return number(seconds * 1e6) + " \u00b5s";
    return number(seconds * 1e9) + " ns";
}

}  // namespace

void Pace::faster() {
    if (mode_ == Mode::automatic) manual_ = std::pow(10, std::floor(std::log10(auto_)));
    mode_ = Mode::manual;
    manual_ = gui::faster(manual_);
}

void Pace::slower() {
    if (mode_ == Mode::automatic) manual_ = std::pow(10, std::ceil(std::log10(auto_)));
    mode_ = Mode::manual;
    manual_ = gui::slower(manual_);
}

void Pace::passed(const EventRow& row) {
    if (row.turning_point) {
        recent_.clear();
        cycles_ = 1;
        return;
    }
    if (!row.message) return;
    if (recent_.size() == remembered) recent_.erase(recent_.begin());
    recent_.push_back(row.signature);
    cycles_ = 1;
    for (std::size_t period = 1; period <= period_max && 2 * period <= recent_.size(); ++period) {
        cycles_ = std::max(cycles_, repeats(recent_, period));
    }
}

void Pace::update(const std::vector<Duration>& in_flight, Duration gap) {
    quiet_ = in_flight.empty();
    gap_ = gap;
    auto_ = auto_rate({in_flight, gap, cycles_});
}

double Pace::rate() const {
    switch (mode_) {
        case Mode::automatic: return auto_;
        case Mode::manual: return manual_;
        case Mode::fast: return fast_rate;
    }
    return 1;
}

Duration Pace::skipping() const {
    const bool skips = mode_ == Mode::automatic && quiet_ && gap_is_skipped(gap_);
    return skips && gap_ >= Duration::millis(100) ? gap_ : Duration();
}

std::string Pace::text() const {
    switch (mode_) {
        case Mode::automatic: return "Auto: 1 s shows " + seconds_in_words(auto_);
        case Mode::manual: return "1 s shows " + seconds_in_words(manual_);
        case Mode::fast: return "Fast";
    }
    return {};
}

double Pace::dwell(const EventRow& row) {
    double seconds = 0;
    if (row.turning_point) seconds = dwell_seconds(Pause::turning_point, 0);
    if (row.narration) seconds = std::max(seconds, dwell_seconds(Pause::narration, row.words));
    return seconds;
}

}  // namespace kscope::gui
