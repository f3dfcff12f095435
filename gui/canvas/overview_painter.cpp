// A cluster too large for lanes: a strip of tiles per broker, and the worst partitions by name.
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

constexpr double totals_height = 28;
constexpr double attention_width = 232;

void paint_totals(Pen& pen, const FrameOverview& o) {
    const Scene& s = pen.scene;
    const Theme& t = pen.theme;
    const QRectF line(8, 0, s.size.width() - 16, totals_height);
    pen.begin(QStringLiteral("totals"), QStringLiteral("totals"), QStringLiteral("totals"), line);
    double x = line.left();
    const auto say = [&](const char* part, const QString& words, TypeRole role, const QColor& ink) {
        x += pen.text(part, {x, line.y(), line.right() - x, line.height()}, words, role, ink) + 16;
    };
    say("brokers", QStringLiteral("%1 brokers").arg(s.frame->brokers.size()), TypeRole::title,
        t.text);
    say("partitions",
        q(grouped(static_cast<std::int64_t>(o.partition_names.size()))) +
            QStringLiteral(" partitions"),
        TypeRole::body, t.text);
    if (s.frame->zookeeper.controller != no_broker) {
        draw_diamond(pen.p, {x + 4, line.center().y()}, 10, true, t.text);
        x += 14;
        say("controller",
            QStringLiteral("controller ") + s.broker_name(s.frame->zookeeper.controller),
            TypeRole::body, t.text);
    }
    const auto trouble = [&](const char* part, std::int32_t n, const char* words) {
        if (n > 0) {
            draw_cross(pen.p, {x + 4, line.center().y()}, 10, t.fault);
            x += 14;
            say(part, q(grouped(n)) + QLatin1Char(' ') + QString::fromLatin1(words),
                TypeRole::body_bold, t.fault);
        }
    };
    trouble("no-leader", o.no_leader, "without leader");
    trouble("min-isr", o.under_min_isr, "under min ISR");
    if (o.out_of_isr > 0) {
        say("out", q(grouped(o.out_of_isr)) + QStringLiteral(" replicas out of ISR"),
            TypeRole::body, t.muted);
    }
    pen.end();
}

void paint_strip(Pen& pen, const StripLayout& layout, const FrameStrip& strip, std::size_t i) {
    const Theme& t = pen.theme;
    const FrameBroker& broker = pen.scene.frame->brokers[i];
    const int row = static_cast<int>(i);
    const QRectF r = to_qt(layout.strip(row));
    const bool down = broker.health == Health::killed || broker.health == Health::power_loss;
    pen.begin(broker_id(broker.name), QStringLiteral("broker"),
              QStringLiteral("broker %1, %2 replicas%3")
                  .arg(q(broker.name))
                  .arg(strip.tiles.size())
                  .arg(down ? QStringLiteral(", down") : QString()),
              r, true);
    pen.p.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t k = 0; k < strip.tiles.size(); ++k) {
        const Rect tile = layout.tile(row, static_cast<int>(k));
        paint_tile(pen, tile.x, tile.y, tile.w, tile.h, strip.tiles[k]);
    }
    pen.p.setRenderHint(QPainter::Antialiasing, true);
    const QRectF label = to_qt(layout.label(row));
    double x = label.left();
    if (down) {
        draw_cross(pen.p, {x + 4, label.center().y()}, 8, t.fault);
        x += 10;
    }
    pen.text("name", {x, label.top(), label.right() - x - 1, label.height()}, q(broker.name),
             TypeRole::figures, down ? t.fault : t.text);
    pen.end();
}

// Smaller than a tile: several replicas share a pixel column, which shows the worst of them.
void paint_bins(Pen& pen, const StripLayout& layout, const FrameStrip& strip, std::size_t i) {
    const Rect r = layout.strip(static_cast<int>(i));
    const int bins = std::max(1, static_cast<int>(r.w - layout.label_width));
    std::vector<TileState> worst(static_cast<std::size_t>(bins), TileState::none);
    for (std::size_t k = 0; k < strip.tiles.size(); ++k) {
        TileState& bin = worst[k * static_cast<std::size_t>(bins) / strip.tiles.size()];
        bin = std::max(bin, strip.tiles[k]);
    }
    const Theme& t = pen.theme;
    QImage image(bins, 1, QImage::Format_RGB32);
    for (int k = 0; k < bins; ++k) {
        const TileState state = worst[static_cast<std::size_t>(k)];
        const bool bad = state == TileState::no_leader || state == TileState::under_min_isr;
        const QColor calm = state == TileState::leader ? t.null_key : t.band;
        const QColor ink = state == TileState::none ? t.background : bad ? t.fault : calm;
        image.setPixelColor(k, 0, state == TileState::offline ? t.inactive : ink);
    }
    pen.p.drawImage(QRectF(r.x + layout.label_width, r.y, bins, std::max(1.0, r.h - 1)), image);
}

void paint_attention(Pen& pen, const FrameOverview& o, const QRectF& r) {
    const Theme& t = pen.theme;
    pen.begin(QStringLiteral("attention"), QStringLiteral("attention"),
              QStringLiteral("Needs attention"), r);
    pen.p.setPen(Qt::NoPen);
    pen.p.setBrush(t.panel);
    pen.p.drawRoundedRect(r, 4, 4);
    pen.text("title", {r.left() + 12, r.top() + 8, r.width() - 24, 20},
             QStringLiteral("Needs attention"), TypeRole::title, t.text);
    if (o.attention.empty()) {
        pen.text("none", {r.left() + 12, r.top() + 36, r.width() - 24, 18},
                 QStringLiteral("Every partition is in full order."), TypeRole::small, t.muted);
    }
    pen.end();
    double y = r.top() + 36;
    for (std::size_t i = 0; i < o.attention.size() && i < 12 && y + 40 <= r.bottom(); ++i) {
        const FrameAttention& one = o.attention[i];
        const QRectF line(r.left() + 8, y, r.width() - 16, 40);
        pen.begin(header_id(one.partition), QStringLiteral("partition"),
                  q(one.partition) + QStringLiteral(": ") + q(one.sentence), line, true);
        paint_tile(pen, line.left() + 4, line.top() + 4, 14, 13, one.state);
        pen.text("name", {line.left() + 26, line.top(), line.width() - 28, 20}, q(one.partition),
                 TypeRole::body_bold, t.text);
        pen.text("why", {line.left() + 26, line.top() + 19, line.width() - 28, 16}, q(one.sentence),
                 TypeRole::small, t.muted);
        pen.end();
        y += 40;
    }
}

}  // namespace

QString state_words(TileState state) {
    switch (state) {
        case TileState::none: return QStringLiteral("no replica");
        case TileState::follower: return QStringLiteral("follower");
        case TileState::leader: return QStringLiteral("leader");
        case TileState::out_of_isr: return QStringLiteral("out of the ISR");
        case TileState::under_min_isr: return QStringLiteral("under min ISR");
        case TileState::offline: return QStringLiteral("offline");
        case TileState::no_leader: return QStringLiteral("no leader");
    }
    return {};
}

StripLayout overview_layout(const Scene& scene) {
    const FrameOverview& o = *scene.frame->overview;
    std::size_t most = 0;
    for (const FrameStrip& strip : o.strips) {
        most = std::max(most, strip.tiles.size());
    }
    return layout_strips({8, totals_height, scene.size.width() - 16 - attention_width - 16,
                          scene.size.height() - totals_height},
                         static_cast<int>(o.strips.size()), static_cast<int>(most));
}

void paint_overview(Pen& pen) {
    const Scene& s = pen.scene;
    const FrameOverview& o = *s.frame->overview;
    paint_totals(pen, o);
    const StripLayout layout = overview_layout(s);
    for (std::size_t i = 0; i < o.strips.size() && i < s.frame->brokers.size(); ++i) {
        if (layout.tiles() == LaneClass::bins) {
            paint_bins(pen, layout, o.strips[i], i);
        } else {
            paint_strip(pen, layout, o.strips[i], i);
        }
    }
    paint_attention(pen, o,
                    {s.size.width() - 8 - attention_width, totals_height + 4, attention_width,
                     s.size.height() - totals_height - 12});
}

}  // namespace kscope::gui
