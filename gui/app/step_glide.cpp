#include "gui/app/step_glide.h"

#include <algorithm>

#include "gui/canvas/cluster_canvas.h"

namespace kscope::gui {

namespace {

constexpr int frame_ms = 16;
constexpr Duration longest_step = Duration::millis(50);

}  // namespace

bool is_watchable_step(const Picture& before, const Picture& after) {
    const bool same_run = before.status.loaded && after.status.loaded &&
                          before.status.branch == after.status.branch &&
                          before.status.file == after.status.file;
    const bool resting = !before.status.playing && !after.status.playing;
    const Duration step = after.frame.now - before.frame.now;
    if (!same_run || !resting || after.frame.event <= before.frame.event) return false;
    if (step <= Duration() || step > longest_step) return false;
    return std::any_of(before.frame.flights.begin(), before.frame.flights.end(),
                       [](const FrameFlight& f) { return f.foreground; });
}

StepGlide::StepGlide(ClusterCanvas& canvas, QObject* parent) : QObject(parent), canvas_(canvas) {
    timer_.setInterval(frame_ms);
    connect(&timer_, &QTimer::timeout, this,
            [this] { advance(static_cast<int>(since_.elapsed())); });
}

bool StepGlide::begin(const std::shared_ptr<const Picture>& before, const Picture& after,
                      std::function<void()> arrived) {
    finish();
    if (!enabled_ || !is_watchable_step(*before, after)) return false;
    canvas_.set_frame(std::shared_ptr<const Frame>(before, &before->frame));
    from_ = before->frame.now;
    to_ = after.frame.now;
    arrived_ = std::move(arrived);
    since_.start();
    timer_.start();
    return true;
}

void StepGlide::advance(int elapsed_ms) {
    if (!gliding()) return;
    if (elapsed_ms >= lasts_ms) {
        finish();
        return;
    }
    const Duration whole = to_ - from_;
    canvas_.set_display_time(from_ + Duration::nanos(whole.count() / lasts_ms * elapsed_ms));
}

void StepGlide::finish() {
    timer_.stop();
    if (!gliding()) return;
    const std::function<void()> arrived = std::move(arrived_);
    arrived_ = nullptr;
    arrived();
}

}  // namespace kscope::gui
