// The box at the left of each row: who the broker is and how it fares.
#include <algorithm>

#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"

namespace kscope::gui {

namespace {

QString q(const std::string& s) { return QString::fromStdString(s); }

struct Condition {
    QString word;
    QString detail;
    void (*symbol)(QPainter&, QPointF, double, const QColor&) = nullptr;
    bool fault = false;
};

Condition condition(const Scene& s, const FrameBroker& b) {
    const QString since = lasting(s.frame->now - b.since);
    switch (b.health) {
        case Health::running: return {};
        case Health::starting: return {QStringLiteral("starting"), since, draw_recover, false};
        case Health::recovering:
            return {QStringLiteral("recovery"),
                    QStringLiteral("%1 of %2").arg(b.recovered).arg(b.recovering_of), draw_recover,
                    false};
        case Health::paused: return {QStringLiteral("paused"), since, draw_pause, true};
        case Health::slow: return {QStringLiteral("slow"), q(b.slow_factor), draw_clock, true};
        case Health::stopped: return {QStringLiteral("stopped"), since, draw_cross, false};
        case Health::killed: return {QStringLiteral("killed"), since, draw_cross, true};
        case Health::power_loss: return {QStringLiteral("no power"), since, draw_bolt, true};
    }
    return {};
}

QString describe_broker(const Scene& s, const FrameBroker& b) {
    const Condition c = condition(s, b);
    QString text = QStringLiteral("broker ") + q(b.name);
    if (!b.rack.empty()) {
        text += QStringLiteral(", rack ") + q(b.rack);
    }
    text += QStringLiteral(", ") + (c.word.isEmpty() ? QStringLiteral("running")
                                                     : c.word + QStringLiteral(" ") + c.detail);
    if (s.frame->zookeeper.controller == b.broker) {
        text += QStringLiteral(", controller e%1").arg(s.frame->zookeeper.controller_epoch.value());
    }
    for (const FrameParked& parked : s.frame->parked) {
        if (parked.at == b.node) {
            text += QStringLiteral("; %1 waits for %2").arg(q(parked.request), q(parked.awaits));
        }
    }
    for (const FrameThrottle& throttle : b.throttled) {
        text += QStringLiteral("; throttles ") + q(throttle.who);
        if (throttle.left > Duration()) text += QStringLiteral(" for ") + lasting(throttle.left);
    }
    return text;
}

void paint_lines(Pen& pen, const FrameBroker& b, const QRectF& r) {
    const Scene& s = pen.scene;
    const Theme& t = pen.theme;
    const Condition c = condition(s, b);
    const double left = r.left() + 8;
    const double room = r.width() - 12;
    double y = r.top() + 6;
    pen.text("name", {left, y, room, 18}, q(b.name), TypeRole::title, t.text);
    y += 20;
    if (!b.rack.empty() && r.height() >= 60) {
        pen.text("rack", {left, y, room, 14}, q(b.rack), TypeRole::small, t.muted);
        y += 18;
    }
    if (!c.word.isEmpty() && y + 14 <= r.bottom()) {
        const QColor ink = c.fault ? t.fault : t.text;
        pen.text("state", {left, y, room, 14}, c.word, TypeRole::small_bold, ink);
        y += 16;
        if (y + 14 <= r.bottom()) {
            c.symbol(pen.p, {left + 5, y + 7}, 10, ink);
            pen.text("since", {left + 14, y, r.right() - left - 15, 14}, c.detail, TypeRole::small,
                     ink);
            y += 18;
        }
    }
    // No room for the words: their sign, at least.
    const bool signless = !c.word.isEmpty() && y + 14 > r.bottom() && r.height() < 46;
    if (signless) {
        c.symbol(pen.p, {r.right() - 14, r.top() + 15}, 11, c.fault ? t.fault : t.text);
    }
    if (s.frame->zookeeper.controller == b.broker) {
        draw_diamond(pen.p, {r.right() - (signless ? 30 : 14), r.top() + 15}, 11, true, t.text);
        if (y + 14 <= r.bottom()) {
            pen.text("controller", {left, y, room, 14}, QStringLiteral("controller"),
                     TypeRole::small, t.text);
            y += 16;
        }
        if (y + 14 <= r.bottom()) {
            pen.text("epoch", {left, y, room, 14},
                     QStringLiteral("epoch %1").arg(s.frame->zookeeper.controller_epoch.value()),
                     TypeRole::small, t.muted);
            y += 18;
        }
    }
    if (!b.throttled.empty() && r.bottom() - 38 >= y) {
        pen.text("throttles", {left, r.bottom() - 38, room, 14}, QStringLiteral("throttles"),
                 TypeRole::small, t.text);
        y = r.bottom() - 22;
    }
    const auto listed = std::count_if(s.frame->parked.begin(), s.frame->parked.end(),
                                      [&](const FrameParked& p) { return p.at == b.node; });
    const auto waiting = std::max<std::int64_t>(b.waiting, listed);
    if (waiting > 0 && r.bottom() - 20 >= y) {
        const double line = r.bottom() - 20;
        draw_clock(pen.p, {left + 5, line + 7}, 11, t.muted);
        pen.text("parked", {left + 15, line, room - 14, 14}, QStringLiteral("%1 wait").arg(waiting),
                 TypeRole::small, t.muted);
    }
}

}  // namespace

void paint_brokers(Pen& pen) {
    const Scene& s = pen.scene;
    const Theme& t = pen.theme;
    for (std::size_t i = 0; i < s.rows.size(); ++i) {
        const FrameBroker& b = s.frame->brokers[s.rows[i]];
        const QRectF r = to_qt(s.layout.broker_box(static_cast<int>(i)));
        const bool down = is_down(b);
        const QColor sign = b.health == Health::stopped ? t.inactive : t.fault;
        pen.begin(broker_id(b.name), QStringLiteral("broker"), describe_broker(s, b), r, true);
        pen.p.setPen(QPen(down ? sign : t.line, down ? 1.5 : 1));
        pen.p.setBrush(t.panel);
        pen.p.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        if (down) {
            draw_hatch(pen.p, r, sign, 8, 0.22);
        }
        if (r.height() >= 24) {
            paint_lines(pen, b, r);
        } else if (r.height() >= 13) {
            pen.text("name", r.adjusted(4, 0, 0, 0), q(b.name), TypeRole::small, t.text);
        }
        pen.end();
    }
}

}  // namespace kscope::gui
