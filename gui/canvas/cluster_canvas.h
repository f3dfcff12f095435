// ClusterCanvas: one custom-painted widget that shows a Frame. It never changes a simulation and
// knows no action: it says what was clicked, and the window decides.
//
// What does not move is cached in one pixmap, redrawn when the frame, the view, the size or the
// device pixel ratio changes; packets and session rings are drawn over it at display time.
#pragma once

#include <QPixmap>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "gui/canvas/drawn_items.h"
#include "gui/canvas/packet_atlas.h"
#include "gui/canvas/scene.h"

namespace kscope::gui {

class ClusterCanvas : public QWidget {
    Q_OBJECT

public:
    explicit ClusterCanvas(QWidget* parent = nullptr);

    void set_frame(std::shared_ptr<const Frame> frame);
    void set_display_time(Instant now);  // moves flights and rings only
    void set_theme(const Theme& theme);
    void set_selected(const QString& id);
    void set_lit(std::vector<QString> ids);  // empty: no chain
    void set_key(int key);                   // place in Frame::keys; -2: all
    void set_followed(std::uint64_t record);
    void set_background_traffic(bool shown);

    // Lanes are drawn in full: there is nothing to gain from going nearer.
    [[nodiscard]] bool lanes_readable() const;
    // The replica before or after the focused one; in the overview of the same broker.
    void move_replica(int distance);

    [[nodiscard]] const SceneView& view() const { return view_; }
    [[nodiscard]] const std::shared_ptr<const Frame>& frame() const { return frame_; }
    // What the last painting drew, still things first. Paints if nothing was painted yet.
    [[nodiscard]] const DrawnItems& items();
    [[nodiscard]] QSize sizeHint() const override { return {960, 572}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {640, 400}; }

Q_SIGNALS:
    // Tab came to it: looked at, not chosen.
    void item_focused(const QString& id);
    void item_clicked(const QString& id);
    void item_activated(const QString& id);  // double click, Enter
    void item_context_requested(const QString& id, const QPoint& global);
    void item_hovered(const QString& id, const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    bool event(QEvent* event) override;

private:
    void refresh_still(const Scene& scene);
    void drag_axis(QPointF to);
    [[nodiscard]] std::optional<DrawnItem> hit(QPointF at) const;
    [[nodiscard]] std::optional<DrawnItem> found(const QString& id) const;
    [[nodiscard]] std::vector<QString> replicas_beside(const QString& id) const;
    void set_focused(const QString& id);
    bool move_focus(bool next);
    void stale();

    std::shared_ptr<const Frame> frame_;
    SceneView view_;
    Type type_;
    Instant now_;
    QPixmap still_;
    bool still_stale_ = true;
    DrawnItems still_items_;
    DrawnItems items_;
    PacketAtlas atlas_;
    // A drag over a lane unpins its column's axis.
    QString dragged_;
    double dragged_from_ = 0;
    Offset dragged_first_ = no_offset;
    bool moved_ = false;
};

// Paints a whole frame into a picture, for screenshots and tests: the same code as the widget.
QImage render_frame(const Frame& frame, const SceneView& view, QSize size, double ratio,
                    DrawnItems* items);

}  // namespace kscope::gui
