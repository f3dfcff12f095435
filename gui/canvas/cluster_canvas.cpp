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

// Where a thing is, also a replica of the overview that is too small to be one of the items.
std::optional<QRectF> rect_of(const Scene& scene, const DrawnItems& items, const QString& id) {
    if (id.isEmpty()) {
        return std::nullopt;
    }
    if (const DrawnItem* item = items.find(id)) {
        return item->rect;
    }
    const auto tile = scene.frame->overview ? tile_of(scene, id) : std::nullopt;
    return tile ? std::optional(tile_rect(overview_layout(scene), *tile)) : std::nullopt;
}

void draw_rings(QPainter& p, const Scene& scene, const DrawnItems& items, bool focus) {
    p.setRenderHint(QPainter::Antialiasing, true);
    const SceneView& view = *scene.view;
    const Theme& t = *view.theme;
    const auto ring = [&](const QString& id, const QPen& pen, double out) {
        const auto rect = rect_of(scene, items, id);
        if (!rect) {
            return;
        }
        p.setPen(pen);
        p.setBrush(Qt::NoBrush);
        p.drawRoundedRect(rect->adjusted(-out, -out, out, out), 5, 5);
    };
    for (const QString& id : view.lit) {
        ring(id, QPen(t.why, 2.5), 2);
    }
    if (view.hovered != view.selected) {
        ring(view.hovered, QPen(t.line, 1.5), 2);
    }
    ring(view.selected, QPen(t.focus, 2), 2);
    if (focus && view.focused != view.selected) {
        ring(view.focused, QPen(t.focus, 1.5, Qt::DashLine), 3);
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
    draw_rings(painter, scene, items ? *items : own, true);
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
    draw_rings(painter, scene, items_, hasFocus());
}

void ClusterCanvas::mousePressEvent(QMouseEvent* event) {
    moved_ = false;
    dragged_.clear();
    const DrawnItem* item = items_.at(event->position());
    if (event->button() != Qt::LeftButton || item == nullptr || !frame_ || frame_->overview) {
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
    const std::optional<DrawnItem> item = hit(event->position());
    const QString id = item ? item->id : QString();
    if (id != view_.hovered) {
        view_.hovered = id;
        const bool chosen = item && (item->focusable || item->kind == QLatin1String("tile"));
        setCursor(chosen ? Qt::PointingHandCursor : Qt::ArrowCursor);
        Q_EMIT item_hovered(id, item ? item->text : QString());
        update();
    }
}

void ClusterCanvas::mouseReleaseEvent(QMouseEvent* event) {
    dragged_.clear();
    if (event->button() != Qt::LeftButton || moved_) {
        return;
    }
    const std::optional<DrawnItem> item = hit(event->position());
    const QString id = item ? item->id : QString();
    view_.selected = id;
    if (item && (item->focusable || item->kind == QLatin1String("tile"))) {
        view_.focused = id;
    }
    update();
    Q_EMIT item_clicked(id);
}

void ClusterCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const std::optional<DrawnItem> item = hit(event->position())) {
        Q_EMIT item_activated(item->id);
    }
}

void ClusterCanvas::contextMenuEvent(QContextMenuEvent* event) {
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const std::optional<DrawnItem> item = keyboard ? found(view_.focused) : hit(event->pos());
    if (!item) {
        return;
    }
    view_.selected = item->id;
    update();
    const QPoint at = keyboard ? mapToGlobal(item->rect.center().toPoint()) : event->globalPos();
    Q_EMIT item_context_requested(item->id, at);
}

void ClusterCanvas::leaveEvent(QEvent*) {
    view_.hovered.clear();
    Q_EMIT item_hovered({}, {});
    update();
}

// The topmost thing at a point; over a strip of the overview the replica there.
std::optional<DrawnItem> ClusterCanvas::hit(QPointF at) const {
    const DrawnItem* item = items_.at(at);
    const bool strip = item == nullptr || item->kind == QLatin1String("broker");
    if (frame_ && frame_->overview && strip) {
        const Scene scene = make_scene(*frame_, view_, type_, size(), now_);
        if (const auto tile = tile_at(scene, at)) {
            return tile_item(scene, overview_layout(scene), *tile);
        }
    }
    return item ? std::optional(*item) : std::nullopt;
}

std::optional<DrawnItem> ClusterCanvas::found(const QString& id) const {
    if (const DrawnItem* item = items_.find(id)) {
        return *item;
    }
    if (!frame_ || !frame_->overview) {
        return std::nullopt;
    }
    const Scene scene = make_scene(*frame_, view_, type_, size(), now_);
    const auto tile = tile_of(scene, id);
    return tile ? std::optional(tile_item(scene, overview_layout(scene), *tile)) : std::nullopt;
}

bool ClusterCanvas::lanes_readable() const {
    if (!frame_ || frame_->overview) {
        return false;
    }
    return make_scene(*frame_, view_, type_, size(), now_).layout.lanes() == LaneClass::full;
}

// Among the things that Tab visits; a replica of the overview counts as its broker's strip.
bool ClusterCanvas::move_focus(bool next) {
    const auto stops = items().focusable();
    QString from = view_.focused;
    if (frame_ && frame_->overview && from.startsWith(QLatin1String("lane/"))) {
        from = broker_id(from.section(QLatin1Char('/'), 2, 2).toStdString());
    }
    const auto here = std::find_if(stops.begin(), stops.end(),
                                   [&](const DrawnItem* item) { return item->id == from; });
    const auto n = static_cast<std::ptrdiff_t>(stops.size());
    const std::ptrdiff_t place =
        here == stops.end() ? (next ? 0 : n - 1) : (here - stops.begin()) + (next ? 1 : -1);
    if (place < 0 || place >= n) {
        view_.focused.clear();  // leaves the canvas
        update();
        return false;
    }
    set_focused(stops[static_cast<std::size_t>(place)]->id);
    return true;
}

void ClusterCanvas::set_focused(const QString& id) {
    view_.focused = id;
    view_.selected = id;
    update();
    Q_EMIT item_focused(id);
}

// The replica before or after the focused one: of its broker in the overview, of its partition in
// the matrix.
void ClusterCanvas::move_replica(int distance) {
    if (!frame_) {
        return;
    }
    const std::vector<QString> all = replicas_beside(view_.focused);
    if (all.empty()) {
        return;
    }
    const auto last = static_cast<std::ptrdiff_t>(all.size()) - 1;
    const auto here = std::find(all.begin(), all.end(), view_.focused);
    const std::ptrdiff_t place =
        here == all.end() ? 0 : std::clamp<std::ptrdiff_t>(here - all.begin() + distance, 0, last);
    set_focused(all[static_cast<std::size_t>(place)]);
}

std::vector<QString> ClusterCanvas::replicas_beside(const QString& id) const {
    std::vector<QString> out;
    const Scene scene = make_scene(*frame_, view_, type_, size(), now_);
    const QString kind = id.section(QLatin1Char('/'), 0, 0);
    if (frame_->overview) {
        const FrameOverview& o = *frame_->overview;
        const bool lane = kind == QLatin1String("lane");
        const QString broker = id.section(QLatin1Char('/'), lane ? 2 : 1, lane ? 2 : 1);
        for (const FrameStrip& strip : o.strips) {
            const QString name = scene.broker_name(strip.broker);
            if (name != broker && !(broker.isEmpty() && out.empty())) continue;
            for (const std::int32_t partition : strip.tile_partition) {
                out.push_back(lane_id(o.partition_names[static_cast<std::size_t>(partition)],
                                      name.toStdString()));
            }
        }
        return out;
    }
    const QString partition = id.section(QLatin1Char('/'), 1, 1);
    for (const DrawnItem& item : items_.all()) {
        const bool of_it = item.id.section(QLatin1Char('/'), 1, 1) == partition;
        if (item.kind == QLatin1String("lane") && of_it) out.push_back(item.id);
    }
    return out;
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

bool ClusterCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const std::optional<DrawnItem> item = hit(help->pos());
        const bool magnified = item && item->kind == QLatin1String("tile");
        if (item && !item->text.isEmpty() && !magnified) {
            QToolTip::showText(help->globalPos(), item->text, this, item->rect.toRect());
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

}  // namespace kscope::gui
