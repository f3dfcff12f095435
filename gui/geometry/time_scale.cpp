#include "gui/geometry/time_scale.h"

#include <algorithm>
#include <cmath>

namespace kscope::gui {

TimeScale::TimeScale(Instant first, Instant last, double left, double right)
    : first_(first),
      last_(std::max(last, first + Duration::nanos(1))),
      left_(left),
      right_(std::max(right, left + 1)) {}

double TimeScale::x(Instant t) const {
    const double part =
        static_cast<double>((t - first_).count()) / static_cast<double>((last_ - first_).count());
    return left_ + part * (right_ - left_);
}

Instant TimeScale::time(double x) const {
    const double part = std::clamp((x - left_) / (right_ - left_), 0.0, 1.0);
    const double nanos = part * static_cast<double>((last_ - first_).count());
    return std::clamp(first_ + Duration::nanos(std::llround(nanos)), first_, last_);
}

Duration TimeScale::per_pixel() const {
    const double nanos = static_cast<double>((last_ - first_).count()) / (right_ - left_);
    return Duration::nanos(std::max<std::int64_t>(1, std::llround(nanos)));
}

TimeScale TimeScale::zoomed(double x, double factor, const TimeScale& whole) const {
    const double part = std::clamp((x - left_) / (right_ - left_), 0.0, 1.0);
    const Instant pivot = time(x);
    const auto all = static_cast<double>((whole.last_ - whole.first_).count());
    const double span =
        std::clamp(static_cast<double>((last_ - first_).count()) / factor, 1e3, std::max(1e3, all));
    Instant first = pivot - Duration::nanos(std::llround(span * part));
    first = std::max(first, whole.first_);
    const Instant last = std::min(first + Duration::nanos(std::llround(span)), whole.last_);
    first = std::max(whole.first_, last - Duration::nanos(std::llround(span)));
    return {first, last, left_, right_};
}

std::vector<Instant> TimeScale::ticks(double apart) const {
    const double least = static_cast<double>((last_ - first_).count()) / (right_ - left_) * apart;
    std::int64_t step = 1;
    // 1, 2, 5, 10, ...
    for (int turn = 0; static_cast<double>(step) < least; ++turn) {
        step = turn % 3 == 1 ? step / 2 * 5 : step * 2;
    }
    std::vector<Instant> out;
    std::int64_t at = (first_.nanos() + step - 1) / step * step;
    for (; at <= last_.nanos(); at += step) {
        out.push_back(Instant::at(Duration::nanos(at)));
    }
    return out;
}

}  // namespace kscope::gui
