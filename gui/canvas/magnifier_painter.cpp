// The magnifier of the overview: the partition or broker under the mouse, or else the selected one,
// large enough to be read: each replica with its sign, and the controller's truth.
#include <algorithm>

#include "gui/canvas/lane_painter.h"
#include "gui/canvas/overview.h"
#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"

namespace kscope::gui {

namespace {

QString q(const std::string& s) { return QString::fromStdString(s); }

void paint_replicas(Pen& pen, const FrameOverview& o, const std::vector<TilePlace>& places,
                    const QString& under_eye, const QRectF& room) {
    const Scene& s = pen.scene;
    const Theme& t = pen.theme;
    const auto n = std::min<std::size_t>(places.size(), 4);
    if (n == 0) return;
    const double w = std::min(68.0, (room.width() + 8) / static_cast<double>(n) - 8);
    for (std::size_t i = 0; i < n; ++i) {
        const FrameStrip& strip = o.strips[places[i].strip];
        const QString name = s.broker_name(strip.broker);
        const QRectF box(room.left() + static_cast<double>(i) * (w + 8), room.top(), w, 18);
        paint_tile(pen, box, strip.tiles[places[i].tile], TileTone::strong);
        const bool here = name == under_eye;
        pen.text(("replica" + QByteArray::number(qint64(i))).constData(),
                 {box.left(), box.bottom() + 1, w, 14}, name,
                 here ? TypeRole::figures_bold : TypeRole::figures, here ? t.focus : t.text,
                 Qt::AlignCenter);
    }
}

void paint_partition(Pen& pen, std::size_t partition, const QString& broker, const QRectF& in) {
    const Scene& s = pen.scene;
    const Theme& t = pen.theme;
    const FrameOverview& o = *s.frame->overview;
    const FrameTruth& truth = o.truths[partition];
    const std::vector<TilePlace> places = tiles_of_partition(o, partition);
    QString state;
    for (const TilePlace& place : places) {
        if (s.broker_name(o.strips[place.strip].broker) != broker) continue;
        state = QStringLiteral("on %1: ").arg(broker) +
                state_words(o.strips[place.strip].tiles[place.tile]);
    }
    pen.text("name", {in.left(), in.top(), in.width(), 18}, q(o.partition_names[partition]),
             TypeRole::body_bold, t.text);
    const QString leader = truth.leader == no_broker ? QStringLiteral("no leader")
                                                     : QStringLiteral("leader %1 e%2")
                                                           .arg(s.broker_name(truth.leader))
                                                           .arg(truth.epoch.value());
    pen.text("truth", {in.left(), in.top() + 19, in.width(), 15},
             QStringLiteral("%1, ISR %2 of %3, min %4")
                 .arg(leader)
                 .arg(truth.isr)
                 .arg(truth.replicas)
                 .arg(truth.min_isr),
             TypeRole::small, truth.leader == no_broker ? t.fault : t.muted);
    pen.text("state", {in.left(), in.top() + 35, in.width(), 15}, state, TypeRole::small, t.text);
    paint_replicas(pen, o, places, broker, {in.left(), in.top() + 54, in.width(), 34});
}

void paint_broker(Pen& pen, const FrameBroker& broker, const FrameStrip& strip, const QRectF& in) {
    const Theme& t = pen.theme;
    QString name = QStringLiteral("Broker ") + q(broker.name);
    if (!broker.rack.empty()) name += QStringLiteral(", ") + q(broker.rack);
    pen.text("name", {in.left(), in.top(), in.width(), 18}, name, TypeRole::body_bold, t.text);
    const auto line = [&](const char* part, int number, const QString& words) {
        pen.text(part, {in.left(), in.top() + 19 + 16 * number, in.width(), 15}, words,
                 TypeRole::small, t.muted);
    };
    line("leads", 0,
         QStringLiteral("leads %1 of its %2 replicas").arg(strip.leads).arg(strip.tiles.size()));
    line("isr", 1, QStringLiteral("in the ISR of %1").arg(strip.in_isr));
    line("hint", 3, QStringLiteral("\u2193 goes to its replicas"));
}

void paint_hint(Pen& pen, const QRectF& in) {
    const Theme& t = pen.theme;
    pen.text("name", {in.left(), in.top(), in.width(), 18}, QStringLiteral("Under the magnifier"),
             TypeRole::body_bold, t.text);
    const QString lines[] = {QStringLiteral("Point at a tile: it is one replica."),
                             QStringLiteral("Tab and \u2193 do the same."),
                             QStringLiteral("Double click or Enter: its topic"),
                             QStringLiteral("from near. Backspace: back here.")};
    for (int i = 0; i < 4; ++i) {
        pen.text(("hint" + QByteArray::number(i)).constData(),
                 {in.left(), in.top() + 21 + 17 * i, in.width(), 15}, lines[i], TypeRole::small,
                 t.muted);
    }
}

// What is under the eye, and the broker whose replica it is.
bool paint_thing(Pen& pen, const QString& id, const QRectF& in) {
    const Scene& s = pen.scene;
    const FrameOverview& o = *s.frame->overview;
    const QString name = id.section(QLatin1Char('/'), 1, 1);
    if (const auto partition = partition_named(o, name)) {
        paint_partition(pen, *partition, id.section(QLatin1Char('/'), 2, 2), in);
        return true;
    }
    for (std::size_t i = 0; i < o.strips.size() && i < s.frame->brokers.size(); ++i) {
        if (name.isEmpty() || q(s.frame->brokers[i].name) != name) continue;
        paint_broker(pen, s.frame->brokers[i], o.strips[i], in);
        return true;
    }
    return false;
}

}  // namespace

void paint_magnifier(Pen& pen) {
    const Scene& s = pen.scene;
    const QRectF r = overview_places(s).magnifier;
    pen.begin(QStringLiteral("magnifier"), QStringLiteral("magnifier"), QStringLiteral("Magnifier"),
              r);
    pen.p.setPen(Qt::NoPen);
    pen.p.setBrush(pen.theme.panel);
    pen.p.drawRoundedRect(r, 4, 4);
    const QRectF in = r.adjusted(10, 8, -10, -8);
    if (!paint_thing(pen, s.view->hovered, in) && !paint_thing(pen, s.view->selected, in)) {
        paint_hint(pen, in);
    }
    pen.end();
    // Too many tiles to be things of their own: the selected one is.
    const auto place = tile_of(s, s.view->selected);
    if (!place || s.tiles_told()) return;
    const DrawnItem item = tile_item(s, overview_layout(s), *place);
    pen.mark(item.id, item.kind, item.text, item.rect);
}

}  // namespace kscope::gui
