// StepGlide: a step is seen as motion. After a short step forwards the canvas keeps the state
// before it and lets its packets fly on to where they arrive, for 200 ms; then it shows the state
// after. The panels do not wait for it. Whoever asks what is shown ends it (finish). Its clock is a
// timer while it runs, and none otherwise; tests call advance() themselves.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>

#include "gui/session/picture.h"

namespace kscope::gui {

class ClusterCanvas;

class StepGlide : public QObject {
    Q_OBJECT

public:
    static constexpr int lasts_ms = 200;

    StepGlide(ClusterCanvas& canvas, QObject* parent);
    // Reduced motion, pictures and most tests: steps are cuts.
    void set_enabled(bool enabled) { enabled_ = enabled; }
    [[nodiscard]] bool enabled() const { return enabled_; }

    // True: it begins, and calls `arrived` at its end, in which the state after is to be shown.
    bool begin(const std::shared_ptr<const Picture>& before, const Picture& after,
               std::function<void()> arrived);
    [[nodiscard]] bool gliding() const { return arrived_ != nullptr; }
    // So long after the begin.
    void advance(int elapsed_ms);
    void finish();

private:
    ClusterCanvas& canvas_;
    bool enabled_ = false;
    QTimer timer_;
    QElapsedTimer since_;
    Instant from_;
    Instant to_;
    std::function<void()> arrived_;  // null: not gliding
};

// A step that can be watched: one forwards on one branch, not played, over so short a time that a
// packet is seen to move.
[[nodiscard]] bool is_watchable_step(const Picture& before, const Picture& after);

}  // namespace kscope::gui
