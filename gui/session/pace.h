// Pace: how fast playback goes at the cursor: Auto (one rate for the whole picture, from the trace
// only), a speed by hand, or Fast; and how long it rests at turning points and narration. The
// arithmetic is gui/geometry/auto_speed; this holds the memory that it needs. No clock.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "gui/session/recording.h"

namespace kscope::gui {

class Pace {
public:
    enum class Mode : std::uint8_t { automatic, manual, fast };

    void faster();
    void slower();
    void automatic() { mode_ = Mode::automatic; }
    void fast() { mode_ = Mode::fast; }
    [[nodiscard]] Mode mode() const { return mode_; }

    // An event was shown in passing: counts identical cycles.
    void passed(const EventRow& row);
    void jumped() { recent_.clear(), cycles_ = 1; }

    // Virtual seconds per wall second from here on. `gap`: to the next foreground event.
    void update(const std::vector<Duration>& in_flight, Duration gap);
    [[nodiscard]] double rate() const;
    // Above zero while a long gap is shortened: its length, for the badge.
    [[nodiscard]] Duration skipping() const;
    [[nodiscard]] int identical_cycles() const { return cycles_; }

    // "Auto: 1 s shows 2 ms", "x 0.5", "Fast"
    [[nodiscard]] std::string text() const;
    [[nodiscard]] static double dwell(const EventRow& row);

private:
    Mode mode_ = Mode::automatic;
    double manual_ = 1;
    double auto_ = 1;
    Duration gap_;
    bool quiet_ = false;
    std::vector<std::uint32_t> recent_;  // signatures of messages, the last 64
    int cycles_ = 1;
};

}  // namespace kscope::gui
