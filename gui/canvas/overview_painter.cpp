// A cluster too large for lanes: totals, which are the legend too, and a strip of tiles per broker.
#include <algorithm>

#include "gui/canvas/lane_painter.h"
#include "gui/canvas/overview.h"
#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"
#include "gui/geometry/offset_axis.h"

namespace kscope::gui {

namespace {

QString q(const std::string& s) { return QString::fromStdString(s); }

// "1,930 lead": a tile as it is drawn, and how many there are.
double paint_count(Pen& pen, const QRectF& line, TileState state, std::int32_t n,
                   const char* words) {
    const Theme& t = pen.theme;
    const bool trouble = state == TileState::no_leader || state == TileState::under_min_isr;
    paint_tile(pen, {line.x(), line.center().y() - 6, 15, 13}, state, TileTone::strong);
    const TypeRole role = trouble ? TypeRole::small_bold : TypeRole::small;
    const QString text = q(grouped(n)) + QLatin1Char(' ') + QString::fromLatin1(words);
    const double w = pen.text(
        QByteArray("state").append(QByteArray::number(static_cast<int>(state))).constData(),
        line.adjusted(19, 0, 0, 0), text, role, trouble ? t.fault : t.text);
    return 19 + w + 14;
}

void paint_totals(Pen& pen, const FrameOverview& o, const QRectF& line) {
    const Scene& s = pen.scene;
    const Theme& t = pen.theme;
    const auto replicas = [&](TileState state) {
        return o.replicas[static_cast<std::size_t>(state)];
    };
    const QString all = QStringLiteral("%1 brokers, %2 partitions")
                            .arg(s.frame->brokers.size())
                            .arg(q(grouped(static_cast<std::int64_t>(o.partition_names.size()))));
    pen.begin(QStringLiteral("totals"), QStringLiteral("totals"),
              QStringLiteral("%1: %2 without leader, %3 under min ISR, %4 not in full order")
                  .arg(all)
                  .arg(o.no_leader)
                  .arg(o.under_min_isr)
                  .arg(o.in_trouble),
              line);
    double x = line.left() + pen.text("all", line, all, TypeRole::body_bold, t.text) + 20;
    const auto count = [&](TileState state, std::int32_t n, const char* words) {
        if (n == 0) return;
        x += paint_count(pen, {x, line.y(), line.right() - x, line.height()}, state, n, words);
    };
    count(TileState::leader, replicas(TileState::leader), "lead");
    count(TileState::follower, replicas(TileState::follower), "follow");
    count(TileState::out_of_isr, replicas(TileState::out_of_isr), "out of ISR");
    count(TileState::offline, replicas(TileState::offline), "offline");
    count(TileState::under_min_isr, o.under_min_isr, "under min ISR");
    count(TileState::no_leader, o.no_leader, "without leader");
    pen.end();
}

// Smaller than a tile: several replicas share a pixel column, which shows the worst of them.
void paint_bins(Pen& pen, const StripLayout& layout, const FrameStrip& strip, const Rect& r) {
    const int bins = std::max(1, static_cast<int>(r.w - layout.label_width));
    const auto all = static_cast<std::size_t>(layout.tiles_across * layout.tiles_down);
    std::vector<TileState> worst(static_cast<std::size_t>(bins), TileState::none);
    for (int k = 0; k < bins; ++k) {
        // The tiles that this column stands for, at least one.
        const std::size_t first = static_cast<std::size_t>(k) * all / worst.size();
        const std::size_t end =
            std::max(first + 1, (static_cast<std::size_t>(k) + 1) * all / worst.size());
        for (std::size_t i = first; i < end && i < strip.tiles.size(); ++i) {
            TileState& bin = worst[static_cast<std::size_t>(k)];
            bin = std::max(bin, strip.tiles[i]);
        }
    }
    const Theme& t = pen.theme;
    const int high = std::max(1, static_cast<int>(r.h) - 2);
    QImage image(bins, high, QImage::Format_RGB32);
    for (int k = 0; k < bins; ++k) {
        const TileState state = worst[static_cast<std::size_t>(k)];
        const bool fault = state == TileState::no_leader || state == TileState::under_min_isr;
        const bool hatched = fault || state == TileState::offline || state == TileState::out_of_isr;
        QColor ink = state == TileState::leader ? t.tile_leader : t.tile_follower;
        if (state == TileState::none) ink = t.background;
        if (hatched) ink = fault ? t.fault : t.inactive;
        for (int y = 0; y < high; ++y) {
            const bool off = hatched && state != TileState::no_leader && (k + y) % 3 == 0;
            image.setPixelColor(k, y, off ? t.background : ink);
        }
    }
    pen.p.drawImage(QPointF(r.x + layout.label_width, r.y), image);
}

void paint_tiles(Pen& pen, const StripLayout& layout, std::size_t i, bool tell) {
    const FrameStrip& strip = pen.scene.frame->overview->strips[i];
    pen.p.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t k = 0; k < strip.tiles.size(); ++k) {
        paint_tile(pen, tile_rect(layout, {i, k}), strip.tiles[k], TileTone::strong);
        if (!tell) continue;
        const DrawnItem item = tile_item(pen.scene, layout, {i, k});
        pen.mark(item.id, item.kind, item.text, item.rect);
    }
    pen.p.setRenderHint(QPainter::Antialiasing, true);
}

void paint_label(Pen& pen, const FrameBroker& broker, const QRectF& label) {
    const Theme& t = pen.theme;
    const bool down = is_down(broker);
    const bool controller = pen.scene.frame->zookeeper.controller == broker.broker;
    const double w = pen.width(TypeRole::figures, q(broker.name));
    if (down || controller) {
        const QPointF at(label.left() + 4, label.center().y());
        if (down) {
            draw_cross(pen.p, at, 9, t.fault);
        } else {
            draw_diamond(pen.p, at, 8, true, t.text);
        }
    }
    const double x = std::min(label.left() + 12, label.right() - w - 2);
    pen.text("name", {x, label.top(), label.right() - x - 1, label.height()}, q(broker.name),
             controller ? TypeRole::figures_bold : TypeRole::figures, down ? t.fault : t.text);
}

void paint_strip(Pen& pen, const StripLayout& layout, std::size_t i, bool tell) {
    const FrameStrip& strip = pen.scene.frame->overview->strips[i];
    const FrameBroker& broker = pen.scene.frame->brokers[i];
    const Rect r = layout.strip(static_cast<int>(i));
    QString words = QStringLiteral("broker %1, %2 replicas, leads %3, in the ISR of %4")
                        .arg(q(broker.name))
                        .arg(strip.tiles.size())
                        .arg(strip.leads)
                        .arg(strip.in_isr);
    if (is_down(broker)) words += QStringLiteral(", down");
    if (pen.scene.frame->zookeeper.controller == broker.broker) {
        words += QStringLiteral(", controller");
    }
    pen.begin(broker_id(broker.name), QStringLiteral("broker"), words, to_qt(r), true);
    if (layout.tiles() == LaneClass::bins) {
        paint_bins(pen, layout, strip, r);
    } else {
        paint_tiles(pen, layout, i, tell);
    }
    QRectF label = to_qt(layout.label(static_cast<int>(i)));
    label.setHeight(std::max(label.height(), std::min(14.0, r.h)));
    paint_label(pen, broker, label);
    pen.end();
}

// A ring around each replica of the partition under the eye.
void ring_partition(Pen& pen, const StripLayout& layout) {
    const Scene& s = pen.scene;
    const FrameOverview& o = *s.frame->overview;
    for (const QString& id : {s.view->selected, s.view->hovered}) {
        const auto partition = partition_named(o, id.section(QLatin1Char('/'), 1, 1));
        if (!partition) continue;
        pen.p.setBrush(Qt::NoBrush);
        pen.p.setPen(QPen(id == s.view->selected ? pen.theme.focus : pen.theme.text, 1.5));
        for (const TilePlace& place : tiles_of_partition(o, *partition)) {
            pen.p.drawRect(tile_rect(layout, place).adjusted(-1, -1, 0, 0));
        }
    }
}

}  // namespace

void paint_overview(Pen& pen) {
    const Scene& s = pen.scene;
    const FrameOverview& o = *s.frame->overview;
    if (s.shows_zookeeper()) {
        paint_zookeeper_row(pen);
    }
    paint_totals(pen, o, overview_places(s).totals);
    const StripLayout layout = overview_layout(s);
    const bool tell = s.tiles_told();
    for (std::size_t i = 0; i < o.strips.size() && i < s.frame->brokers.size(); ++i) {
        paint_strip(pen, layout, i, tell);
    }
    paint_attention(pen);
}

void paint_overview_moving(Pen& pen) {
    const Scene& s = pen.scene;
    if (s.shows_zookeeper()) {
        paint_session_rings(pen);
    }
    ring_partition(pen, overview_layout(s));
    paint_magnifier(pen);
}

}  // namespace kscope::gui
