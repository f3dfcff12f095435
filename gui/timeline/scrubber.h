// Scrubber: the branches of the run over virtual time, with their turning points and the cursor:
// main --x kill--^ elect--| cursor, forks below. A click or drag seeks; the wheel zooms; a click on
// a name goes to that branch. It shows pictures and sends wishes; it knows no playback.
#pragma once

#include <memory>

#include "gui/canvas/painted_widget.h"
#include "gui/geometry/time_scale.h"
#include "gui/session/picture.h"

namespace kscope::gui {

class Scrubber : public PaintedWidget {
    Q_OBJECT

public:
    explicit Scrubber(QWidget* parent = nullptr);
    void set_picture(std::shared_ptr<const Picture> picture);
    void press_item(const QString& id) override;
    [[nodiscard]] QSize sizeHint() const override { return {960, 64}; }

Q_SIGNALS:
    void time_wanted(int branch, Instant time);
    void event_wanted(int branch, EventId event);

protected:
    void draw(QPainter& painter) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    // The branches that have a track: the shown one, its parents, then the newest.
    [[nodiscard]] std::vector<int> tracks() const;
    [[nodiscard]] TimeScale whole() const;
    [[nodiscard]] TimeScale scale() const;
    [[nodiscard]] double track_y(int track) const;
    [[nodiscard]] const TimelineBranch& branch(int id) const;
    void draw_ticks(QPainter& painter, const TimeScale& scale);
    void draw_branch(QPainter& painter, const TimeScale& scale, int track, int id,
                     const std::vector<int>& shown);
    void draw_mark(QPainter& painter, const TimeScale& scale, int track, int id,
                   const TimelineMark& mark);
    void draw_cursor(QPainter& painter, const TimeScale& scale, const std::vector<int>& shown);
    void seek_to(QPointF position);

    std::shared_ptr<const Picture> picture_;
    Instant zoom_first_;
    Instant zoom_last_;  // at the start: no zoom
    int dragged_branch_ = -1;
};

}  // namespace kscope::gui
