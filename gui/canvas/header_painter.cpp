// Above each column: the controller's truth about the partition. The lanes below may disagree.
#include <algorithm>

#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"

namespace kscope::gui {

namespace {

QString q(const std::string& s) { return QString::fromStdString(s); }

QString bare_name(const Scene& s, BrokerId broker) {
    QString name = s.broker_name(broker);
    if (name.startsWith(QLatin1Char('b')) && name.size() > 1) {
        name.remove(0, 1);
    }
    return name;
}

// "20.0 KiB/s": as fast as its throttled replicas may be copied; empty: none is throttled.
QString throttle_of(const FramePartition& p) {
    std::int64_t least = 0;
    for (const FrameLane& lane : p.lanes) {
        if (lane.throttled_rate == 0) continue;
        least = least == 0 ? lane.throttled_rate : std::min(least, lane.throttled_rate);
    }
    if (least == 0) return {};
    if (least < 1024) return QStringLiteral("%1 B/s").arg(least);
    const bool mega = least >= 1024 * 1024;
    const double amount = static_cast<double>(least) / (mega ? 1024 * 1024 : 1024);
    return QString::number(amount, 'f', 1) +
           (mega ? QStringLiteral(" MiB/s") : QStringLiteral(" KiB/s"));
}

QString describe_header(const Scene& s, const FramePartition& p) {
    QStringList isr;
    for (const BrokerId broker : p.isr) {
        isr << s.broker_name(broker);
    }
    const QString leader = p.leader == no_broker
                               ? QStringLiteral("no leader for ") + lasting(p.no_leader_for)
                               : QStringLiteral("leader ") + s.broker_name(p.leader);
    const auto names = [&s](const std::vector<BrokerId>& brokers) {
        QStringList all;
        for (const BrokerId broker : brokers) all << s.broker_name(broker);
        return all.join(QStringLiteral(", "));
    };
    QString moves;
    if (!p.elr.empty()) moves += QStringLiteral(", ELR ") + names(p.elr);
    if (!p.adding.empty()) moves += QStringLiteral(", adding ") + names(p.adding);
    if (!p.removing.empty()) moves += QStringLiteral(", removing ") + names(p.removing);
    const QString throttle = throttle_of(p);
    if (!throttle.isEmpty()) moves += QStringLiteral(", throttled to ") + throttle;
    return QStringLiteral("%1: %2, epoch %3, ISR %4, min ISR %5")
               .arg(q(p.name), leader)
               .arg(p.epoch.value())
               .arg(isr.join(QStringLiteral(", ")))
               .arg(p.min_isr) +
           moves;
}

// Who is not in sync and may lead all the same (KIP-966); returns its width. Where it has no room
// the lane says it.
double paint_elr(Pen& pen, const FramePartition& p, const QRectF& line) {
    if (p.elr.empty()) return 0;
    QStringList names;
    for (const BrokerId broker : p.elr) names << bare_name(pen.scene, broker);
    const QString text = QStringLiteral("ELR ") + names.join(QLatin1Char(' '));
    if (pen.width(TypeRole::small_bold, text) > line.width()) return 0;
    return pen.text("elr", line, text, TypeRole::small_bold, pen.theme.text) + 8;
}

// The whole assignment: in the ISR in full, out of it struck. Returns where it ends.
double paint_isr(Pen& pen, const FramePartition& p, const QRectF& line) {
    const Theme& t = pen.theme;
    const bool too_few = static_cast<std::int32_t>(p.isr.size()) < p.min_isr;
    double x =
        line.left() + pen.text("isr", line, QStringLiteral("ISR"), TypeRole::small, t.muted) + 6;
    std::vector<BrokerId> replicas = p.replicas;
    std::sort(replicas.begin(), replicas.end());
    for (std::size_t i = 0; i < replicas.size() && x + 16 < line.right(); ++i) {
        const bool in = std::find(p.isr.begin(), p.isr.end(), replicas[i]) != p.isr.end();
        const auto holds = [&](const std::vector<BrokerId>& brokers) {
            return std::find(brokers.begin(), brokers.end(), replicas[i]) != brokers.end();
        };
        QString name = bare_name(pen.scene, replicas[i]);
        if (holds(p.adding)) name.prepend(QLatin1Char('+'));
        if (holds(p.removing)) name.prepend(QChar(0x2212));
        const QByteArray part = "isr" + QByteArray::number(replicas[i].value());
        const double w =
            pen.text(part.constData(), {x, line.y(), line.right() - x, line.height()}, name,
                     in ? TypeRole::figures_bold : TypeRole::figures, in ? t.text : t.inactive);
        if (!in && !holds(p.adding)) {
            pen.p.setPen(QPen(t.inactive, 1.5));
            pen.p.drawLine(QPointF(x - 2, line.center().y()),
                           QPointF(x + w + 2, line.center().y()));
        }
        x += w + 6;
    }
    const QString least = QStringLiteral("< min %1").arg(p.min_isr);
    if (too_few && x + pen.width(TypeRole::small_bold, least) <= line.right()) {
        x += pen.text("min", {x, line.y(), line.right() - x, line.height()}, least,
                      TypeRole::small_bold, t.fault) +
             8;
    }
    x += paint_elr(pen, p, {x, line.y(), line.right() - x, line.height()});
    const QString throttle = QChar(0x2264) + throttle_of(p);
    if (throttle.size() > 1 && x + 8 + pen.width(TypeRole::figures, throttle) <= line.right()) {
        pen.text("throttle", {x, line.y(), line.right() - x, line.height()}, throttle,
                 TypeRole::figures, t.muted, Qt::AlignRight | Qt::AlignVCenter);
    }
    return x;
}

void paint_full(Pen& pen, const FramePartition& p, const QRectF& r) {
    const Theme& t = pen.theme;
    const QRectF upper(r.left() + 4, r.top() + 2, r.width() - 8, 18);
    const QRectF lower(r.left() + 4, r.top() + 20, r.width() - 8, 16);
    if (p.leader == no_broker) {
        const double w =
            pen.text("name", upper.adjusted(0, 0, -56, 0), q(p.name), TypeRole::body_bold, t.text);
        paint_isr(pen, p, upper.adjusted(w + 12, 0, 0, 0));
        draw_cross(pen.p, {lower.left() + 5, lower.center().y()}, 10, t.fault);
        pen.text("leader", lower.adjusted(15, 0, 0, 0),
                 QStringLiteral("no leader for ") + lasting(p.no_leader_for), TypeRole::small_bold,
                 t.fault);
        return;
    }
    const QString truth =
        QStringLiteral("%1 e%2").arg(pen.scene.broker_name(p.leader)).arg(p.epoch.value());
    const double w = pen.text("leader", upper, truth, TypeRole::figures_bold, t.text,
                              Qt::AlignRight | Qt::AlignVCenter);
    draw_triangle(pen.p, {upper.right() - w - 9, upper.center().y()}, 10, true, true, t.text);
    pen.text("name", upper.adjusted(0, 0, -w - 20, 0), q(p.name), TypeRole::body_bold, t.text);
    paint_isr(pen, p, lower);
}

// The topic once above its columns, where it fits.
void paint_topic(Pen& pen, std::size_t c, const FramePartition& p, double left, double top) {
    const auto& all = pen.scene.frame->partitions;
    if (c > 0 && all[c - 1].topic == p.topic) return;
    std::size_t last = c;
    while (last + 1 < all.size() && all[last + 1].topic == p.topic) ++last;
    const double right = to_qt(pen.scene.layout.header(static_cast<int>(last))).right() + 4;
    if (pen.width(TypeRole::small_bold, q(p.topic)) > right - left) return;
    pen.text("topic", {left, top, right - left, 14}, q(p.topic), TypeRole::small_bold,
             pen.theme.text);
}

// Columns too narrow for "orders-0": the topic once above its columns, then index and leader.
void paint_narrow(Pen& pen, std::size_t c, const FramePartition& p, QRectF r) {
    const Scene& s = pen.scene;
    const Theme& t = pen.theme;
    r.adjust(-4, 0, 4, 0);
    const bool none = p.leader == no_broker;
    QString truth = none ? QStringLiteral("\u2715 none")
                         : s.broker_name(p.leader) + QStringLiteral(" e%1").arg(p.epoch.value());
    if (!none && pen.width(TypeRole::figures, truth) > r.width()) truth = s.broker_name(p.leader);
    const TypeRole role = TypeRole::small_bold;
    const auto fits = [&](const FramePartition& one) {
        return pen.width(role, q(one.name)) <= r.width();
    };
    const auto& all = s.frame->partitions;
    if (std::all_of(all.begin(), all.end(), fits)) {
        pen.text("name", {r.left(), r.top() + 2, r.width(), 18}, q(p.name), role, t.text);
        pen.text("leader", {r.left(), r.top() + 20, r.width(), 16}, truth, TypeRole::figures,
                 none ? t.fault : t.muted);
        return;
    }
    paint_topic(pen, c, p, r.left(), r.top() - 2);
    pen.text("name", {r.left(), r.top() + 12, r.width(), 14}, QString::number(p.index), role,
             t.text);
    pen.text("leader", {r.left(), r.top() + 26, r.width(), 14}, truth, TypeRole::figures,
             none ? t.fault : t.muted);
}

// A column as narrow as a tile: only the partition's number, and a cross if nobody leads.
void paint_number(Pen& pen, std::size_t c, const FramePartition& p, double width) {
    const Theme& t = pen.theme;
    const Rect cell = pen.scene.layout.header(static_cast<int>(c));
    const QRectF r(cell.center().x - width / 2, cell.y, width, cell.h);
    paint_topic(pen, c, p, r.left() + 4, r.top());
    const QString number = QString::number(p.index);
    const bool none = p.leader == no_broker;
    if (pen.width(TypeRole::figures, number) + 2 <= width) {
        pen.text("name", {r.left(), r.top() + 22, width, 14}, number,
                 none ? TypeRole::figures_bold : TypeRole::figures, none ? t.fault : t.text,
                 Qt::AlignCenter);
    }
    if (none) {
        draw_cross(pen.p, {r.center().x(), r.top() + 18}, 8, t.fault);
    }
}

}  // namespace

void paint_headers(Pen& pen) {
    const Scene& s = pen.scene;
    for (std::size_t c = 0; c < s.frame->partitions.size(); ++c) {
        const FramePartition& p = s.frame->partitions[c];
        const Rect cell = s.layout.header(static_cast<int>(c));
        if (s.layout.column_width < 18) {
            break;  // tiles: names come with the hover
        }
        const QRectF r = to_qt(cell);
        pen.begin(header_id(p.name), QStringLiteral("partition"), describe_header(s, p), r, true);
        if (cell.w >= 128) {
            paint_full(pen, p, r);
        } else if (cell.w >= 24) {
            paint_narrow(pen, c, p, r);
        } else {
            paint_number(pen, c, p, s.layout.column_width);
        }
        pen.end();
    }
}

}  // namespace kscope::gui
