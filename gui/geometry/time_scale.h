// Time and pixel of the scrubber, both ways, and where its ticks stand.
#pragma once

#include <vector>

#include "core/base/time.h"

namespace kscope::gui {

class TimeScale {
public:
    TimeScale(Instant first, Instant last, double left, double right);

    [[nodiscard]] double x(Instant t) const;     // not clamped
    [[nodiscard]] Instant time(double x) const;  // clamped to [first, last]
    [[nodiscard]] Duration per_pixel() const;

    // The same point of time stays under x; factor > 1 shows less time. Never outside `whole`.
    [[nodiscard]] TimeScale zoomed(double x, double factor, const TimeScale& whole) const;

    [[nodiscard]] Instant first() const { return first_; }
    [[nodiscard]] Instant last() const { return last_; }

    // Round times (1, 2, 5 times a power of ten) at least `apart` px from each other.
    [[nodiscard]] std::vector<Instant> ticks(double apart) const;

private:
    Instant first_;
    Instant last_;
    double left_;
    double right_;
};

}  // namespace kscope::gui
