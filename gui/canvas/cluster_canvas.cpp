#include "gui/canvas/cluster_canvas.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "gui/canvas/overview.h"
#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"

namespace kscope::gui {

namespace {

void draw_ring(QPainter& p, const DrawnItem* item, const QColor& colour, double width) {
    if (item == nullptr) {
        return;
    }
    p.setPen(QPen(colour, width));
    p.setBrush(Qt::NoBrush);
    p.drawRoundedRect(item->rect.adjusted(-2, -2, 2, 2), 5, 5);
}

void draw_rings(QPainter& p, const SceneView& view, const DrawnItems& items, bool focus) {
    p.setRenderHint(QPainter::Antialiasing, true);
    const Theme& t = *view.theme;
    for (const QString& id : view.lit) {
        draw_ring(p, items.find(id), t.why, 2.5);
    }
    if (!view.hovered.isEmpty() && view.hovered != view.selected) {
        draw_ring(p, items.find(view.hovered), t.line, 1.5);
    }
    if (!view.selected.isEmpty()) {
        draw_ring(p, items.find(view.selected), t.focus, 2);
    }
    if (focus && !view.focused.isEmpty() && view.focused != view.selected) {
        p.setPen(QPen(t.focus, 1.5, Qt::DashLine));
        if (const DrawnItem* item = items.find(view.focused)) {
            p.setBrush(Qt::NoBrush);
            p.drawRoundedRect(item->rect.adjusted(-3, -3, 3, 3), 5, 5);
        }
    }
}

}  // namespace

QImage render_frame(const Frame& frame, const SceneView& view, QSize size, double ratio,
                    DrawnItems* items) {
    QImage image(size * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(view.theme->background);
    QPainter painter(&image);
    const Type type;
    const Scene scene = make_scene(frame, view, type, size, frame.now);
    DrawnItems own;
    Pen pen(painter, scene, items ? *items : own);
    PacketAtlas atlas;
    atlas.prepare(*view.theme, ratio);
    paint_scene(pen);
    paint_moving(pen, atlas);
    draw_rings(painter, view, items ? *items : own, true);
    return image;
}

ClusterCanvas::ClusterCanvas(QWidget* parent) : QWidget(parent) {
    view_.theme = &light_theme();
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setObjectName(QStringLiteral("canvas"));
    setAccessibleName(QStringLiteral("Cluster"));
}

void ClusterCanvas::stale() {
    still_stale_ = true;
    update();
}

void ClusterCanvas::set_frame(std::shared_ptr<const Frame> frame) {
    frame_ = std::move(frame);
    now_ = frame_ ? frame_->now : Instant{};
    stale();
}

void ClusterCanvas::set_display_time(Instant now) {
    now_ = now;
    update();
}

void ClusterCanvas::set_theme(const Theme& theme) {
    view_.theme = &theme;
    stale();
}

void ClusterCanvas::set_selected(const QString& id) {
    view_.selected = id;
    update();
}

void ClusterCanvas::set_lit(std::vector<QString> ids) {
    view_.lit = std::move(ids);
    stale();
}

void ClusterCanvas::set_key(int key) {
    view_.key = key;
    stale();
}

void ClusterCanvas::set_followed(std::uint64_t record) {
    view_.followed = record;
    stale();
}

void ClusterCanvas::set_background_traffic(bool shown) {
    view_.background = shown;
    update();
}

const DrawnItems& ClusterCanvas::items() {
    if (still_stale_ || items_.all().empty()) {
        grab();  // paints now, into nothing
    }
    return items_;
}

void ClusterCanvas::refresh_still(const Scene& scene) {
    const double ratio = devicePixelRatioF();
    const QSize pixels = size() * ratio;
    if (!still_stale_ && still_.size() == pixels && still_.devicePixelRatio() == ratio) {
        return;
    }
    if (still_.size() != pixels) {
        still_ = QPixmap(pixels);
    }
    still_.setDevicePixelRatio(ratio);
    still_.fill(view_.theme->background);
    still_items_.clear();
    QPainter painter(&still_);
    Pen pen(painter, scene, still_items_);
    paint_scene(pen);
    still_stale_ = false;
}

void ClusterCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (!frame_) {
        painter.fillRect(rect(), view_.theme->background);
        return;
    }
    const Scene scene = make_scene(*frame_, view_, type_, size(), now_);
    refresh_still(scene);
    painter.drawPixmap(0, 0, still_);
    items_ = still_items_;
    atlas_.prepare(*view_.theme, devicePixelRatioF());
    Pen pen(painter, scene, items_);
    paint_moving(pen, atlas_);
    draw_rings(painter, view_, items_, hasFocus());
}

void ClusterCanvas::mousePressEvent(QMouseEvent* event) {
    moved_ = false;
    dragged_.clear();
    const DrawnItem* item = items_.at(event->position());
    if (event->button() != Qt::LeftButton || item == nullptr || !frame_) {
        return;
    }
    const QStringList parts = item->id.split(QLatin1Char('/'));
    if ((parts[0] == QLatin1String("lane") || parts[0] == QLatin1String("record")) &&
        parts.size() > 1) {
        const Scene scene = make_scene(*frame_, view_, type_, size(), now_);
        const int column = scene.column(parts[1].toStdString());
        if (column >= 0) {
            dragged_ = parts[1];
            dragged_from_ = event->position().x();
            dragged_first_ = scene.axes[static_cast<std::size_t>(column)].first;
        }
    }
}

void ClusterCanvas::drag_axis(QPointF to) {
    const double dx = dragged_from_ - to.x();
    if (!moved_ && std::abs(dx) < 8) {
        return;
    }
    moved_ = true;
    const auto shift = static_cast<std::int64_t>(std::lround(dx / 22));
    const Offset first{std::max<std::int64_t>(0, dragged_first_.value() + shift)};
    view_.pinned[dragged_.toStdString()] = first;
    const Scene scene = make_scene(*frame_, view_, type_, size(), now_);
    const auto column = static_cast<std::size_t>(std::max(0, scene.column(dragged_.toStdString())));
    // Dragged back to the end: follow it again.
    if (column < scene.axes.size() && scene.axes[column].first < first) {
        view_.pinned.erase(dragged_.toStdString());
    }
    stale();
}

void ClusterCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (!dragged_.isEmpty() && (event->buttons() & Qt::LeftButton)) {
        drag_axis(event->position());
        return;
    }
    const DrawnItem* item = items_.at(event->position());
    const QString id = item ? item->id : QString();
    if (id != view_.hovered) {
        view_.hovered = id;
        setCursor(item && item->focusable ? Qt::PointingHandCursor : Qt::ArrowCursor);
        Q_EMIT item_hovered(id, item ? item->text : QString());
        update();
    }
}

void ClusterCanvas::mouseReleaseEvent(QMouseEvent* event) {
    dragged_.clear();
    if (event->button() != Qt::LeftButton || moved_) {
        return;
    }
    const DrawnItem* item = items_.at(event->position());
    const QString id = item ? item->id : QString();
    view_.selected = id;
    if (item && item->focusable) {
        view_.focused = id;
    }
    update();
    Q_EMIT item_clicked(id);
}

void ClusterCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const DrawnItem* item = items_.at(event->position())) {
        Q_EMIT item_activated(QString(item->id));
    }
}

void ClusterCanvas::contextMenuEvent(QContextMenuEvent* event) {
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const DrawnItem* item = keyboard ? items_.find(view_.focused) : items_.at(event->pos());
    if (item == nullptr) {
        return;
    }
    view_.selected = item->id;
    update();
    const QPoint at = keyboard ? mapToGlobal(item->rect.center().toPoint()) : event->globalPos();
    Q_EMIT item_context_requested(QString(item->id), at);
}

void ClusterCanvas::leaveEvent(QEvent*) {
    view_.hovered.clear();
    Q_EMIT item_hovered({}, {});
    update();
}

bool ClusterCanvas::move_focus(bool next) {
    const auto stops = items().focusable();
    const auto here = std::find_if(stops.begin(), stops.end(), [&](const DrawnItem* item) {
        return item->id == view_.focused;
    });
    const auto n = static_cast<std::ptrdiff_t>(stops.size());
    std::ptrdiff_t place =
        here == stops.end() ? (next ? 0 : n - 1) : (here - stops.begin()) + (next ? 1 : -1);
    if (place < 0 || place >= n) {
        view_.focused.clear();  // leaves the canvas
        update();
        return false;
    }
    view_.focused = stops[static_cast<std::size_t>(place)]->id;
    view_.selected = view_.focused;
    update();
    Q_EMIT item_focused(view_.focused);
    return true;
}

bool ClusterCanvas::focusNextPrevChild(bool next) {
    return move_focus(next) || QWidget::focusNextPrevChild(next);
}

void ClusterCanvas::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && !view_.focused.isEmpty()) {
        Q_EMIT item_activated(view_.focused);
        return;
    }
    QWidget::keyPressEvent(event);
}

// The replica under the mouse in the overview, where a tile has no room for words.
QString ClusterCanvas::tile_words(QPoint at) const {
    if (!frame_ || !frame_->overview) {
        return {};
    }
    const Scene scene = make_scene(*frame_, view_, type_, size(), now_);
    const FrameOverview& o = *frame_->overview;
    const StripLayout layout = overview_layout(scene);
    int broker = -1;
    const int brokers = static_cast<int>(o.strips.size());
    const int place = layout.tile_at({static_cast<double>(at.x()), static_cast<double>(at.y())},
                                     brokers, layout.tiles_across * layout.tiles_down, broker);
    if (place < 0) {
        return {};
    }
    const FrameStrip& strip = o.strips[static_cast<std::size_t>(broker)];
    const auto tile = static_cast<std::size_t>(place);
    if (tile >= strip.tiles.size()) {
        return {};
    }
    const auto partition = static_cast<std::size_t>(strip.tile_partition.at(tile));
    return QStringLiteral("%1 on %2: %3")
        .arg(QString::fromStdString(o.partition_names.at(partition)),
             scene.broker_name(strip.broker), state_words(strip.tiles[tile]));
}

bool ClusterCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const DrawnItem* item = items_.at(help->pos());
        if (const QString tile = tile_words(help->pos()); !tile.isEmpty()) {
            QToolTip::showText(help->globalPos(), tile, this);
        } else if (item && !item->text.isEmpty()) {
            QToolTip::showText(help->globalPos(), item->text, this, item->rect.toRect());
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

}  // namespace kscope::gui
